/**
 * The order of a sweep: every planned trial that has no row yet, one after another, each row written as its trial ends;
 * then a retry of those that failed. What runs a trial and what stores a row are passed in, so that the order can be
 * tested without sockets.
 */
import type { ResultRow } from "../results/columns.ts";
import { withoutRedone } from "../results/redone.ts";
import { extraBlockTrials, extraTrials } from "./extra_blocks.ts";
import { FailureRuns } from "./failure_runs.ts";
import {
  blockTrials,
  cellKey,
  cellKeys,
  extraBlockCount,
  groupKey,
  groupOf,
  type PlannedTrial,
  plannedTrials,
  type SweepPlan,
  type TrialGroup,
} from "./plan.ts";
import { nextRound, type Round } from "./refine.ts";
import { spentMs, trialsOfBlock } from "./stop_rule.ts";

/** How a sweep ended. */
export interface SweepOutcome {
  /** Rows that were written: one for each mode of a trial, for each attempt. */
  readonly run: number;
  /** Rows of failed trials that no retry made good. */
  readonly failed: number;
  /** Groups whose further trials were left out after several failures in a row. */
  readonly skipped: readonly TrialGroup[];
  readonly stopped: boolean;
  /** Nothing succeeded any more, so the rest was not tried. */
  readonly gaveUp: boolean;
  /** The plan's `maxTimeMs` was over before all was done. */
  readonly timeUp: boolean;
  /** Planned blocks that are measured completely. */
  readonly wholeBlocks: number;
}

type End = Pick<SweepOutcome, "stopped" | "gaveUp" | "timeUp">;

const NOT_ENDED_EARLY: End = { stopped: false, gaveUp: false, timeUp: false };

interface SweepSteps {
  /** What a trial will take, ms. */
  plannedMs(trial: PlannedTrial): number;
  /** Runs one trial, which gives a row per mode; `null` when it was stopped before its end. */
  runTrial(trial: PlannedTrial): Promise<readonly ResultRow[] | null>;
  /** Keeps the rows of a trial, safely on disk when it returns. */
  keep(rows: readonly ResultRow[]): void;
  /** Trials that come on top of those of the plan: of a further block, of added sizes, or retries. */
  extend?(trials: number): void;
}

/**
 * Runs what is missing from a plan: trials without a row, and those whose row says that they failed. Where some modes of
 * a trial have been measured already, only the rows of the others are kept.
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
  const maxMs = plan.maxTimeMs ?? Infinity;
  const deadlineMs = nowMs() + maxMs - spentMs(plan, stored, steps.plannedMs);
  const run = new SweepRun(plan, stored, steps, stop, () => deadlineMs - nowMs());
  const first = await run.pass();
  const failed = run.failedTrials;
  if (first !== NOT_ENDED_EARLY || failed === 0) return run.outcome(first);
  steps.extend?.(failed);
  return run.outcome(await run.pass());
}

/** The rows of a sweep as they are measured, pass by pass. */
class SweepRun {
  readonly #rows: ResultRow[];
  readonly #done: Set<string>;
  #made = 0;
  #failedTrials = 0;
  #lastBlock = -1;
  #runs = new FailureRuns();

  constructor(
    readonly plan: SweepPlan,
    stored: readonly ResultRow[],
    readonly steps: SweepSteps,
    readonly stop: AbortSignal,
    readonly leftMs: () => number,
  ) {
    this.#rows = [...stored];
    this.#done = measuredKeys(stored);
  }

  /** Trials of the last pass that failed, or in which a mode did. */
  get failedTrials(): number {
    return this.#failedTrials;
  }

