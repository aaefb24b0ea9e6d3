/** Values of options about trials: hosts, modes, CPUs. Apart from `values.ts`, which commands that only read results import too. */
import { findMode, MODES } from "../../modes/registry.ts";
import type { HostPort } from "../../net/host_port.ts";
import { isLinkLocal } from "../../net/link_scope.ts";
import { CPU_MAX, type Pin, pinSchema } from "../../trial/placement.ts";
import { HOSTS } from "../../trial/settings.ts";
import { listOf, suggestion, ValueError } from "./values.ts";

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
      "a link-local address needs its interface, and no other address takes one, such as [fe80::7%eth0]:5201",
    );
  }
  return { hostname: hostname + (zone ?? ""), port };
}

/** What people call modes by their system call or flag: only letters and digits. */
const CALLS: Readonly<Record<string, string>> = {
  "send": "contiguous",
  "sendmsg": "one-copy",
  "memcpysend": "two-copy",
  "msgzerocopy": "zero-copy",
};

/** The id of the mode that a word names, in any spelling, or by its system call or flag; `null` if it names none. */
function modeOfWord(word: string): string | null {
  const bare = bareWord(word);
  const spelled = MODES.find(({ id, alias }) => [id, alias].some((name) => bareWord(name) === bare));
  return findMode(word)?.id ?? spelled?.id ?? (Object.hasOwn(CALLS, bare) ? CALLS[bare]! : null);
}

/** `MSG_ZEROCOPY`, `zero_copy` and `Zero copy` without the separators of their words. */
function bareWord(text: string): string {
  return text.toLowerCase().replaceAll(/[-_+ ]/g, "");
}

const parseModeList = listOf((name: string): string[] => {
  const mode = modeOfWord(name);
  if (mode !== null) return [mode];
  const names = MODES.flatMap(({ id, alias }) => [id, alias]);
  throw new ValueError(`unknown mode "${name}"${suggestion(name, names)} (modes: all, ${names.join(", ")})`);
});

/** Mode ids of a comma list of ids, aliases and other names of modes, or of `all`. */
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

/** In the form that {@linkcode parsePin} reads. */
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
