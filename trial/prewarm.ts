/**
 * Warms up the Workers' code before the first trial: passes in which all modes take turns, with the same code and real
 * sockets, and then each further receive strategy takes what one mode sends. A Worker that ran a mode or a strategy for
 * the first time inside a trial would run it in a slow tier of V8. Short fields and long ones, since modes may send them
 * by different code (`two-copy` does); the last pass of all modes shows what rates are possible.
 */
import type { CpuInfo } from "../host/cpu_topology.ts";
import type { Crew } from "./crew.ts";
import type { EndReport } from "./job.ts";
import { place, usedCpus } from "./placement.ts";
import { singleWindow } from "./schedule.ts";
import { LOOPBACK, type Topology } from "./topology.ts";
import { runTrial } from "./trial.ts";
import type { TrialSpec } from "./trial_spec.ts";

const TURN_MS = 15;
/** On a long path TCP needs some round trips to find its speed. */
const TURN_ROUND_TRIPS = 5;
const SHARE_MAX = 8;
export const PREWARM_MESSAGE_BYTES = [64, 1024, 64, 16 * 1024];
/**
 * A lower rate lengthens turns throughout the sweep, so where round trips are short it is measured up to
 * {@linkcode TIMES_AGAIN} times more, and the best counts: another process may have had the CPUs for a moment.
 */
const SLOW_BYTES_PER_MS = 250e3;
const TIMES_AGAIN = 3;

/** Its outcome. */
interface Prewarmed {
  /** The best rate of a mode with the longest messages, over all connections; `null` where none was measured. */
  readonly bytesPerMs: number | null;
  /** Why the first failed pass failed; `null` where none did. */
  readonly failure: string | null;
}

/**
 * Runs every mode and every receive strategy at each size for about 15 ms of CPU time per thread (at most eight times
 * that on the clock), longer where round trips are.
 *
 * @param spec settings of the sweep, with all its modes; its size and rate do not matter
 * @param furtherRx the sweep's receive strategies other than the spec's
 */
export async function prewarm(
  crew: Crew,
  spec: TrialSpec,
  cpus: readonly CpuInfo[],
  furtherRx: readonly string[] = [],
  stop?: AbortSignal,
  topology: Topology = LOOPBACK,
): Promise<Prewarmed> {
  const sliceMs = Math.min(turnMs(spec, cpus, topology.rttMs), topology.longestMs / spec.modes.length);
  const ofStrategies = furtherRx.map((rx) => ({ rx, modes: spec.modes.slice(0, 1) }));
  let bytesPerMs: number | null = null, failure: string | null = null;
  const pass = async (messageBytes: number, changes: Partial<TrialSpec>) => {
    const schedule = singleWindow(sliceMs);
    const changed = { ...spec, messageBytes, rateBps: null, warmupMs: 0, schedule, ...changes };
    const result = await runTrial(crew, changed, cpus, stop, topology);
    if (result.status === "failed") failure ??= result.reason;
    return result.status === "ok" ? bestRate(result.rx) : null;
  };
  for (const messageBytes of PREWARM_MESSAGE_BYTES) {
    bytesPerMs = await pass(messageBytes, {}) ?? bytesPerMs;
    for (const changes of ofStrategies) await pass(messageBytes, changes);
  }
  const again = () => pass(PREWARM_MESSAGE_BYTES.at(-1)!, {});
  if (topology.rttMs < 1 && stop?.aborted !== true) bytesPerMs = await bestRateOf(bytesPerMs, again);
  return { bytesPerMs, failure };
}

/**
 * The best of a rate and, where that is low, of further ones; `null` where none was measured.
 *
 * @param again measures a further one, bytes per ms
 */
export async function bestRateOf(
  first: number | null,
  again: () => Promise<number | null>,
): Promise<number | null> {
  let best = first;
  for (let times = 0; times < TIMES_AGAIN && best !== null && best < SLOW_BYTES_PER_MS; times++) {
    best = Math.max(best, await again() ?? 0);
  }
  return best;
}

/** What all passes take together, ms. */
export function prewarmMs(
  spec: Pick<TrialSpec, "pin" | "threads" | "modes">,
  cpus: readonly CpuInfo[],
  rttMs: number,
  furtherRx: readonly string[],
): number {
  return PREWARM_MESSAGE_BYTES.length * (spec.modes.length + furtherRx.length) * turnMs(spec, cpus, rttMs);
}

/** Longer where threads share CPUs, and where the path is long. */
function turnMs(
  { pin, threads }: Pick<TrialSpec, "pin" | "threads">,
  cpus: readonly CpuInfo[],
  rttMs: number,
): number {
  const { tx, rx } = place(pin, threads, cpus);
  const share = Math.ceil(2 * threads / usedCpus([...tx, ...rx], cpus).length);
  return Math.max(TURN_MS * Math.min(SHARE_MAX, share), TURN_ROUND_TRIPS * rttMs);
}

/** Of the modes, bytes per ms over all connections. */
function bestRate(rx: readonly EndReport[]): number {
  const ofMode = (mode: number) =>
    rx.reduce((sum, { shares }) => sum + shares[mode]!.bytes / (shares[mode]!.elapsedNs / 1e6), 0);
  return Math.max(...rx[0]!.shares.map((_, mode) => ofMode(mode)));
}
