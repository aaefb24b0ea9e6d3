/**
 * The binomial distribution of a fair coin, which is all that the sign test and the interval of a median need.
 *
 * Own code because the libraries truncate: `simple-statistics` stops its table at 0.9999 of the mass. Summed from
 * logarithms, so that it holds for a hundred thousand tosses, where 2⁻ⁿ underflows. The same few counts recur in
 * thousands of comparisons, so what was computed is kept.
 */
import { CONFIDENCE_LEVEL } from "./interval.ts";

/** P(at most `k` heads in `n` tosses of a fair coin). */
export function fairCoinCdf(k: number, n: number): number {
  return (KNOWN_TAILS[n] ??= [])[k] ??= tail(k, n);
}

/** By the number of tosses, then of heads. */
const KNOWN_TAILS: number[][] = [];

function tail(k: number, n: number): number {
  let logMass = -n * Math.LN2;
  let sum = 0;
  for (let heads = 0; heads <= Math.min(k, n); heads++) {
    sum += Math.exp(logMass);
    logMass += Math.log((n - heads) / (heads + 1));
  }
  return Math.min(sum, 1);
}

interface SymmetricRank {
  readonly rank: number;
  readonly level: number;
}

/**
 * The rank k (from 1) of the narrowest pair of order statistics x₍ₖ₎, x₍ₙ₊₁₋ₖ₎ that holds the median with at least
 * {@linkcode CONFIDENCE_LEVEL}, and the level it achieves, 1 − 2·P(B ≤ k − 1) with B binomial(n, ½). `null` where even
 * the extremes of `n` values do not reach it.
 */
export function symmetricRank(n: number): SymmetricRank | null {
  const known = KNOWN_RANKS[n];
  return known === undefined ? KNOWN_RANKS[n] = findRank(n) : known;
}

/** By the number of values. */
const KNOWN_RANKS: (SymmetricRank | null)[] = [];

function findRank(n: number): SymmetricRank | null {
  let logMass = -n * Math.LN2;
  let tail = 0;
  let rank = 0;
  while (rank < n / 2) {
    const nextTail = tail + Math.exp(logMass);
    if (1 - 2 * nextTail < CONFIDENCE_LEVEL) break;
    logMass += Math.log((n - rank) / (rank + 1));
    tail = nextTail;
    rank++;
  }
  return rank === 0 ? null : { rank, level: 1 - 2 * tail };
}
