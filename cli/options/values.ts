/**
 * Option values: text to typed value. Each parser throws {@linkcode ValueError} saying what is allowed; the caller
 * adds the option's name and the value.
 */
import { isLinkLocal } from "../../net/link_scope.ts";
import { closestString } from "@std/text/closest-string";
import { findMode, MODES } from "../../modes/registry.ts";
import type { Pin } from "../../trial/placement.ts";

/** Says what is allowed; see {@linkcode ValueError.message}. */
export class ValueError extends Error {
  override readonly name = "ValueError";
}

const KIB = 1024;
const SIZE_UNITS: Readonly<Record<string, number>> = { "": 1, "Ki": KIB, "Mi": KIB ** 2, "Gi": KIB ** 3 };
const DURATION_UNITS_MS: Readonly<Record<string, number>> = { "ms": 1, "s": 1e3, "m": 60e3, "h": 3600e3 };

export const SIZE_BYTES_MIN = 8;
export const SIZE_BYTES_MAX = KIB ** 3;
export const THREADS_MAX = 64;
export const REPEATS_MAX = 1000;
const DURATION_MS_MIN = 10;
const DURATION_MS_MAX = 3600e3;
const TIMEOUT_MS_MIN = 1e3;
const TIMEOUT_MS_MAX = 600e3;
const TIMEOUT_ALLOWED = "a time-out is 1s to 10m, such as 10s";

/** Bytes of a message size such as `64`, `4Ki`, `1Mi`, from 8 bytes to 1 GiB. */
export const parseSize = parseSizeWithin(SIZE_BYTES_MIN, SIZE_BYTES_MAX, "8 to 1Gi");

/** A parser of sizes such as `64`, `4Ki`, `1Mi`; `range` names the limits in words. */
export function parseSizeWithin(least: number, most: number, range: string): (text: string) => number {
  return (text) => {
    const [, digits, unit] = /^(\d+)(Ki|Mi|Gi|)$/.exec(text) ?? [];
    const bytes = Number(digits) * (SIZE_UNITS[unit ?? ""] ?? NaN);
    if (!(bytes >= least && bytes <= most)) {
      throw new ValueError(`a size is ${range}, in bytes or with Ki, Mi, Gi, such as 64,4Ki,1Mi`);
    }
    return bytes;
  };
}

/** A size as {@linkcode parseSize} reads it, with the largest unit that divides it. */
export function formatSize(bytes: number): string {
  const unit = ["Gi", "Mi", "Ki"].find((name) => bytes % SIZE_UNITS[name]! === 0 && bytes > 0) ?? "";
  return `${bytes / SIZE_UNITS[unit]!}${unit}`;
}

/** Milliseconds of a duration such as `300ms`, `2s`, `1m`, from 10 ms to 1 h. */
export function parseDuration(text: string): number {
  return durationWithin(text, DURATION_MS_MIN, "a duration is 10ms to 1h, such as 300ms, 2s, 1.5s, 1m");
}

/** Milliseconds of a warm-up: a duration, or 0. */
export function parseWarmup(text: string): number {
  return durationWithin(text, 0, "a warm-up is 0ms to 1h, such as 200ms, 1s");
}

/** Milliseconds of a sweep's time budget: a duration from 1 s to a week. */
export function parseMaxTime(text: string): number {
  return durationWithin(text, 1e3, "a time budget is 1s to 168h, such as 90s, 10m, 2h", 168 * 3600e3);
}

function durationWithin(text: string, leastMs: number, allowed: string, mostMs = DURATION_MS_MAX): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const ms = Math.round(Number(digits) * (DURATION_UNITS_MS[unit ?? ""] ?? NaN) * 1e3) / 1e3;
  if (!(ms >= leastMs && ms <= mostMs)) throw new ValueError(allowed);
  return ms;
}

/** Milliseconds of a time-out: a duration from 1 s to 10 min. */
export function parseTimeout(text: string): number {
  const ms = durationWithin(text, TIMEOUT_MS_MIN, TIMEOUT_ALLOWED);
  if (ms > TIMEOUT_MS_MAX) throw new ValueError(TIMEOUT_ALLOWED);
  return ms;
}

/** Host and port of `node2:5201`, `192.0.2.7:5201`, `[2001:db8::7]:5201` or `[fe80::7%eth0]:5201`. */
export function parseHostPort(text: string): { hostname: string; port: number } {
  const [, v6, zone, name, digits] =
    /^(?:\[([0-9a-fA-F:.]+)(%[\w.-]{1,15})?\]|([^:[\]\s]+)):(\d{1,5})$/.exec(text) ?? [];
  const hostname = v6 ?? name, port = Number(digits);
  if (hostname === undefined || port > 65535) {
    throw new ValueError("allowed is HOST:PORT, such as node2:5201 or [2001:db8::7]:5201");
  }
  if (isLinkLocal(hostname) !== (zone !== undefined)) {
    throw new ValueError(
      "a link-local address names its interface, and only that does, such as [fe80::7%eth0]:5201",
    );
  }
  return { hostname: hostname + (zone ?? ""), port };
}

