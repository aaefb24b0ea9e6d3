/**
 * Whether the repeats of a cell fall into two groups.
 *
 * A test of unimodality has no power at seven values, so this is a rule: both groups have a fifth of the values and
 * at least two, and the gap between them is a tenth of the median at least and five standard deviations within the
 * groups. Of simulated cells of seven with one peak (normal or log-normal, spread of 5 to 30 %) it flags at most 3 %; of
 * cells that have 15 or 25 Gbit/s with equal chance and a spread of 5 %, 80 % (`tests/report/peaks_test.ts`).
 */
import { mean, median, sumNthPowerDeviations } from "simple-statistics";
import { MIN_REPEATS } from "../../stats/interval.ts";

export interface Peaks {
  /** Means of the two groups. */
  readonly low: number;
  readonly high: number;
  readonly lowCount: number;
  readonly highCount: number;
}

const LEAST_GROUP = 2;
const LEAST_SHARE = 0.2;
/** Of the median. */
const LEAST_GAP = 0.1;
/** In pooled standard deviations within the groups. */
const LEAST_CONTRAST = 5;

/** The two groups of `values`, or `null` where there is one, or fewer than six values. */
export function peaksOf(values: readonly number[]): Peaks | null {
  if (values.length < MIN_REPEATS) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const group = Math.max(LEAST_GROUP, Math.ceil(LEAST_SHARE * sorted.length));
  const splits = sorted.slice(group, 1 - group).map((_, index) => group + index);
  const [split] = splits.toSorted((a, b) => gapAt(sorted, b) - gapAt(sorted, a));
  if (split === undefined) return null;
  const [low, high] = [sorted.slice(0, split), sorted.slice(split)];
  const gap = gapAt(sorted, split);
  if (gap < LEAST_GAP * median(sorted) || gap < LEAST_CONTRAST * spreadWithin(low, high)) return null;
  return { low: mean(low), high: mean(high), lowCount: low.length, highCount: high.length };
}

function gapAt(sorted: readonly number[], index: number): number {
  return (sorted[index] ?? NaN) - (sorted[index - 1] ?? NaN);
}

/** Pooled standard deviation. */
function spreadWithin(low: number[], high: number[]): number {
  const squares = sumNthPowerDeviations(low, 2) + sumNthPowerDeviations(high, 2);
  return Math.sqrt(squares / (low.length + high.length - 2));
}
