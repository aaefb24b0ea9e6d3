/**
 * Two sets of trials by one measure, as a ratio: paired by block where six blocks have both, else of all trials. One
 * rule for tables, figures and answers, so that they never contradict each other.
 */
import { median } from "simple-statistics";
import type { Contrast } from "../stats/contrast.ts";
import { MIN_REPEATS } from "../stats/interval.ts";
import { type Pair, pairedRatio } from "../stats/paired.ts";
import { unpairedRatio } from "../stats/unpaired.ts";
import type { ResultRow } from "./columns.ts";

/** A trial's value; `null` where it was not measured. */
export type ValueOf = (row: ResultRow) => number | null;

/** Candidate / baseline. */
export interface RowsRatio {
  readonly method: "paired by block" | "unpaired";
  /** Trials with the measure, of the baseline and of the candidate. */
  readonly repeats: readonly [baseline: number, candidate: number];
  /** The pairs behind the ratio; empty when unpaired. */
  readonly pairs: readonly Pair[];
  readonly ratio: Contrast;
}

/** `null` where one of them has no positive value. */
export function rowsRatio(
  baseline: readonly ResultRow[],
  candidate: readonly ResultRow[],
  of: ValueOf,
): RowsRatio | null {
  const unpaired = unpairedRowsRatio(baseline, candidate, of);
  if (unpaired === null) return null;
  const pairs = pairsByBlock(baseline, candidate, of);
  const few = Math.min(...unpaired.repeats) < MIN_REPEATS;
  if (pairs.length < MIN_REPEATS && (pairs.length === 0 || !few)) return unpaired;
  return { ...unpaired, method: "paired by block", pairs, ratio: pairedRatio(pairs) };
}

/** The same for trials that did not run side by side, such as those of two result sets. */
export function unpairedRowsRatio(
  baseline: readonly ResultRow[],
  candidate: readonly ResultRow[],
  of: ValueOf,
): RowsRatio | null {
  const [from, to] = [positiveValues(baseline, of), positiveValues(candidate, of)];
  if (from.length === 0 || to.length === 0) return null;
  return { method: "unpaired", repeats: [from.length, to.length], pairs: [], ratio: unpairedRatio(from, to) };
}

function positiveValues(rows: readonly ResultRow[], of: ValueOf): number[] {
  return rows.map(of).filter((value) => value !== null).filter((value) => value > 0);
}

function pairsByBlock(baseline: readonly ResultRow[], candidate: readonly ResultRow[], of: ValueOf): Pair[] {
  const candidateBlocks = valuesByBlock(candidate, of);
  return [...valuesByBlock(baseline, of)].flatMap(([block, values]): Pair[] => {
    const others = candidateBlocks.get(block);
    return others === undefined ? [] : [[median(values), median(others)]];
  });
}

function valuesByBlock(rows: readonly ResultRow[], of: ValueOf): Map<string, number[]> {
  const blocks = new Map<string, number[]>();
  for (const row of rows) {
    const value = of(row);
    if (row.block === null || value === null || value <= 0) continue;
    const key = `${row.run_id}/${row.block}`;
    blocks.set(key, [...(blocks.get(key) ?? []), value]);
  }
  return blocks;
}
