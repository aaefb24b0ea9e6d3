/**
 * Ratio of two samples that were not measured side by side: two machines, two kernels, before and after.
 *
 * Method: the Hodges–Lehmann shift of the logarithms (the median of all pairwise ratios) with the interval that
 * inverts the Mann–Whitney test: exact up to 50 values a side, as in R's `wilcox.test`, beyond that by the normal
 * approximation with continuity correction. It was chosen over Welch's t on logarithms, which outliers ruin: with one
 * run in twelve fallen to 11/30, a true 20 % at n = 7 is seen in 88 % of simulated comparisons, by Welch's t in 41 %.
 * `tests/stats/unpaired_test.ts` holds this method to that power and to its level.
 * Source: M. Hollander, D. A. Wolfe and E. Chicken, Nonparametric Statistical Methods, 3rd ed., sections 4.1–4.3.
 */
import { errorFunction } from "simple-statistics";
import type { Contrast } from "./contrast.ts";
import { CONFIDENCE_LEVEL, MIN_REPEATS } from "./interval.ts";
import { selectInPlace } from "./median_in_place.ts";
import { roomFor } from "./sort_first.ts";

/** The largest sample for which the exact distribution is used. */
const EXACT_LIMIT = 50;

/** Candidate over baseline, by the logarithms of all values, ascending. Throws RangeError on an empty sample. */
export function unpairedRatioOfLogs(from: Float64Array, to: Float64Array): Contrast {
  const n = Math.min(from.length, to.length);
  if (n === 0) throw new RangeError("a comparison needs at least one value on each side");
  const pairs = from.length * to.length;
  const least = to[0]! - from.at(-1)!, greatest = to.at(-1)! - from[0]!;
  const lower = kthShift(from, to, Math.ceil(pairs / 2), least, greatest);
  const upper = pairs % 2 === 1 ? lower : shiftAfter(from, to, lower, pairs / 2);
  const estimate = Math.exp((lower + upper) / 2);
  if (n < MIN_REPEATS) return { n, estimate, interval: null, p: null };

  const cdf = mannWhitneyCdf(from.length, to.length);
  const rank = largestRank(cdf, pairs);
  return {
    n,
    estimate,
    interval: {
      lo: Math.exp(kthShift(from, to, rank, least, lower)),
      hi: Math.exp(kthShift(from, to, pairs + 1 - rank, lower, greatest)),
      level: 1 - 2 * cdf(rank - 1),
    },
    p: Math.min(1, 2 * cdf(Math.min(shiftsUpTo(from, to, 0), shiftsUpTo(to, from, 0)))),
  };
}

/** The largest k for which dropping the k − 1 least and greatest shifts keeps the level. */
function largestRank(cdf: (u: number) => number, pairs: number): number {
  let low = 1;
  let high = Math.floor(pairs / 2);
  while (low < high) {
    const k = Math.ceil((low + high) / 2);
    if (1 - 2 * cdf(k - 1) >= CONFIDENCE_LEVEL) low = k;
    else high = k - 1;
  }
  return low;
}

/** P(U ≤ u) of the Mann–Whitney statistic of samples of `n` and `m` values without ties. */
export function mannWhitneyCdf(n: number, m: number): (u: number) => number {
  if (Math.max(n, m) > EXACT_LIMIT) {
    const deviation = Math.sqrt(n * m * (n + m + 1) / 12);
    return (u) => (1 + errorFunction((u + 0.5 - n * m / 2) / deviation / Math.SQRT2)) / 2;
  }
  const cumulative = mannWhitneyCounts(n, m);
  for (let u = 1; u < cumulative.length; u++) cumulative[u]! += cumulative[u - 1]!;
  const total = cumulative.at(-1)!;
  return (u) => u < 0 ? 0 : cumulative[Math.min(u, n * m)]! / total;
}

/** Coefficients of the Gaussian binomial ∏ (1 − qᵐ⁺ⁱ) / (1 − qⁱ): orders of n + m values by their statistic U. */
function mannWhitneyCounts(n: number, m: number): Float64Array {
  const counts = new Float64Array(n * m + 1);
  counts[0] = 1;
  for (let i = 1; i <= n; i++) {
    for (let u = counts.length - 1; u >= m + i; u--) counts[u]! -= counts[u - m - i]!;
    for (let u = i; u < counts.length; u++) counts[u]! += counts[u - i]!;
  }
  return counts;
}

/**
 * The k-th smallest (from 1) of all differences `to[j] − from[i]` of two sorted arrays, which is not less than `low` nor
 * greater than `high`: by narrowing that interval until few are left in it, and among these. All n·m of them would be too
 * many for cells of thousands of rows.
 */
function kthShift(from: Float64Array, to: Float64Array, k: number, low: number, high: number): number {
  let below = shiftsUpTo(from, to, low), upTo = shiftsUpTo(from, to, high);
  if (below >= k) return low;
  const few = from.length + to.length;
  for (let step = 0; upTo - below > few; step++) {
    let middle = low + (high - low) * likelyShare(step, (k - below) / (upTo - below), few / (upTo - below));
    if (middle <= low || middle >= high) middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return high;
    const count = shiftsUpTo(from, to, middle);
    if (count >= k) [high, upTo] = [middle, count];
    else [low, below] = [middle, count];
  }
  const shifts = roomFor(upTo - below), place = k - below - 1;
  fillShifts(shifts, from, to, low, high);
  selectInPlace(shifts, place, 0, upTo - below);
  return shifts[place]!;
}

/** The shift that follows the k-th in order, which may be as large. */
function shiftAfter(from: Float64Array, to: Float64Array, kth: number, k: number): number {
  if (shiftsUpTo(from, to, kth) > k) return kth;
  let next = Infinity, j = 0;
  for (const base of from) {
    while (j < to.length && to[j]! - base <= kth) j++;
    if (j < to.length) next = Math.min(next, to[j]! - base);
  }
  return next;
}

/**
 * Where to cut an interval: were the differences evenly spread in it, just below the wanted one, and just above it; but
 * every third time in half, for they need not be.
 */
function likelyShare(step: number, wanted: number, few: number): number {
  if (step % 3 === 0) return 0.5;
  return Math.min(0.99, Math.max(0.01, wanted + (step % 3 === 1 ? -0.4 : 0.4) * few));
}

/** Puts the differences above `low` and up to `high`, in no order, into `shifts`, which has room for them. */
function fillShifts(
  shifts: Float64Array,
  from: Float64Array,
  to: Float64Array,
  low: number,
  high: number,
): void {
  let found = 0, first = 0;
  for (const base of from) {
    while (first < to.length && to[first]! - base <= low) first++;
    for (let j = first; j < to.length && to[j]! - base <= high; j++) shifts[found++] = to[j]! - base;
  }
}

function shiftsUpTo(from: Float64Array, to: Float64Array, limit: number): number {
  let count = 0;
  let j = 0;
  for (const base of from) {
    while (j < to.length && to[j]! - base <= limit) j++;
    count += j;
  }
  return count;
}
