/**
 * The order of a sweep: every planned trial that has no row yet, one after another, each row written as its trial
 * ends. What runs a trial and what keeps a row come from outside, so that the order can be tested without sockets.
 */
import type { ResultRow } from "../results/columns.ts";
import { cellKey, cellKeys, type PlannedTrial, plannedTrials, type SweepPlan } from "./plan.ts";
import { spentMs, trialsOfBlock } from "./stop_rule.ts";

/** How a sweep ended. */
export interface SweepOutcome {
  /** Rows: one for each mode of a trial. */
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
  /** What a trial will take, ms. */
  plannedMs(trial: PlannedTrial): number;
  /** Runs one trial, which gives a row per mode; `null` when it was stopped before it was over. */
  runTrial(trial: PlannedTrial): Promise<readonly ResultRow[] | null>;
  /** Keeps the rows of a trial, safely on disk when it returns. */
  keep(rows: readonly ResultRow[]): void;
  /** A block beyond the planned ones comes, with so many trials. */
  extend?(trials: number): void;
}

/**
 * Runs what is missing of a plan: trials without a row, and those whose row says that they failed. Of a trial of which some
 * modes have been measured, only the rows of the others are kept.
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
  const deadlineMs = nowMs() + (plan.untilCi?.maxTimeMs ?? Infinity) - spentMs(plan, stored, steps.plannedMs);
  let run = 0, failed = 0, failedInARow = 0, group = "";
  const outcome = (end: Partial<SweepOutcome> = {}) => ({ run, failed, ...NOT_ENDED_EARLY, ...end });
  const done = measuredKeys(rows);
  for (const trial of missingTrials(plan, rows, done, steps)) {
    if (group !== (group = groupKey(trial)) && nowMs() + groupMs(plan, trial, steps) > deadlineMs) {
      return outcome({ timeUp: true });
    }
    const measured = stop.aborted ? null : await steps.runTrial(trial);
    if (measured === null) return outcome({ stopped: true });
    const fresh = measured.filter((row) => !done.has(keyOfRow(row)));
    steps.keep(fresh);
    rows.push(...fresh);
    run += fresh.length;
    const failures = fresh.filter(({ status }) => status === "failed").length;
    failed += failures;
    failedInARow = failures === fresh.length ? failedInARow + 1 : 0;
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

/** Whether all modes of a trial are measured. */
function isDone(trial: PlannedTrial, done: ReadonlySet<string>): boolean {
  return cellKeys(trial).every((key) => done.has(key));
}

/** The trials of a plan that are not done yet, without those that `untilCi` adds. */
export function trialsToRun(plan: SweepPlan, rows: readonly ResultRow[]): PlannedTrial[] {
  const done = measuredKeys(rows);
  return plannedTrials(plan).filter((trial) => !isDone(trial, done));
}

/** The trials that are not measured yet, block by block; `rows` grows meanwhile. */
function* missingTrials(
  plan: SweepPlan,
  rows: readonly ResultRow[],
  done: ReadonlySet<string>,
  steps: SweepSteps,
): Generator<PlannedTrial> {
  for (let block = 0;; block++) {
    const trials = trialsOfBlock(plan, block, rows);
    if (trials.length === 0) return;
    if (block >= plan.repeats) steps.extend?.(trials.length);
    yield* trials.filter((trial) => !isDone(trial, done));
  }
}

function groupKey({ block, messageBytes, threads }: PlannedTrial): string {
  return `${block} ${messageBytes} ${threads}`;
}

/** A group is begun only when there is time for all of it: modes are compared within it. */
function groupMs(plan: SweepPlan, trial: PlannedTrial, { plannedMs }: SweepSteps): number {
  return plan.modes.length / trial.modes.length * plannedMs(trial);
}

function keyOfRow(row: ResultRow): string {
  return cellKey({
    block: row.block ?? -1,
    mode: row.mode ?? "",
    messageBytes: row.message_bytes ?? 0,
    threads: row.threads ?? 0,
  });
}
