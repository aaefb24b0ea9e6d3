/**
 * Two cells by one measure, as a ratio: paired by block where six blocks have both, else of all trials. One rule for
 * tables, figures and answers, so that they never contradict each other.
 */
import { median } from "simple-statistics";
import type { Contrast } from "../stats/contrast.ts";
import { MIN_REPEATS } from "../stats/interval.ts";
import { contrastOfRatios } from "../stats/paired.ts";
import { roomFor } from "../stats/sort_first.ts";
import { unpairedRatioOfLogs } from "../stats/unpaired.ts";
import type { BlockValues } from "./cell_columns.ts";
import type { Cell } from "./cells.ts";
import type { Measure } from "./measures.ts";
import { GAP_FACTOR, type NearFar, nearFar, type PlacedPair } from "./near_far.ts";

/** Candidate / baseline. */
export interface RowsRatio {
  readonly method: "paired by block" | "unpaired";
  /** Valid trials with the measure, of the baseline and of the candidate. */
  readonly repeats: readonly [baseline: number, candidate: number];
  readonly ratio: Contrast;
  /** The two ratios that result where a hypervisor moved CPUs; `null` where it did not, or where trials are unpaired. */
  readonly nearFar: NearFar | null;
}

/** `null` where one of them has no positive value. */
export function rowsRatio(baseline: Cell, candidate: Cell, measure: Measure): RowsRatio | null {
  const repeats = repeatsOf(baseline, candidate, measure);
  if (repeats === null) return null;
  const before = baseline.columns.byBlock(measure), after = candidate.columns.byBlock(measure);
  const ratios = roomFor(before.blocks.length);
  const count = fillRatios(ratios, before, after);
  const few = Math.min(repeats[0], repeats[1]) < MIN_REPEATS;
  if (count < MIN_REPEATS && (count === 0 || !few)) return unpairedRowsRatio(baseline, candidate, measure);
  return {
    method: "paired by block",
    repeats,
    ratio: contrastOfRatios(ratios, count),
    nearFar: mayBeNearAndFar(baseline, candidate) ? nearFar(placedPairs(baseline, candidate, measure)) : null,
  };
}

/** The same for trials that did not run side by side, such as those of two result sets. */
export function unpairedRowsRatio(baseline: Cell, candidate: Cell, measure: Measure): RowsRatio | null {
  const repeats = repeatsOf(baseline, candidate, measure);
  if (repeats === null) return null;
  const ratio = unpairedRatioOfLogs(baseline.columns.logs(measure), candidate.columns.logs(measure));
  return { method: "unpaired", repeats, ratio, nearFar: null };
}

function repeatsOf(baseline: Cell, candidate: Cell, measure: Measure): readonly [number, number] | null {
  const from = baseline.columns.positiveCount(measure), to = candidate.columns.positiveCount(measure);
  return from === 0 || to === 0 ? null : [from, to];
}

/** Of the blocks that have both; gives how many these are. */
function fillRatios(ratios: Float64Array, baseline: BlockValues, candidate: BlockValues): number {
  let count = 0;
  for (let i = 0, j = 0; i < baseline.blocks.length && j < candidate.blocks.length;) {
    const distance = baseline.blocks[i]! - candidate.blocks[j]!;
    if (distance === 0) ratios[count++] = candidate.values[j]! / baseline.values[i]!;
    if (distance <= 0) i++;
    if (distance >= 0) j++;
  }
  return count;
}

/** Whether any two distances of both cells are far enough apart; nearly always they are not. */
function mayBeNearAndFar(baseline: Cell, candidate: Cell): boolean {
  const [least, greatest] = baseline.columns.distanceRange;
  const [otherLeast, otherGreatest] = candidate.columns.distanceRange;
  return Math.max(greatest, otherGreatest) >= GAP_FACTOR * Math.min(least, otherLeast);
}

function placedPairs(baseline: Cell, candidate: Cell, measure: Measure): PlacedPair[] {
  const [own, others] = [baseline, candidate].map((cell) => cell.columns.distancesByBlock(measure));
  const { blocks, values } = candidate.columns.byBlock(measure), from = baseline.columns.byBlock(measure);
  const valueAt = new Map(Array.from(blocks, (block, i) => [block, values[i]!]));
  return Array.from(from.blocks, (block, i) => ({ block, value: from.values[i]! }))
    .flatMap(({ block, value }): PlacedPair[] => {
      const other = valueAt.get(block);
      if (other === undefined) return [];
      const distances = [...own!.get(block) ?? [], ...others!.get(block) ?? []];
      return [{ pair: [value, other], coreToCoreNs: distances.length === 0 ? null : median(distances) }];
    });
}
