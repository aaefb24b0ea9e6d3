/**
 * How long a sweep takes, before anything is started: what its trials take by themselves, and what goes on around them.
 * How fast the path between the ends is comes out only later, so turns are as long as on one that does not limit them.
 */
import type { CpuInfo } from "../host/cpu_topology.ts";
import { prewarmMs } from "../trial/prewarm.ts";
import type { PlannedTrial, SweepPlan } from "./plan.ts";
import { plannedMsOf, trialSpecOf } from "./trial_specs.ts";

/** Connecting, handing out the jobs, the common start, and writing the rows: measured. */
const AROUND_TRIAL_MS = 40;
/** Until the program's threads run: measured. */
const START_MS = 500;
/** Of figures and report: measured. */
const REPORT_MS = 2500;

const FAST_ENOUGH_BYTES_PER_MS = 1e6;

/**
 * ms, from the first line to the answer; without what `untilCi` adds.
 *
 * @param trials those that are to be run
 * @param cpus those that this process may use
 * @param rttMs of the path between the ends without load, where it is known
 */
export function estimateMs(
  plan: SweepPlan,
  trials: readonly PlannedTrial[],
  cpus: readonly CpuInfo[],
  rttMs = 0,
): number {
  const path = { rttMs, bytesPerMs: FAST_ENOUGH_BYTES_PER_MS, cpuCount: cpus.length };
  const trialsMs = trials.reduce(
    (sum, trial) => sum + plannedMsOf(trialSpecOf(plan, trial, path)) + AROUND_TRIAL_MS,
    0,
  );
  const { pin, modes, rx, poolDepth } = plan;
  const warmingMs = poolDepth === null
    ? prewarmMs({ pin, modes, threads: Math.max(...plan.threads) }, cpus, rx.slice(1))
    : 0;
  return START_MS + warmingMs + trialsMs + REPORT_MS;
}
