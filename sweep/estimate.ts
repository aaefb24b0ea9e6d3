/**
 * How long a sweep takes, before anything is started: the time of its trials, and of what happens around them. The speed
 * of the path between the ends is not known yet, so turns are taken to be as long as on a path that does not limit them.
 */
import type { CpuInfo } from "../host/cpu_topology.ts";
import { threadsPerCpu } from "../trial/placement.ts";
import { prewarmMs } from "../trial/prewarm.ts";
import type { PathFacts } from "../trial/slice_length.ts";
import { blockTrials, type PlannedTrial, type SweepPlan } from "./plan.ts";
import { plannedMsOf, trialSpecOf } from "./trial_specs.ts";

/** Connecting, handing out the jobs, the common start, and writing the rows; measured. */
const AROUND_TRIAL_MS = 40;
/** Until the program's threads run; measured. */
const START_MS = 500;
/** For figures and report; measured. */
const REPORT_MS = 2500;

const FAST_ENOUGH_BYTES_PER_MS = 1e6;

/**
 * ms, from the first line to the answer; without what `untilCi` and `refine` add.
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
  const path = pathOf(plan, cpus, rttMs);
  const trialsMs = trials.reduce((sum, trial) => sum + trialMs(plan, trial, path), 0);
  const { pin, modes, rx, poolDepth } = plan;
  const warmingMs = poolDepth === null
    ? prewarmMs({ pin, modes, threads: Math.max(...plan.threads) }, cpus, rttMs, rx.slice(1))
    : 0;
  return START_MS + warmingMs + trialsMs + REPORT_MS;
}

/** The most time that some trials of added sizes take, ms: none takes longer than the longest of the plan. */
export function addedMsMost(
  plan: SweepPlan,
  trials: number,
  cpus: readonly CpuInfo[],
  rttMs = 0,
): number {
  const path = pathOf(plan, cpus, rttMs);
  return trials * Math.max(...blockTrials(plan, 0).map((trial) => trialMs(plan, trial, path)));
}

function pathOf({ pin, topology }: SweepPlan, cpus: readonly CpuInfo[], rttMs: number): PathFacts {
  const shares = threadsPerCpu(pin, cpus, topology.kind === "hosts");
  return { rttMs, bytesPerMs: FAST_ENOUGH_BYTES_PER_MS, threadsPerCpu: shares };
}

function trialMs(plan: SweepPlan, trial: PlannedTrial, path: PathFacts): number {
  return plannedMsOf(trialSpecOf(plan, trial, path)) + AROUND_TRIAL_MS;
}
