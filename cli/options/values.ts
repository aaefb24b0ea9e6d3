/**
 * Option values that have a form of their own: text to typed value. Each parser throws {@linkcode ValueError} saying what
 * is allowed; the caller adds the option's name and the value.
 */
import { isLinkLocal } from "../../net/link_scope.ts";
import { closestString, levenshteinDistance } from "@std/text/closest-string";
import { MODES } from "../../modes/registry.ts";
import { CPU_MAX, type Pin, pinSchema } from "../../trial/placement.ts";
import { HOSTS } from "../../trial/settings.ts";
import { modeOfWord } from "./mode_words.ts";

/** Says what is allowed; see {@linkcode ValueError.message}. */
export class ValueError extends Error {
  override readonly name = "ValueError";
}

export interface HostPort {
  readonly hostname: string;
  readonly port: number;
}

/** Host and port of `node2:5201`, `192.0.2.7:5201`, `[2001:db8::7]:5201` or `[fe80::7%eth0]:5201`. */
export function parseHostPort(text: string): HostPort {
  const [, v6, zone, name, digits] =
    /^(?:\[([0-9a-fA-F:.]+)(%[\w.-]{1,15})?\]|([^:[\]\s]+)):(\d{1,5})$/.exec(text) ?? [];
  const hostname = v6 ?? name ?? "", port = Number(digits);
  if (!HOSTS.hostname.schema.safeParse(hostname).success || !HOSTS.port.schema.safeParse(port).success) {
    throw new ValueError("expected HOST:PORT, such as node2:5201 or [2001:db8::7]:5201");
  }
  if (isLinkLocal(hostname) !== (zone !== undefined)) {
    throw new ValueError(
      "a link-local address names its interface, and only that does, such as [fe80::7%eth0]:5201",
    );
  }
  return { hostname: hostname + (zone ?? ""), port };
}

/** As {@linkcode parseHostPort} reads it. */
export function hostPortText({ hostname, port }: HostPort): string {
  return `${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}

/** A shared secret: anything but the empty text. */
export function parseToken(text: string): string {
  if (text.trim() === "") throw new ValueError("a token must not be empty");
  return text;
}

/** A parser of comma lists without repetitions; an item may stand for several. */
export function listOf<T>(
  parseItem: (text: string) => T[],
  textOf: (item: T) => string = String,
): (text: string) => T[] {
  return (text) => {
    const items = text.split(",").flatMap((item) => parseItem(item.trim()));
    const twice = items.find((item, i) => items.indexOf(item) !== i);
    if (twice !== undefined) throw new ValueError(`${textOf(twice)} is given twice`);
    return items;
  };
}

/** A parser of one of a few words. */
export function oneOf<const W extends string>(words: readonly W[]): (text: string) => W {
  return (text) => {
    const word = words.find((candidate) => candidate === text);
    if (word === undefined) {
      throw new ValueError(`expected one of ${words.join(", ")}${suggestion(text, words)}`);
    }
    return word;
  };
}

/** Words with a greater edit distance are not typing errors. */
const NEAR = 2;

/** The nearest valid word, as a clause for a message; nothing where none is near. */
export function suggestion(text: string, words: readonly string[]): string {
  const likely = words.filter((word) => word.length > NEAR);
  if (likely.length === 0 || text === "") return "";
  const nearest = closestString(text, likely);
  return levenshteinDistance(text, nearest) <= NEAR ? `; did you mean ${nearest}?` : "";
}

const parseModeList = listOf((name: string): string[] => {
  const mode = modeOfWord(name);
  if (mode !== null) return [mode];
  const names = MODES.flatMap(({ id, alias }) => [id, alias]);
  throw new ValueError(`unknown mode "${name}"${suggestion(name, names)} (modes: all, ${names.join(", ")})`);
});

/** Mode ids of a comma list of ids, aliases and what else modes are called, or of `all`. */
export function parseModes(text: string): string[] {
  return text === "all" ? MODES.map((mode) => mode.id) : parseModeList(text);
}

/** `auto`, `none`, or CPU lists such as `tx=0-3,rx=4,6`. */
export function parsePin(text: string): Pin {
  if (text === "auto" || text === "none") return { kind: text };
  const [, tx, rx] = /^tx=([0-9,-]+),rx=([0-9,-]+)$/.exec(text) ?? [];
  if (tx === undefined || rx === undefined) {
    throw new ValueError("expected auto, none, or CPU lists such as tx=0-3,rx=4-7");
  }
  const pin = { kind: "lists", tx: parseCpuList(tx), rx: parseCpuList(rx) } as const;
  if (!pinSchema.safeParse(pin).success) throw new ValueError(`a CPU is a number from 0 to ${CPU_MAX}`);
  return pin;
}

/** As {@linkcode parsePin} reads it. */
export function pinText(pin: Pin): string {
  return pin.kind === "lists" ? `tx=${pin.tx.join(",")},rx=${pin.rx.join(",")}` : pin.kind;
}

function parseCpuList(text: string): number[] {
  return text.split(",").flatMap((part) => {
    const [, first, last] = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(part) ?? [];
    const from = Number(first), to = Number(last ?? first);
    if (!(from <= to)) throw new ValueError(`"${part}" is not a CPU list; write 0-3 or 0,2,4`);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
}

/** The share that a percentage such as `5%` or `2.5%` is, above 0 and at most 1. */
export function parsePercent(text: string): number {
  const [, digits] = /^(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
  const percent = Number(digits);
  if (!(percent > 0 && percent <= 100)) {
    throw new ValueError("expected a percentage up to 100%, such as 5%");
  }
  return percent / 100;
}

/** As {@linkcode parsePercent} reads it. */
export function percentageText(share: number): string {
  return `${Number((100 * share).toPrecision(12))}%`;
}
