/**
 * What limits the validity of a row: a closed set, each with advice. The row carries the id and its detail. Thresholds
 * are stated here and nowhere else.
 */
import type { CpuShares } from "../host/cpu_shares.ts";
import type { HostWindow } from "../host/window_state.ts";
import type { ResultRow } from "../results/columns.ts";
import type { EndReport } from "./job.ts";
import type { SideResult } from "./side.ts";
import type { TrialSpec } from "./trial_spec.ts";

/** Every warning a row can carry, and what the user can do about it. */
export const WARNINGS = {
  "unpinned": "the scheduler placed the threads; single runs are bimodal: use --pin auto",
  "oversubscribed": "more threads than CPUs take turns: fewer --threads, or more CPUs in --pin",
  "window-off": "an end's window is more than 1 % off the planned one: use a longer --duration",
  "few-messages": "one message takes more than 1 % of the window: use a longer --duration",
  "other-load":
    "other processes took more than 5 % of the threads' CPUs: stop them, or pin to CPUs they leave alone",
  "steal":
    "the hypervisor gave more than 1 % of the threads' CPUs to others: use an idle host, or more repeats",
  "cpus-moved":
    "the hypervisor moved a virtual CPU nearer to or farther from its peer, which changes what sharing data costs: take more repeats, or bind virtual CPUs on the host",
  "frequency-changed": "a CPU's frequency changed by more than 10 %: performance governor, turbo off",
  "throttled": "a CPU was throttled for its heat: better cooling, shorter runs, or a lower frequency",
  "cpu-quota":
    "a control group's CPU quota stopped threads: raise it (docker --cpus, Kubernetes CPU limit, CPUQuota), or use fewer --threads",
  "memory-pressure":
    "the kernel was reclaiming memory, or TCP ran short of it: free memory, or raise tcp_mem",
  "retransmits":
    "more than 0.1 % of the segments were sent again: losses, or a receive buffer that overflows (--rcvbuf)",
  "receiver-limited":
    "the receiver's window held the sender back for most of its time: this is the receiver's speed",
  "counters-multiplexed": "a counter ran for less than half of the window: its value is scaled up",
  "zero-copy-copied": "the kernel copied although zero-copy was asked for: read it as the cost of asking",
} as const;

export type WarningId = keyof typeof WARNINGS;

const WINDOW_TOLERANCE = 0.01;
const MESSAGES_MIN = 100;
const OTHER_LOAD_SHARE = 0.05;
const STEAL_SHARE = 0.01;
const FREQUENCY_CHANGE = 0.1;
const QUOTA_STOPPED_SHARE = 0.01;
const RETRANSMITTED_SHARE = 0.001;
const RWND_LIMITED_PCT = 50;

/** /proc/stat counts in ticks of 10 ms, so that a few may be chance. */
const TICK_S = 0.01;
const CERTAIN_S = 0.05;

/** One warning as it stands in a row. */
export function warning(id: WarningId, detail?: string): string {
  return detail === undefined ? id : `${id} (${detail})`;
}

/** The ids of the warnings in a row's text. */
export function warningIds(text: string | null): WarningId[] {
  const words = (text ?? "").split("; ").map((part) => part.split(" ")[0] ?? "");
  return words.filter((word): word is WarningId => Object.hasOwn(WARNINGS, word));
}

/** Warnings about the window and the placement of one trial. */
export function windowWarnings(
  spec: TrialSpec,
  ends: readonly EndReport[],
  messages: number,
  sides: readonly Pick<SideResult, "threads" | "cpuCount">[],
): string[] {
  const found: string[] = [];
  if (spec.pin.kind === "none") found.push(warning("unpinned"));
  const crowded = sides.find(({ threads, cpuCount }) => threads > cpuCount);
  if (crowded !== undefined) {
    found.push(warning("oversubscribed", `${crowded.threads} on ${crowded.cpuCount} CPUs`));
  }
  const worst = Math.max(...ends.map((end) => Math.abs(end.elapsedNs / 1e6 / spec.durationMs - 1)));
  if (worst > WINDOW_TOLERANCE) found.push(warning("window-off", percent(worst)));
  const each = messages / spec.threads;
  if (each < MESSAGES_MIN) found.push(warning("few-messages", `${each.toFixed(1)} per connection`));
  return found;
}

/** Warnings about what else one host did in the window; load and steal on the CPUs that the threads are pinned to. */
export function hostWarnings(window: HostWindow): string[] {
  const { threadShares, otherCpuS, frequencyChange, throttlings, reclaims, tcpMemoryPressures } = window;
  const { quotaStoppedS, elapsedS } = window;
  const found = threadShares === null ? [] : loadWarnings(threadShares, otherCpuS);
  if (frequencyChange !== null && Math.abs(frequencyChange) > FREQUENCY_CHANGE) {
    found.push(warning("frequency-changed", percent(frequencyChange)));
  }
  if ((throttlings ?? 0) > 0) found.push(warning("throttled", `${throttlings} times`));
  if (quotaStoppedS !== null && quotaStoppedS > QUOTA_STOPPED_SHARE * elapsedS) {
    found.push(warning("cpu-quota", `${quotaStoppedS.toFixed(2)} s in ${elapsedS.toFixed(2)} s, all CPUs`));
  }
  if ((reclaims ?? 0) > 0) found.push(warning("memory-pressure", `${reclaims} reclaims`));
  if ((tcpMemoryPressures ?? 0) > 0) {
    found.push(warning("memory-pressure", `TCP ${tcpMemoryPressures} times`));
  }
  return found;
}

function loadWarnings(shares: CpuShares, otherCpuS: number | null): string[] {
  const { stealS, totalS } = shares;
  const found: string[] = [];
  if (otherCpuS !== null && isCertain(otherCpuS, Math.max(OTHER_LOAD_SHARE * totalS, chanceS(shares)))) {
    found.push(warning("other-load", percent(otherCpuS / totalS)));
  }
  if (isCertain(stealS, STEAL_SHARE * totalS)) found.push(warning("steal", percent(stealS / totalS)));
  return found;
}

/** Warnings that follow from the figures of a row. */
export function transferWarnings(row: ResultRow): string[] {
  const { retransmits, segments_out: segments, rwnd_limited_pct: limitedPct } = row;
  const found: string[] = [];
  if (retransmits !== null && segments && retransmits > RETRANSMITTED_SHARE * segments) {
    found.push(warning("retransmits", percent(retransmits / segments)));
  }
  if (limitedPct !== null && limitedPct > RWND_LIMITED_PCT) {
    found.push(warning("receiver-limited", percent(limitedPct / 100)));
  }
  return found;
}

/** Twice the standard deviation of busy time that is sampled at ticks: on CPUs that are partly idle, chance decides. */
function chanceS({ idleS, totalS }: CpuShares): number {
  return 2 * Math.sqrt(TICK_S * idleS * (totalS - idleS) / totalS);
}

function isCertain(seconds: number, threshold: number): boolean {
  return seconds > threshold && seconds >= CERTAIN_S;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
