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
  const shifts = new Shifts(from, to);
  const lower = shifts.kth(Math.ceil(pairs / 2));
  const upper = pairs % 2 === 1 ? lower : shifts.kth(pairs / 2 + 1);
  const estimate = Math.exp((lower + upper) / 2);
  if (n < MIN_REPEATS) return { n, estimate, interval: null, p: null };

  const cdf = mannWhitneyCdf(from.length, to.length);
  const rank = largestRank(cdf, pairs);
  return {
    n,
    estimate,
    interval: {
      lo: Math.exp(shifts.kth(rank)),
      hi: Math.exp(shifts.kth(pairs + 1 - rank)),
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

/** How many shifts there are up to a limit. */
interface Cut {
  readonly limit: number;
  readonly count: number;
}

/**
 * The shifts between two samples: all differences `to[j] − from[i]` of their sorted values, of which cells of thousands of
 * rows have too many to look at each. One is found by counting how many there are up to a limit, between limits that close
 * in on it; what was counted for one serves the next.
 */
class Shifts {
  readonly #from: Float64Array;
  readonly #to: Float64Array;
  /** So many are looked at one by one. */
  readonly #few: number;
  /** Ascending, from the least shift to the greatest. */
  readonly #cuts: Cut[];

  constructor(from: Float64Array, to: Float64Array) {
    this.#from = from;
    this.#to = to;
    this.#few = Math.ceil((from.length + to.length) / 2);
    const least = to[0]! - from.at(-1)!, greatest = to.at(-1)! - from[0]!;
    const likelyMedian = to[to.length >> 1]! - from[from.length >> 1]!;
    this.#cuts = [least, likelyMedian, greatest].map((limit) => this.#cutAt(limit));
  }

  #cutAt(limit: number): Cut {
    return { limit, count: shiftsUpTo(this.#from, this.#to, limit) };
  }

  /** The k-th smallest, from 1. */
  kth(k: number): number {
    const cuts = this.#cuts;
    let at = cuts.findIndex(({ count }) => count >= k);
    if (at === 0) return cuts[0]!.limit;
    for (let step = 0;; step++) {
      const low = cuts[at - 1]!, high = cuts[at]!, width = high.limit - low.limit;
      const between = high.count - low.count;
      if (between <= this.#few) return this.#kthBetween(low, high, k);
      if (step >= STEPS_WITHOUT_TIES && step % 2 === 0) {
        const next = this.#cutAt(leastAbove(this.#from, this.#to, low.limit));
        if (next.count >= k) return next.limit;
        cuts.splice(at++, 0, next);
        continue;
      }
      let middle = low.limit + width * likelyShare(step, (k - low.count) / between, this.#few / between);
      if (middle <= low.limit || middle >= high.limit) middle = low.limit + width / 2;
      if (middle <= low.limit || middle >= high.limit) return high.limit;
      cuts.splice(at, 0, this.#cutAt(middle));
      if (cuts[at]!.count < k) at++;
    }
  }

  #kthBetween(low: Cut, high: Cut, k: number): number {
    const count = high.count - low.count, place = k - low.count - 1;
    const shifts = roomFor(count);
    fillShifts(shifts, this.#from, this.#to, low.limit, high.limit);
    selectInPlace(shifts, place, 0, count);
    return shifts[place]!;
  }
}

/** As many find one of as many differences as there are trials that are read; of equal ones no interval has few. */
const STEPS_WITHOUT_TIES = 10;

/**
 * Where to cut an interval: were the differences evenly spread in it, just below the wanted one, and just above it; but
 * every third time in half, for they need not be.
 */
function likelyShare(step: number, wanted: number, few: number): number {
  if (step % 3 === 2) return 0.5;
  return Math.min(0.99, Math.max(0.01, wanted + (step % 3 === 0 ? -0.4 : 0.4) * few));
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

/** The least difference above a limit, of which there is one. */
function leastAbove(from: Float64Array, to: Float64Array, limit: number): number {
  let least = Infinity, j = 0;
  for (const base of from) {
    while (j < to.length && to[j]! - base <= limit) j++;
    if (j === to.length) break;
    least = Math.min(least, to[j]! - base);
  }
  return least;
}

/** Without a branch on what is compared, which no CPU can predict: in half of the time. */
function shiftsUpTo(from: Float64Array, to: Float64Array, limit: number): number {
  let count = 0;
  for (let i = 0, j = 0; i < from.length && j < to.length;) {
    const isUpTo = Number(to[j]! - from[i]! <= limit);
    count += isUpTo * (from.length - i);
    j += isUpTo;
    i += 1 - isUpTo;
  }
  return count;
}
