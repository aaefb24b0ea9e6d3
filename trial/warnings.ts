/** The thresholds from which a row gets a warning (`results/warnings.ts`); they are stated here and nowhere else. */
import type { CpuShares } from "../host/cpu_shares.ts";
import type { HostWindow } from "../host/window_state.ts";
import type { CongestionWindow } from "../perf/congestion.ts";
import type { ResultRow } from "../results/columns.ts";
import { warning } from "../results/warnings.ts";
import type { ModeShare } from "./job.ts";
import { measuredMs } from "./schedule.ts";
import type { SideResult } from "./side.ts";
import type { TrialSpec } from "./trial_spec.ts";

const WINDOW_TOLERANCE = 0.01;
/** Threads that are late for a slice, or miss one, count for what they saw. */
const SLICES_TOLERANCE = 0.1;
const MESSAGES_MIN = 100;
const MESSAGES_PER_SLICE_MIN = 4;
const OTHER_LOAD_SHARE = 0.05;
const STEAL_SHARE = 0.01;
const FREQUENCY_CHANGE = 0.1;
const QUOTA_STOPPED_SHARE = 0.01;
const RECEIVED_APART_SHARE = 0.05;
const RETRANSMITTED_SHARE = 0.001;
const ENOBUFS_SHARE = 0.01;
const RWND_LIMITED_PCT = 50;
const ARRIVED_SHARE = 0.99;
/** Of the later half of a window to the earlier, and of a congestion window at its end to that at its beginning. */
const GROWTH_MAX = 1.5;

/** /proc/stat counts in ticks of 10 ms, so that a few may be chance. */
const TICK_S = 0.01;
const CERTAIN_S = 0.05;

/** Warnings about where the threads of a trial ran. */
export function placementWarnings(
  { pin }: Pick<TrialSpec, "pin">,
  sides: readonly Pick<SideResult, "threads" | "cpuCount" | "coreCount">[],
): string[] {
  const found: string[] = [];
  if (pin.kind === "none") found.push(warning("unpinned"));
  const crowded = sides.find(isCrowded);
  if (crowded !== undefined) {
    found.push(warning("oversubscribed", `${crowded.threads} on ${crowded.cpuCount} CPUs`));
  }
  const siblings = sides.find(({ cpuCount, coreCount }) => pin.kind !== "none" && coreCount < cpuCount);
  if (siblings !== undefined) {
    found.push(
      warning(
        "smt-siblings",
        `${siblings.cpuCount} CPUs on ${siblings.coreCount} ${siblings.coreCount === 1 ? "core" : "cores"}`,
      ),
    );
  }
  return found;
}

/** Whether threads share CPUs, which is the cause of much else. */
function isCrowded({ threads, cpuCount }: Pick<SideResult, "threads" | "cpuCount">): boolean {
  return threads > cpuCount;
}

/** Congestion windows double each round trip: after this many they fit any path. */
export const SLOW_START_ROUND_TRIPS = 10;

/** Warnings about the path between the ends. */
export function pathWarnings(
  { pattern, warmupMs }: Pick<TrialSpec, "pattern" | "warmupMs">,
  rttMs: number,
): string[] {
  if (pattern !== "stream" || SLOW_START_ROUND_TRIPS * rttMs <= warmupMs) return [];
  return [warning("slow-start", `round trip ${rttMs.toFixed(1)} ms, warm-up ${warmupMs} ms`)];
}

/** Warnings about a middlebox between the ends of the connections. */
export function middleboxWarnings(middlebox: string | null): string[] {
  return middlebox === null ? [] : [warning("middlebox", middlebox)];
}

/**
 * Warnings about a stream that was still becoming faster while it was measured, by slow start: on a machine with other
 * load a stream gains speed by chance, so the rates alone say nothing.
 *
 * @param received what each receiver saw of one mode
 * @param windows of the senders' connections
 */
export function growthWarnings(
  { warmupMs }: Pick<TrialSpec, "warmupMs">,
  received: readonly Pick<ModeShare, "halfRates">[],
  windows: readonly (CongestionWindow | null)[],
): string[] {
  const halves = received.map(({ halfRates }) => halfRates);
  const rate = (half: 0 | 1) => halves.reduce((sum, rates) => sum + (rates?.[half] ?? 0), 0);
  const earlier = rate(0), later = rate(1);
  if (halves.includes(null) || earlier === 0 || later <= GROWTH_MAX * earlier) return [];
  const growing = windows.find((window) => window !== null && isInSlowStart(window, warmupMs));
  if (!growing) return [];
  const { firstSegments, lastSegments } = growing;
  return [warning(
    "slow-start",
    `the later half carried ${(later / earlier).toFixed(1)} times as much as the earlier, ` +
      `and the congestion window grew from ${firstSegments} to ${lastSegments} segments`,
  )];
}

