/**
 * The order of a sweep: every planned trial that has no row yet, one after another, each row written as its trial
 * ends. What runs a trial and what keeps a row come from outside, so that the order can be tested without sockets.
 */
import type { ResultRow } from "../results/columns.ts";
import { type PlannedTrial, type SweepPlan, trialKey } from "./plan.ts";
import { spentMs, trialsOfBlock } from "./stop_rule.ts";

/** How a sweep ended. */
export interface SweepOutcome {
  readonly run: number;
  readonly failed: number;
  readonly stopped: boolean;
  /** {@linkcode FAILURES_IN_A_ROW_MAX} trials in a row failed, so the rest was not tried. */
  readonly gaveUp: boolean;
  /** The plan's `maxTimeMs` was over before all was done. */
  readonly timeUp: boolean;
}

const NOT_ENDED_EARLY = { stopped: false, gaveUp: false, timeUp: false };

/** A far end that is gone, or a machine that can't do it, will not do better the next time. */
export const FAILURES_IN_A_ROW_MAX = 3;

export interface SweepSteps {
  /** Runs one trial; `null` when it was stopped before it was over. */
  runTrial(trial: PlannedTrial): Promise<ResultRow | null>;
  /** Keeps a row, safely on disk when it returns. */
  keep(row: ResultRow): void;
  /** A block beyond the planned ones comes, with so many trials. */
  extend?(trials: number): void;
}

/**
 * Runs what is missing of a plan: trials without a row, and those whose row says that they failed.
 *
 * @param stored the rows that are there already
 * @param stop aborted: no further trial is started
 * @param nowMs a clock, for `--max-time`
 */
export async function runSweep(
  plan: SweepPlan,
  stored: readonly ResultRow[],
  steps: SweepSteps,
  stop: AbortSignal,
  nowMs: () => number = () => performance.now(),
): Promise<SweepOutcome> {
  const rows = [...stored];
  const deadlineMs = nowMs() + (plan.untilCi?.maxTimeMs ?? Infinity) - spentMs(plan, stored);
  let run = 0, failed = 0, failedInARow = 0, group = "";
  const outcome = (end: Partial<SweepOutcome> = {}) => ({ run, failed, ...NOT_ENDED_EARLY, ...end });
  for (const trial of missingTrials(plan, rows, steps)) {
    if (group !== (group = groupKey(trial)) && nowMs() + groupMs(plan) > deadlineMs) {
      return outcome({ timeUp: true });
    }
    const row = stop.aborted ? null : await steps.runTrial(trial);
    if (row === null) return outcome({ stopped: true });
    steps.keep(row);
    rows.push(row);
    run += 1;
    if (row.status === "failed") failed += 1;
    failedInARow = row.status === "failed" ? failedInARow + 1 : 0;
    if (failedInARow === FAILURES_IN_A_ROW_MAX) return outcome({ gaveUp: true });
  }
  return outcome();
}

/** The trials that went well; a failed one is tried again by whoever resumes the sweep. */
export function measuredKeys(rows: readonly ResultRow[]): Set<string> {
  return new Set(rows.filter(({ status }) => status === "ok").map(keyOfRow));
}

/** Whether there is a failed trial that was not made up for. */
export function hasFailures(rows: readonly ResultRow[]): boolean {
  const measured = measuredKeys(rows);
  return rows.some((row) => !measured.has(keyOfRow(row)));
}

/** The trials that are not measured yet, block by block; `rows` grows meanwhile. */
function* missingTrials(
  plan: SweepPlan,
  rows: readonly ResultRow[],
  steps: SweepSteps,
): Generator<PlannedTrial> {
  const done = measuredKeys(rows);
  for (let block = 0;; block++) {
    const trials = trialsOfBlock(plan, block, rows);
    if (trials.length === 0) return;
    if (block >= plan.repeats) steps.extend?.(trials.length);
    yield* trials.filter((trial) => !done.has(trialKey(trial)));
  }
}

function groupKey({ block, messageBytes, threads }: PlannedTrial): string {
  return `${block} ${messageBytes} ${threads}`;
}

/** A group is begun only when there is time for all of it: modes are compared within it. */
function groupMs({ modes, warmupMs, durationMs }: SweepPlan): number {
  return modes.length * (warmupMs + durationMs);
}

function keyOfRow(row: ResultRow): string {
  return trialKey({
    block: row.block ?? -1,
    mode: row.mode ?? "",
    messageBytes: row.message_bytes ?? 0,
    threads: row.threads ?? 0,
  });
}
