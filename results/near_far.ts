/**
 * Ratios that have two values: a hypervisor that moves virtual CPUs nearer to or farther from each other changes not only
 * rates but also which mode is better, and by how much. One interval over both would describe neither.
 *
 * The rule: the blocks fall into two groups by how far apart their CPUs were, with nothing in between over a factor of
 * two, at least three blocks in each; and their ratios differ, by the exact Mann–Whitney test at 1 % and by 5 % or more.
 */
import { median } from "simple-statistics";
import { type Contrast, inverse } from "../stats/contrast.ts";
import { type Pair, pairedRatio } from "../stats/paired.ts";
import { mannWhitneyCdf } from "../stats/unpaired.ts";
import type { Cell } from "./cell.ts";
import type { Measure } from "./measures.ts";

/** The two modes of a block, and how far apart the CPUs were. */
interface PlacedPair {
  readonly pair: Pair;
  readonly ns: number;
}

/** Blocks whose CPUs were about equally far apart. */
interface DistanceGroup {
  /** Median round trip of a cache line. */
  readonly coreToCoreNs: number;
  readonly ratio: Contrast;
}

export interface NearFar {
  readonly near: DistanceGroup;
  readonly far: DistanceGroup;
}

/** The least factor between near and far. */
const GAP_FACTOR = 2;
const BLOCKS_MIN = 3;
const SIGNIFICANCE = 0.01;
const RELEVANT_FACTOR = 1.05;

/** Both ratios of two cells where there are two; else `null`. */
export function nearFar(baseline: Cell, candidate: Cell, measure: Measure): NearFar | null {
  if (!mayBeNearAndFar(baseline, candidate)) return null;
  const placed = placedPairs(baseline, candidate, measure).sort((a, b) => a.ns - b.ns);
  const split = widestGap(placed.map(({ ns }) => ns));
  if (split === null) return null;
  const [near, far] = [placed.slice(0, split), placed.slice(split)];
  if (Math.min(near.length, far.length) < BLOCKS_MIN) return null;
  const groups = { near: groupOf(near), far: groupOf(far) };
  const factor = groups.far.ratio.estimate / groups.near.ratio.estimate;
  if (Math.max(factor, 1 / factor) < RELEVANT_FACTOR) return null;
  return differ(near.map(ratioOf), far.map(ratioOf)) ? groups : null;
}

/** Both ratios the other way round. */
export function inverseNearFar({ near, far }: NearFar): NearFar {
  const turned = ({ coreToCoreNs, ratio }: DistanceGroup) => ({ coreToCoreNs, ratio: inverse(ratio) });
  return { near: turned(near), far: turned(far) };
}

/** Whether any two distances of both cells are far enough apart; nearly always they are not. */
function mayBeNearAndFar(baseline: Cell, candidate: Cell): boolean {
  const [least, greatest] = baseline.distanceRange;
  const [otherLeast, otherGreatest] = candidate.distanceRange;
  return Math.max(greatest, otherGreatest) >= GAP_FACTOR * Math.min(least, otherLeast);
}

/** The blocks that have both modes, and a distance. */
function placedPairs(baseline: Cell, candidate: Cell, measure: Measure): PlacedPair[] {
  const own = baseline.distancesByBlock(measure), others = candidate.distancesByBlock(measure);
  const from = baseline.byBlock(measure), to = candidate.byBlock(measure);
  const valueAt = new Map(to.blocks.map((block, i) => [block, to.values[i]!]));
  return from.blocks.flatMap((block, i): PlacedPair[] => {
    const other = valueAt.get(block);
    const distances = [...own.get(block) ?? [], ...others.get(block) ?? []];
    if (other === undefined || distances.length === 0) return [];
    return [{ pair: [from.values[i]!, other], ns: median(distances) }];
  });
}

/** Where sorted distances are furthest apart, as the number of those before the gap; `null` where no gap is wide. */
function widestGap(sorted: readonly number[]): number | null {
  let widest = GAP_FACTOR, split: number | null = null;
  for (let i = 1; i < sorted.length; i++) {
    const factor = sorted[i]! / sorted[i - 1]!;
    if (factor >= widest) [widest, split] = [factor, i];
  }
  return split;
}

function groupOf(placed: readonly PlacedPair[]): DistanceGroup {
  return {
    coreToCoreNs: median(placed.map(({ ns }) => ns)),
    ratio: pairedRatio(placed.map(({ pair }) => pair)),
  };
}

function ratioOf({ pair: [baseline, candidate] }: PlacedPair): number {
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
