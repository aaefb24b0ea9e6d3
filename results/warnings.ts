/**
 * What limits the validity of a row: a closed set, each with advice. A row carries the id and its detail, and whoever
 * reads rows goes by the id. When a row gets one is for `trial/warnings.ts` to say.
 */
import type { ResultRow } from "./columns.ts";

/** Every warning a row can carry, and what the user can do about it. */
export const WARNINGS = {
  "unpinned": "the scheduler placed the threads, which makes single runs bimodal; use --pin auto",
  "oversubscribed": "more threads than CPUs; use fewer --threads, or more CPUs in --pin",
  "window-off":
    "the measured window differs from --duration by more than 1 %, or all slices of a mode by more than 10 %; use a longer --duration, or fewer --threads",
  "few-messages":
    "one message takes more than 1 % of the window, or a quarter of a slice; use a longer --duration or --slice",
  "other-load": "other processes used more than 5 % of the pinned CPUs; stop them, or pin elsewhere",
  "steal":
    "the hypervisor gave more than 1 % of the pinned CPUs to other guests; use an idle host, or more --repeats",
  "cpus-moved":
    "core-to-core latency changed by a factor of two or more, as when the hypervisor moves a virtual CPU; use more --repeats, or bind virtual CPUs on the host",
  "frequency-changed":
    "a CPU's frequency changed by more than 10 %; use the performance governor, with turbo off",
  "throttled": "a CPU was throttled for its heat; use better cooling, shorter runs, or a lower frequency",
  "cpu-quota":
    "a control group's CPU quota stopped threads; raise it (docker --cpus, Kubernetes CPU limit, CPUQuota), or use fewer --threads",
  "memory-pressure":
    "the kernel was reclaiming memory, or TCP ran short of it; free memory, or raise tcp_mem",
  "retransmits":
    "more than 0.1 % of the segments were retransmitted; look for losses, or a receive buffer that overflows (--rcvbuf)",
  "receiver-limited":
    "the receive window held the sender back for most of its time, so this is the receiver's speed; raise --rcvbuf, or give the receiver a faster CPU",
  "counters-multiplexed":
    "a counter ran for less than half of the window, and its value is scaled up; free counters (sysctl kernel.nmi_watchdog=0)",
  "zero-copy-copied":
    "the kernel copied although MSG_ZEROCOPY was requested, so these rows show its overhead; use two hosts (netio serve)",
} as const;

export type WarningId = keyof typeof WARNINGS;

/** One warning as it stands in a row. */
export function warning(id: WarningId, detail?: string): string {
  return detail === undefined ? id : `${id} (${detail})`;
}

/** The ids of the warnings in a row's text. */
export function warningIds(text: string | null): WarningId[] {
  const words = (text ?? "").split("; ").map((part) => part.split(" ")[0] ?? "");
  return words.filter((word): word is WarningId => Object.hasOwn(WARNINGS, word));
}

/** Whether a row carries a warning. */
export function hasWarning(row: Pick<ResultRow, "warnings">, id: WarningId): boolean {
  return warningIds(row.warnings).includes(id);
}
