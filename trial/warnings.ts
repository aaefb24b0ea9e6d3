/** From which value on a row gets a warning (`results/warnings.ts`). Thresholds are stated here and nowhere else. */
import type { CpuShares } from "../host/cpu_shares.ts";
import type { HostWindow } from "../host/window_state.ts";
import type { ResultRow } from "../results/columns.ts";
import { warning } from "../results/warnings.ts";
import type { EndReport } from "./job.ts";
import type { SideResult } from "./side.ts";
import type { TrialSpec } from "./trial_spec.ts";

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
