/**
 * `--until-ci`: after the planned repeats, more blocks over the groups (size, threads, receive strategy, rate) that are
 * still unsure, until the interval of the median is narrow enough in each of a group's cells. Pure, and a function of
 * the rows of earlier blocks alone, so that an interrupted sweep continues as it would have.
 *
 * Checking after each block and stopping when the interval happens to be narrow makes it slightly optimistic: its stated
 * level is that of a single check.
 */
import type { ResultRow } from "../results/columns.ts";
import { type Cell, isValidTrial } from "../results/cell.ts";
import type { Merit } from "../results/measures.ts";
import { measureFor } from "../results/ranking.ts";
import { summarizeMetric } from "../results/summary.ts";
import {
  blockTrials,
  groupKey,
  groupOf,
  groupsOf,
  offeredGbps,
  type PlannedTrial,
  type SweepPlan,
  type TrialGroup,
} from "./plan.ts";
import { blocksBefore, startedRounds } from "./refine.ts";

/** How well a cell's median is known. */
export interface CellPrecision extends TrialGroup {
  readonly mode: string;
  /** Valid trials so far in which it was measured. */
  readonly trials: number;
  /** Half the interval over the median; `null` while there is no interval. */
  readonly halfWidth: number | null;
}

/** The measure that has to become precise: the one that modes are ranked by. A sweep has rates throughout, or none. */
export function precisionMeasure({ pattern, rateBps }: Pick<SweepPlan, "pattern" | "rateBps">): Merit {
  return measureFor({ pattern, offered_gbps: offeredGbps(rateBps?.[0] ?? null) });
}

/** The precision of every cell of a plan. */
export function cellPrecisions(plan: SweepPlan, rows: readonly ResultRow[]): CellPrecision[] {
  const measure = precisionMeasure(plan);
  const byCell = Map.groupBy(rows.filter(isValidTrial), (row) => `${row.mode} ${groupKey(groupOf(row))}`);
  const cells = groupsOf(plan).flatMap((group) => plan.modes.map((mode) => ({ mode, ...group })));
  return cells.map((cell) => {
    const own = byCell.get(`${cell.mode} ${groupKey(cell)}`) ?? [];
    const { n = 0, median = 0, ciLo = null, ciHi = null } = summarizeMetric(own.map(measure.value)) ?? {};
    return {
      ...cell,
      trials: n,
      halfWidth: ciLo === null || ciHi === null || median <= 0 ? null : (ciHi - ciLo) / 2 / median,
    };
  });
}

/** The cells whose interval is missing or wider than the plan's target; none where it has no target. */
export function unsureCells(plan: SweepPlan, rows: readonly ResultRow[]): CellPrecision[] {
  const { untilCi } = plan;
  if (untilCi === null) return [];
  return cellPrecisions(plan, rows)
    .filter(({ halfWidth }) => halfWidth === null || halfWidth > untilCi.halfWidth);
}

type Place = Pick<Cell, "mode" | "messageBytes" | "threads" | "setting">;

/** Whether both are of the same cell; a sweep has one pattern and topology. */
export function isCell(
  { mode, messageBytes, threads, rx, rateBps }: CellPrecision,
  { setting, ...cell }: Place,
): boolean {
  return mode === cell.mode && messageBytes === cell.messageBytes && threads === cell.threads &&
    rx === setting.rx && offeredGbps(rateBps) === setting.offered_gbps;
}

/** Whether a cell got as precise as the plan asks; `null` where it does not ask, as for sizes that `refine` added. */
export function precisionVerdict(
  plan: SweepPlan,
  rows: readonly ResultRow[],
): (cell: Place) => "reached" | "missed" | null {
  if (plan.untilCi === null) return () => null;
  const unsure = unsureCells(plan, rows);
  return (cell) => {
    if (!plan.sizes.includes(cell.messageBytes)) return null;
    return unsure.some((precision) => isCell(precision, cell)) ? "missed" : "reached";
  };
}

/**
 * The trials of one block: all of them in a planned block; in a further one those of the groups that earlier blocks left
 * unsure. A cell without any valid trial adds no blocks. Empty when no more are needed.
 */
export function trialsOfBlock(plan: SweepPlan, block: number, rows: readonly ResultRow[]): PlannedTrial[] {
  if (block < plan.repeats) return blockTrials(plan, block);
  if (plan.untilCi === null || block >= plan.untilCi.maxRepeats) return [];
  const unsure = unsureCells(plan, rows.filter((row) => row.block !== null && row.block < block))
    .filter(({ trials }) => trials > 0);
  const groups = new Set(unsure.map(groupKey));
  return blockTrials(plan, block).filter((trial) => groups.has(groupKey(trial)));
}

/** How much of `--max-time` the trials of some rows have used, ms. */
export function spentMs(
  plan: SweepPlan,
  rows: readonly ResultRow[],
  plannedMs: (trial: PlannedTrial) => number,
): number {
  const ran = new Set(rows.map(({ trial }) => trial));
  const blocks = [...new Set(rows.map(({ block }) => block ?? 0))].filter((block) =>
    block < blocksBefore(plan)
  );
  const trials = [
    ...blocks.flatMap((block) => blockTrials(plan, block)),
    ...startedRounds(plan, rows).flatMap((round) => round.blocks.flat()),
  ];
  return trials.filter(({ trial }) => ran.has(trial)).reduce((sum, trial) => sum + plannedMs(trial), 0);
}
