/**
 * Ratios that have two values: a machine that changes its state, as when a hypervisor moves virtual CPUs, changes not only
 * rates but also which mode is better, and by how much. One interval over both states would describe neither.
 *
 * The rule: the blocks fall into two groups of at least three, by how far apart their CPUs were, with nothing in between
 * over a factor of two, or else by how fast both modes together were, in two peaks (`stats/peaks.ts`); and their ratios
 * differ, by the exact Mann–Whitney test at 1 % and by 5 % or more. How fast both were says nothing about their ratio: in
 * the geometric mean one mode's luck counts as much as the other's.
 */
import { median } from "simple-statistics";
import { type Contrast, inverse } from "../stats/contrast.ts";
import { type Pair, pairedRatio } from "../stats/paired.ts";
import { peaksOf } from "../stats/peaks.ts";
import { mannWhitneyCdf } from "../stats/unpaired.ts";
import type { Cell } from "./cell.ts";
import { type Measure, THROUGHPUT } from "./measures.ts";

/** The two modes of a block, and the state of the machine: ns between the CPUs, or Gbit/s. */
interface StatedPair {
  readonly pair: Pair;
  readonly state: number;
}

/** Blocks in one state. */
export interface StateGroup {
  readonly name: "near" | "far" | "slow" | "fast";
  /** Median round trip of a cache line, of groups by distance. */
  readonly coreToCoreNs?: number;
  readonly ratio: Contrast;
}

/** Near and far, or slow and fast. */
export type TwoStates = readonly [StateGroup, StateGroup];

/** The least factor between near and far. */
const GAP_FACTOR = 2;
const BLOCKS_MIN = 3;
/** Of fewer blocks no two groups differ at 1 %, and in very many a machine has more states than two. */
const SPEED_BLOCKS_MIN = 10, SPEED_BLOCKS_MAX = 200;
const SIGNIFICANCE = 0.01;
const RELEVANT_FACTOR = 1.05;

/** Both ratios of two cells where there are two; else `null`. */
export function twoStates(baseline: Cell, candidate: Cell, measure: Measure): TwoStates | null {
  return byDistance(baseline, candidate, measure) ?? bySpeed(baseline, candidate, measure);
}

/** Both ratios the other way round. */
export function inverseStates([one, other]: TwoStates): TwoStates {
  return [{ ...one, ratio: inverse(one.ratio) }, { ...other, ratio: inverse(other.ratio) }];
}

function byDistance(baseline: Cell, candidate: Cell, measure: Measure): TwoStates | null {
  if (!mayBeNearAndFar(baseline, candidate)) return null;
  const own = baseline.distancesByBlock(measure), others = candidate.distancesByBlock(measure);
  const pairs = statedPairs(baseline, candidate, measure, (block) => {
    const distances = [...own.get(block) ?? [], ...others.get(block) ?? []];
    return distances.length === 0 ? null : median(distances);
  });
  const gap = widestGap(pairs.map(({ state }) => state).sort((a, b) => a - b));
  return gap === null ? null : whereRatiosDiffer(pairs, gap, (name, blocks, ratio) => (
    { name: name === "low" ? "near" : "far", coreToCoreNs: median(blocks.map(({ state }) => state)), ratio }
  ));
}

function bySpeed(baseline: Cell, candidate: Cell, measure: Measure): TwoStates | null {
  const own = baseline.byBlock(THROUGHPUT), others = candidate.byBlock(THROUGHPUT);
  const count = Math.min(own.blocks.length, others.blocks.length);
  if (count < SPEED_BLOCKS_MIN || count > SPEED_BLOCKS_MAX) return null;
  const [ownGbps, otherGbps] = [own, others].map(({ blocks, values }) =>
    new Map(blocks.map((block, i) => [block, values[i]!]))
  );
  const pairs = statedPairs(baseline, candidate, measure, (block) => {
    const gbps = (ownGbps!.get(block) ?? NaN) * (otherGbps!.get(block) ?? NaN);
    return gbps > 0 ? Math.sqrt(gbps) : null;
  });
  const peaks = peaksOf(pairs.map(({ state }) => state));
  return peaks === null ? null : whereRatiosDiffer(pairs, peaks.between, (name, _, ratio) => (
    { name: name === "low" ? "slow" : "fast", ratio }
  ));
}

/** Whether any two distances of both cells are far enough apart; nearly always they are not. */
function mayBeNearAndFar(baseline: Cell, candidate: Cell): boolean {
  const [least, greatest] = baseline.distanceRange;
  const [otherLeast, otherGreatest] = candidate.distanceRange;
  return Math.max(greatest, otherGreatest) >= GAP_FACTOR * Math.min(least, otherLeast);
}

/** The blocks that have both modes, and a state. */
function statedPairs(
  baseline: Cell,
  candidate: Cell,
  measure: Measure,
  stateOf: (block: number) => number | null,
): StatedPair[] {
  const from = baseline.byBlock(measure), to = candidate.byBlock(measure);
  const valueAt = new Map(to.blocks.map((block, i) => [block, to.values[i]!]));
  return from.blocks.flatMap((block, i): StatedPair[] => {
    const other = valueAt.get(block), state = stateOf(block);
    return other === undefined || state === null ? [] : [{ pair: [from.values[i]!, other], state }];
  });
}

/** The middle of the widest gap between sorted distances; `null` where none is wide. */
function widestGap(sorted: readonly number[]): number | null {
  let widest = GAP_FACTOR, middle: number | null = null;
  for (let i = 1; i < sorted.length; i++) {
    const factor = sorted[i]! / sorted[i - 1]!;
    if (factor >= widest) [widest, middle] = [factor, (sorted[i]! + sorted[i - 1]!) / 2];
  }
  return middle;
}

function whereRatiosDiffer(
  pairs: readonly StatedPair[],
  middle: number,
  groupOf: (name: "low" | "high", blocks: readonly StatedPair[], ratio: Contrast) => StateGroup,
): TwoStates | null {
  const low = pairs.filter(({ state }) => state < middle),
    high = pairs.filter(({ state }) => state >= middle);
  if (Math.min(low.length, high.length) < BLOCKS_MIN) return null;
  const [one, other] = [low, high].map((blocks) => pairedRatio(blocks.map(({ pair }) => pair)));
  const factor = other!.estimate / one!.estimate;
  if (Math.max(factor, 1 / factor) < RELEVANT_FACTOR) return null;
  if (!differ(low.map(ratioOf), high.map(ratioOf))) return null;
  return [groupOf("low", low, one!), groupOf("high", high, other!)];
}

function ratioOf({ pair: [baseline, candidate] }: StatedPair): number {
  return candidate / baseline;
}

/** By the exact two-sided Mann–Whitney test; ties count for "no". */
function differ(some: readonly number[], others: readonly number[]): boolean {
  const pairs = some.flatMap((a) => others.map((b) => [a, b] as const));
  const notAbove = pairs.filter(([a, b]) => a <= b).length,
    notBelow = pairs.filter(([a, b]) => a >= b).length;
  const cdf = mannWhitneyCdf(some.length, others.length);
  return 2 * cdf(Math.min(notAbove, notBelow)) <= SIGNIFICANCE;
}
