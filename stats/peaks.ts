/**
 * Whether values fall into two groups.
 *
 * A test of unimodality has no power at seven values, so this is a rule: both groups have a fifth of the values and
 * at least two, and the gap between them is a tenth of the median at least and five standard deviations within the
 * groups. Of simulated cells of seven with one peak (normal or log-normal, spread of 5 to 30 %) it flags at most 3 %; of
 * cells that have 15 or 25 Gbit/s with equal chance and a spread of 5 %, 80 % (`tests/stats/peaks_test.ts`).
 */
import { mean, sumNthPowerDeviations } from "simple-statistics";
import { MIN_REPEATS } from "./interval.ts";
import { medianOfSorted } from "./median_interval.ts";
import { roomFor, sortFirst } from "./sort_first.ts";

export interface Peaks {
  /** Means of the two groups. */
  readonly low: number;
  readonly high: number;
  /** The middle of the gap between them. */
  readonly between: number;
  readonly lowCount: number;
  readonly highCount: number;
  /** Whether all low values came before all high ones, or after; `null` where they are mixed, or apart by chance perhaps. */
  readonly lowFirst: boolean | null;
}

const LEAST_GROUP = 2;
const LEAST_SHARE = 0.2;
/** Of the median. */
const LEAST_GAP = 0.1;
/** In pooled standard deviations within the groups. */
const LEAST_CONTRAST = 5;
/** An order of the groups that comes by chance more often than this says nothing. */
const ORDER_BY_CHANCE = 0.01;

/** The two groups of `values`, in the order in which they were measured; `null` for one group, or fewer than six values. */
export function peaksOf(values: ArrayLike<number>): Peaks | null {
  const { length } = values;
  if (length < MIN_REPEATS) return null;
  const room = roomFor(length);
  for (let i = 0; i < length; i++) room[i] = values[i]!;
  sortFirst(room, length);
  const split = widestGap(room, length);
  const gap = room[split]! - room[split - 1]!;
  if (gap < LEAST_GAP * medianOfSorted(room, length)) return null;
  const sorted = room.subarray(0, length);
  const [low, high] = [[...sorted.subarray(0, split)], [...sorted.subarray(split)]];
  if (gap < LEAST_CONTRAST * spreadWithin(low, high)) return null;
  return {
    low: mean(low),
    high: mean(high),
    between: (low.at(-1)! + high[0]!) / 2,
    lowCount: low.length,
    highCount: high.length,
    lowFirst: isLowFirst(values, low.at(-1)!, low.length),
  };
}

/** Of all orders of two groups there are two in which one comes after the other. */
function isLowFirst(values: ArrayLike<number>, highestLow: number, lowCount: number): boolean | null {
  let changes = 0, orders = 1;
  for (let i = 1; i < values.length; i++) {
    if (values[i]! > highestLow !== values[i - 1]! > highestLow) changes++;
  }
  for (let i = 1; i <= lowCount; i++) orders *= (values.length - lowCount + i) / i;
  return changes === 1 && 2 / orders < ORDER_BY_CHANCE ? values[0]! <= highestLow : null;
}

/** Of the first `length` values the place of the first above the widest gap that leaves enough values on either side. */
function widestGap(sorted: Float64Array, length: number): number {
  const group = Math.max(LEAST_GROUP, Math.ceil(LEAST_SHARE * length));
  let widest = group;
  for (let at = group + 1; at <= length - group; at++) {
    if (sorted[at]! - sorted[at - 1]! > sorted[widest]! - sorted[widest - 1]!) widest = at;
  }
  return widest;
}

/** Pooled standard deviation. */
function spreadWithin(low: number[], high: number[]): number {
  const squares = sumNthPowerDeviations(low, 2) + sumNthPowerDeviations(high, 2);
  return Math.sqrt(squares / (low.length + high.length - 2));
}
