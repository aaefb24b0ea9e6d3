/**
 * Ratio of two modes that ran side by side in the same blocks.
 *
 * Method: the median of the per-block ratios, with the exact order-statistic interval (the sign test inverted). It
 * was chosen by simulation (`scripts/choose_paired_method.ts`, 10,000 draws) among that, the Hodges–Lehmann estimate
 * with the exact signed-rank interval, and Student's t, both on log ratios: blocks that vary by 5 %, runs by 3 %, and
 * one run in twelve that falls to 11/30 of its rate, as pinned runs on one machine did. In %, coverage and power to
 * see a true difference of 5 % and of 10 %:
 *
 * | repeats | order statistics  | Hodges–Lehmann    | t on logs         |
 * |--------:|-------------------|-------------------|-------------------|
 * |       6 | 96.8, 28.9, 58.3  | 96.8, 28.9, 58.3  | 98.1, 22.3, 37.3  |
 * |       7 | 98.6, 23.5, 52.8  | 95.4, 41.0, 56.9  | 98.3, 22.9, 31.9  |
 * |       8 | 99.1, 20.3, 48.6  | 96.0, 40.4, 53.1  | 98.4, 21.6, 27.7  |
 * |       9 | 96.3, 49.4, 82.2  | 96.3, 42.0, 49.8  | 98.7, 20.1, 25.7  |
 * |      12 | 96.2, 62.1, 92.2  | 95.7, 55.5, 76.4  | 98.3, 14.6, 27.3  |
 * |      20 | 95.7, 86.1, 99.4  | 95.0, 77.7, 86.2  | 96.9, 13.5, 23.0  |
 *
 * Outliers ruin Student's t, and one outlier still moves every low Walsh average of Hodges–Lehmann half way. The
 * order statistics need no symmetry, hold their level for every shape, and from 9 repeats on see the most. At 7 and 8
 * repeats they are still minimum and maximum: their level is higher than asked for and small differences stay unseen,
 * which is the error to prefer.
 * Source: Conover, Practical Nonparametric Statistics, 3rd ed., sections 3.2 and 3.4.
 */
import { fairCoinCdf } from "./binomial.ts";
import type { Contrast } from "./contrast.ts";
import { MIN_REPEATS } from "./interval.ts";
import { intervalOfSorted, medianOfSorted, sortForMedian } from "./median_interval.ts";

/** One block: what the baseline and the candidate measured in it. */
export type Pair = readonly [baseline: number, candidate: number];

/** Candidate over baseline. Values are positive. Throws RangeError without pairs. */
export function pairedRatio(pairs: readonly Pair[]): Contrast {
  const ratios = Float64Array.from(pairs, ([baseline, candidate]) => candidate / baseline);
  return contrastOfRatios(ratios, ratios.length);
}

/** The same of the ratios of `n` blocks, the first of `ratios`, which it reorders. */
export function contrastOfRatios(ratios: Float64Array, n: number): Contrast {
  if (n === 0) throw new RangeError("a paired comparison needs at least one pair");
  sortForMedian(ratios, n);
  return {
    n,
    estimate: medianOfSorted(ratios, n),
    interval: intervalOfSorted(ratios, n),
    p: n < MIN_REPEATS ? null : signTest(ratios, n),
  };
}

/** Two-sided; a ratio of 1 counts for both sides, which keeps the test within its level. */
function signTest(ratios: Float64Array, n: number): number {
  let notAbove = 0, notBelow = 0;
  for (let i = 0; i < n; i++) {
    if (ratios[i]! <= 1) notAbove++;
    if (ratios[i]! >= 1) notBelow++;
  }
  return Math.min(1, 2 * fairCoinCdf(Math.min(notAbove, notBelow), n));
}