/** A shared secret: anything but nothing. */
export function parseToken(text: string): string {
  if (text.trim() === "") throw new ValueError("a token is not empty");
  return text;
}

/** Arguments of tc-netem: words of letters, digits, points, percent signs. */
export function parseNetem(text: string): string {
  if (!/^ *[a-z][a-z0-9.% ]*$/i.test(text)) {
    throw new ValueError("allowed are the words of tc-netem(8), such as delay 1ms loss 0.1%");
  }
  return text.trim();
}

/** A duration as {@linkcode parseDuration} reads it. */
export function formatDuration(ms: number): string {
  return ms >= 1e3 ? `${Number((ms / 1e3).toPrecision(12))}s` : `${ms}ms`;
}

/** A parser of whole numbers from `least` to `most`. */
export function integerWithin(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new ValueError(`allowed are whole numbers from ${least} to ${most}`);
    }
    return value;
  };
}

/** A parser of comma lists without repetitions. */
export function listOf<T>(parseItem: (text: string) => T): (text: string) => T[] {
  return (text) => {
    const items = text.split(",").map((item) => parseItem(item.trim()));
    const twice = items.find((item, i) => items.indexOf(item) !== i);
    if (twice !== undefined) throw new ValueError(`${twice} is given twice`);
    return items;
  };
}

/** A parser of one of a few words. */
export function oneOf<const W extends string>(words: readonly W[]): (text: string) => W {
  return (text) => {
    const word = words.find((candidate) => candidate === text);
    if (word === undefined) throw new ValueError(`allowed are ${words.join(", ")}${suggestion(text, words)}`);
    return word;
  };
}

/** The nearest valid word, as a clause for a message. */
export function suggestion(text: string, words: readonly string[]): string {
  return words.length > 0 && text !== "" ? `; did you mean ${closestString(text, words)}?` : "";
}

const parseModeList = listOf((name: string) => {
  const mode = findMode(name);
  if (mode !== undefined) return mode.id;
  const names = MODES.flatMap(({ id, alias }) => [id, alias]);
  throw new ValueError(
    `"${name}" is no mode; allowed are all, ${names.join(", ")}${suggestion(name, names)}`,
  );
});

/** Mode ids of a comma list of ids and aliases, or of `all`. */
export function parseModes(text: string): string[] {
  return text === "all" ? MODES.map((mode) => mode.id) : parseModeList(text);
}

/** Alignment of fields in bytes: a power of two from 1 to 4096. */
export function parseAlign(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > 4096 || (value & (value - 1)) !== 0) {
    throw new ValueError("allowed are powers of two from 1 to 4096");
  }
  return value;
}

/** A congestion control choice: `auto`, `system`, or a kernel name. */
export function parseCongestion(text: string): string {
  if (!/^[a-z0-9_-]{1,15}$/.test(text)) {
    throw new ValueError("allowed are auto, system, or the name of an algorithm such as cubic");
  }
  return text;
}

/** `auto`, `none`, or CPU lists such as `tx=0-3,rx=4,6`. */
export function parsePin(text: string): Pin {
  if (text === "auto" || text === "none") return { kind: text };
  const [, tx, rx] = /^tx=([0-9,-]+),rx=([0-9,-]+)$/.exec(text) ?? [];
  if (tx === undefined || rx === undefined) {
    throw new ValueError("allowed are auto, none, or CPU lists such as tx=0-3,rx=4-7");
  }
  return { kind: "lists", tx: parseCpuList(tx), rx: parseCpuList(rx) };
}

function parseCpuList(text: string): number[] {
  return text.split(",").flatMap((part) => {
    const [, first, last] = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(part) ?? [];
    const from = Number(first), to = Number(last ?? first);
    if (!(from <= to)) throw new ValueError(`"${part}" is no CPU list; write 0-3 or 0,2,4`);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
}

/** A percentage such as `5%` or `2.5%`, above 0 and at most 100. */
export function parsePercent(text: string): number {
  const [, digits] = /^(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
  const percent = Number(digits);
  if (!(percent > 0 && percent <= 100)) {
    throw new ValueError("allowed are percentages up to 100%, such as 5%");
  }
  return percent;
}