  /** Attempts everything that is not measured yet. */
  async pass(): Promise<End> {
    this.#failedTrials = 0;
    this.#runs = new FailureRuns(this.#runs);
    let group = "";
    for (const trial of this.#missingTrials()) {
      if (this.#runs.isSkipped(trial)) continue;
      const own = `${trial.block} ${groupKey(trial)}`, isFirst = own !== group;
      group = own;
      if (isFirst && groupMs(this.plan, trial, this.steps) > this.leftMs()) {
        return { ...NOT_ENDED_EARLY, timeUp: true };
      }
      const measured = this.stop.aborted ? null : await this.steps.runTrial(trial);
      if (measured === null) return { ...NOT_ENDED_EARLY, stopped: true };
      this.#keep(trial, measured);
      if (this.#runs.isHopeless) return { ...NOT_ENDED_EARLY, gaveUp: true };
    }
    return NOT_ENDED_EARLY;
  }

  outcome(end: End): SweepOutcome {
    const failed = withoutRedone(this.#rows).filter(({ status }) => status === "failed").length;
    const wholeBlocks = Array.from({ length: this.plan.repeats }, (_, block) => blockTrials(this.plan, block))
      .filter((trials) => trials.every((trial) => isDone(trial, this.#done))).length;
    return { run: this.#made, failed, skipped: this.#runs.skipped, ...end, wholeBlocks };
  }

  #keep(trial: PlannedTrial, measured: readonly ResultRow[]): void {
    const fresh = measured.filter((row) => !this.#done.has(keyOfRow(row)));
    this.steps.keep(fresh);
    this.#rows.push(...fresh);
    this.#made += fresh.length;
    const failed = fresh.filter(({ status }) => status === "failed").length;
    for (const row of fresh) if (row.status !== "failed") this.#done.add(keyOfRow(row));
    if (failed > 0) this.#failedTrials += 1;
    this.#runs.note(trial, failed === fresh.length);
  }

  /** The trials that are not measured yet, block by block; the rows grow meanwhile. */
  *#missingTrials(): Generator<PlannedTrial> {
    const countedBlocks = this.plan.repeats + extraBlockCount(this.plan);
    for (const trials of this.#blocks()) {
      const { block } = trials[0]!;
      const missing = trials.filter((trial) => !isDone(trial, this.#done));
      if (block >= countedBlocks && block > this.#lastBlock) this.steps.extend?.(missing.length);
      this.#lastBlock = Math.max(this.#lastBlock, block);
      yield* missing;
    }
  }

  /** All blocks: the planned ones, the extra ones or those that `--until-ci` adds, and those of sizes that `--refine` adds. */
  *#blocks(): Generator<readonly PlannedTrial[]> {
    for (let block = 0;; block++) {
      const trials = trialsOfBlock(this.plan, block, this.#rows);
      if (trials.length === 0) break;
      yield trials;
    }
    for (let block = this.plan.repeats;; block++) {
      const trials = extraBlockTrials(this.plan, block, this.#rows);
      if (trials.length === 0) break;
      yield trials;
    }
    const rounds: Round[] = [];
    for (;;) {
      const round = nextRound(this.plan, this.#rows, rounds);
      if (round === null) return;
      yield* round.blocks;
      rounds.push(round);
    }
  }
}

/** The trials that succeeded; failed ones are retried when the sweep is resumed. */
function measuredKeys(rows: readonly ResultRow[]): Set<string> {
  return new Set(rows.filter(({ status }) => status === "ok").map(keyOfRow));
}

/** Whether there is a failed trial that no retry made good. */
export function hasFailures(rows: readonly ResultRow[]): boolean {
  const measured = measuredKeys(rows);
  return rows.some((row) => !measured.has(keyOfRow(row)));
}

/** Whether all modes of a trial are measured. */
function isDone(trial: PlannedTrial, done: ReadonlySet<string>): boolean {
  return cellKeys(trial).every((key) => done.has(key));
}

/** The trials of a plan that are not done yet, without those that `untilCi` and `refine` add. */
export function trialsToRun(plan: SweepPlan, rows: readonly ResultRow[]): PlannedTrial[] {
  const done = measuredKeys(rows);
  return [...plannedTrials(plan), ...extraTrials(plan, rows)].filter((trial) => !isDone(trial, done));
}

/** A group is started only when there is time for all of it: modes are compared within it. */
function groupMs(plan: SweepPlan, trial: PlannedTrial, { plannedMs }: SweepSteps): number {
  return plan.modes.length / trial.modes.length * plannedMs(trial);
}

function keyOfRow(row: ResultRow): string {
  return cellKey({ block: row.block ?? -1, mode: row.mode ?? "", ...groupOf(row) });
}
