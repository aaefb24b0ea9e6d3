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
import { type NearFar, nearFar, type PlacedPair } from "./near_far.ts";

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
  /** Where CPUs that a hypervisor moved made two ratios of it; `null` where they did not, or unpaired. */
  readonly nearFar: NearFar | null;
}

/** `null` where one of them has no positive value. */
export function rowsRatio(
  baseline: readonly ResultRow[],
  candidate: readonly ResultRow[],
  of: ValueOf,
): RowsRatio | null {
  const unpaired = unpairedRowsRatio(baseline, candidate, of);
  if (unpaired === null) return null;
  const placed = pairsByBlock(baseline, candidate, of);
  const pairs = placed.map(({ pair }) => pair);
  const few = Math.min(...unpaired.repeats) < MIN_REPEATS;
  if (pairs.length < MIN_REPEATS && (pairs.length === 0 || !few)) return unpaired;
  return {
    ...unpaired,
    method: "paired by block",
    pairs,
    ratio: pairedRatio(pairs),
    nearFar: nearFar(placed),
  };
}

/** The same for trials that did not run side by side, such as those of two result sets. */
export function unpairedRowsRatio(
  baseline: readonly ResultRow[],
  candidate: readonly ResultRow[],
  of: ValueOf,
): RowsRatio | null {
  const [from, to] = [positiveValues(baseline, of), positiveValues(candidate, of)];
  if (from.length === 0 || to.length === 0) return null;
  const repeats = [from.length, to.length] as const;
  return { method: "unpaired", repeats, pairs: [], ratio: unpairedRatio(from, to), nearFar: null };
}

function positiveValues(rows: readonly ResultRow[], of: ValueOf): number[] {
  return rows.map(of).filter((value) => value !== null).filter((value) => value > 0);
}

function pairsByBlock(
  baseline: readonly ResultRow[],
  candidate: readonly ResultRow[],
  of: ValueOf,
): PlacedPair[] {
  const candidateBlocks = valuesByBlock(candidate, of);
  return [...valuesByBlock(baseline, of)].flatMap(([block, measured]): PlacedPair[] => {
    const others = candidateBlocks.get(block);
    if (others === undefined) return [];
    const distances = [...measured, ...others].flatMap(({ row }) => row.core_to_core_ns ?? []);
    return [{
      pair: [medianOf(measured), medianOf(others)],
      coreToCoreNs: distances.length === 0 ? null : median(distances),
    }];
  });
}

interface MeasuredRow {
  readonly row: ResultRow;
  readonly value: number;
}

function medianOf(measured: readonly MeasuredRow[]): number {
  return median(measured.map(({ value }) => value));
}

function valuesByBlock(rows: readonly ResultRow[], of: ValueOf): Map<string, MeasuredRow[]> {
  const measured = rows.flatMap((row): MeasuredRow[] => {
    const value = of(row);
    return row.block === null || value === null || value <= 0 ? [] : [{ row, value }];
  });
  return Map.groupBy(measured, ({ row }) => `${row.run_id}/${row.block}`);
}
