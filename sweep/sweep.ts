/**
 * The order of a sweep: every planned trial that has no row yet, one after another, each row written as its trial
 * ends. What runs a trial and what keeps a row come from outside, so that the order can be tested without sockets.
 */
import type { ResultRow } from "../results/columns.ts";
import { type PlannedTrial, plannedTrials, type SweepPlan, trialKey } from "./plan.ts";

/** How a sweep ended. */
export interface SweepOutcome {
  readonly run: number;
  readonly failed: number;
  readonly stopped: boolean;
  /** {@linkcode FAILURES_IN_A_ROW_MAX} trials in a row failed, so the rest was not tried. */
  readonly gaveUp: boolean;
}

/** A far end that is gone, or a machine that can't do it, will not do better the next time. */
export const FAILURES_IN_A_ROW_MAX = 3;

export interface SweepSteps {
  /** Runs one trial; `null` when it was stopped before it was over. */
  runTrial(trial: PlannedTrial): Promise<ResultRow | null>;
  /** Keeps a row, safely on disk when it returns. */
  keep(row: ResultRow): void;
}

/**
 * Runs what is missing of a plan.
 *
 * @param done keys ({@linkcode trialKey}) of the trials that have a row already
 * @param stop aborted: no further trial is started
 */
export async function runSweep(
  plan: SweepPlan,
  done: ReadonlySet<string>,
  steps: SweepSteps,
  stop: AbortSignal,
): Promise<SweepOutcome> {
  let run = 0, failed = 0, failedInARow = 0;
  for (const trial of plannedTrials(plan)) {
    if (done.has(trialKey(trial))) continue;
    const row = stop.aborted ? null : await steps.runTrial(trial);
    if (row === null) return { run, failed, stopped: true, gaveUp: false };
    steps.keep(row);
    run += 1;
    if (row.status === "failed") failed += 1;
    failedInARow = row.status === "failed" ? failedInARow + 1 : 0;
    if (failedInARow === FAILURES_IN_A_ROW_MAX) return { run, failed, stopped: false, gaveUp: true };
  }
  return { run, failed, stopped: false, gaveUp: false };
}
