/** From which message size on one mode beats another: the `crossovers` of `analyze --json`. */
import type { Setting } from "../results/cells.ts";
import { type ComparisonFamily, isSingleRun, type ModeContrast } from "../results/comparisons.ts";
import { type Crossing, crossingsOf, linesBySize, type Outcome, outcomeOf } from "../results/crossings.ts";
import {
  CPU_PER_BYTE,
  CYCLES_PER_BYTE,
  MEDIAN_ROUND_TRIP,
  type Merit,
  THROUGHPUT,
} from "../results/measures.ts";

/** What crossovers are given for, where it was measured. */
const CROSSOVER_MEASURES: readonly Merit[] = [
  THROUGHPUT,
  MEDIAN_ROUND_TRIP,
  CYCLES_PER_BYTE,
  CPU_PER_BYTE,
];

/** One pair of modes at one thread count by one metric. Sizes are in bytes and ascend. */
export interface Crossover extends Setting {
  readonly baseline: string;
  readonly candidate: string;
  readonly metric: string;
  readonly threads: number;
  /** Where the candidate is better: by the interval of the ratio, or by the plain value where a cell has one trial. */
  readonly winsAt: readonly number[];
  readonly firstWin: number | null;
  /** The size from which on the candidate wins at every measured size. */
  readonly winsFrom: number | null;
  /** Where the interval includes 1, or there are too few repeats for one. */
  readonly uncertainAt: readonly number[];
  /** Where one of the two overtakes the other, as intervals of sizes. */
  readonly crossings: readonly Crossing[];
  /** Whether plain values of single trials decided. */
  readonly singleRun: boolean;
}

/** The crossovers of every pair × thread count × metric that the families have comparisons for. */
export function crossovers(families: readonly ComparisonFamily[]): Crossover[] {
  return families
    .filter(({ measure }) => CROSSOVER_MEASURES.includes(measure))
    .flatMap(({ measure, comparisons }) => crossoversBy(measure, comparisons));
}

/** Those of some comparisons by a measure: every pair × thread count that they have. */
export function crossoversBy(measure: Merit, comparisons: readonly ModeContrast[]): Crossover[] {
  return linesBySize(comparisons).map((line) => crossover(line, measure));
}

/** Of the comparisons of one pair at one thread count, by ascending size. */
function crossover(line: readonly ModeContrast[], measure: Merit): Crossover {
  const outcome = (comparison: ModeContrast) => outcomeOf(comparison, measure);
  const { setting, baseline, candidate, threads } = line[0] as ModeContrast;
  const sizes = (wanted: Outcome) =>
    line.filter((comparison) => outcome(comparison) === wanted).map(({ messageBytes }) => messageBytes);
  const winsAt = sizes("better");
  const lastWithoutWin = line.findLastIndex((comparison) => outcome(comparison) !== "better");
  return {
    baseline,
    candidate,
    metric: measure.id,
    threads,
    winsAt,
    firstWin: winsAt[0] ?? null,
    winsFrom: line[lastWithoutWin + 1]?.messageBytes ?? null,
    uncertainAt: sizes("undecided"),
    crossings: crossingsOf(line, outcome),
    singleRun: line.some(isSingleRun),
    ...setting,
  };
}