/** A receiver's window, which grows too, may hold it back for as many as these; after more it is no slow start. */
const GROWING_ROUND_TRIPS = 100;

/** Whether a window was still growing towards its threshold, on a path long enough for that. */
function isInSlowStart(
  { isSlowStart, firstSegments, lastSegments, roundTripUs }: CongestionWindow,
  warmupMs: number,
): boolean {
  return isSlowStart && lastSegments > GROWTH_MAX * firstSegments &&
    GROWING_ROUND_TRIPS * roundTripUs / 1e3 > warmupMs;
}

/** Warnings about threads whose code is cold in their first trials. */
export function prewarmWarnings(failure: string | null): string[] {
  return failure === null ? [] : [warning("not-prewarmed", failure.replaceAll("; ", ", "))];
}

/**
 * Warnings about the slices of one mode: how long they were together, and how many messages they held.
 *
 * @param sent what each sender saw of them
 * @param sides a thread that waits for its CPU is late for slices, so there the detail names that as the cause: it keeps
 * such rows apart from those that are off for another reason
 */
export function windowWarnings(
  { messageBytes, modes, schedule }: Pick<TrialSpec, "messageBytes" | "modes" | "schedule">,
  sent: readonly Pick<ModeShare, "elapsedNs" | "bytes" | "slices">[],
  sides: readonly Pick<SideResult, "threads" | "cpuCount">[],
): string[] {
  const found: string[] = [];
  const plannedMs = measuredMs(schedule);
  const worst = Math.max(...sent.map(({ elapsedNs }) => Math.abs(elapsedNs / 1e6 / plannedMs - 1)));
  const isSliced = modes.length > 1 || schedule.rounds > 1;
  if (worst > (isSliced ? SLICES_TOLERANCE : WINDOW_TOLERANCE)) {
    const cause = sides.some(isCrowded) ? ", as threads share CPUs" : "";
    found.push(warning("window-off", `${percent(worst)}${cause}`));
  }
  const least = Math.min(...sent.map(({ bytes, slices }) => bytes / messageBytes / (isSliced ? slices : 1)));
  if (least < (isSliced ? MESSAGES_PER_SLICE_MIN : MESSAGES_MIN)) {
    found.push(warning("few-messages", `${least.toFixed(1)} per connection${isSliced ? " and slice" : ""}`));
  }
  return found;
}

/** Warnings about what else one host did in the window; load and steal on the CPUs that the threads are pinned to. */
export function hostWarnings(window: HostWindow): string[] {
  const { threadShares, otherCpuS, frequencyChange, throttlings, reclaims, tcpMemoryPressures } = window;
  const { quotaStoppedS, softirqThreadsS, elapsedS } = window;
  const found = threadShares === null ? [] : loadWarnings(threadShares, otherCpuS);
  const busyS = threadShares === null ? elapsedS : threadShares.totalS - threadShares.idleS;
  if (softirqThreadsS !== null && softirqThreadsS > RECEIVED_APART_SHARE * busyS) {
    found.push(
      warning("receive-apart", `kernel threads ${percent(softirqThreadsS / busyS)} of the CPU time`),
    );
  }
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
  const { retransmits, segments_out: segments, rwnd_limited_pct: limitedPct, offered_gbps: offered } = row;
  const { spurious_retransmits: spurious, enobufs, zc_sends: zeroCopySends, zc_fallbacks: plainSends } = row;
  const found: string[] = [];
  if (offered !== null && row.throughput_gbps !== null && row.throughput_gbps < ARRIVED_SHARE * offered) {
    found.push(warning("rate-missed", percent(row.throughput_gbps / offered)));
  }
  if (retransmits !== null && segments && retransmits > RETRANSMITTED_SHARE * segments) {
    const id = (spurious ?? 0) > retransmits / 2 ? "reordered" : "retransmits";
    found.push(warning(id, percent(retransmits / segments)));
  }
  if (limitedPct !== null && limitedPct > RWND_LIMITED_PCT) {
    found.push(warning("receiver-limited", percent(limitedPct / 100)));
  }
  const asked = (zeroCopySends ?? 0) + (plainSends ?? 0);
  if (enobufs !== null && enobufs > ENOBUFS_SHARE * asked) {
    found.push(warning("enobufs", `${enobufs} times, ${plainSends} of ${asked} sends were plain ones`));
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
