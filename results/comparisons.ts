/**
 * Cells against each other, as ratios: paired by block where six blocks have both, else of all trials. One rule for tables,
 * figures and answers, so that they never contradict each other.
 *
 * A mode is called better only where the confidence interval of the ratio excludes 1. Many comparisons find
 * differences by chance: a family says how many it made, how many false positives to expect, and which survive Holm's
 * correction.
 */
import { type Contrast, inverse } from "../stats/contrast.ts";
import { holmSurvivors } from "../stats/holm.ts";
import { MIN_REPEATS } from "../stats/interval.ts";
import { contrastOfRatios } from "../stats/paired.ts";
import { roomFor } from "../stats/sort_first.ts";
import { unpairedRatioOfLogs } from "../stats/unpaired.ts";
import { type BlockValues, type Cell, REMEMBERED_TRIALS } from "./cell.ts";
import type { CellTable, Setting } from "./cells.ts";
import type { Merit } from "./measures.ts";
import { comparedPairs, type ModePair } from "./mode_catalogue.ts";
import { inverseNearFar, type NearFar, nearFar } from "./near_far.ts";

/** What the comparison says of the candidate. */
export type Verdict = "better" | "worse" | "no significant difference" | "too few repeats";

/** Two cells by one measure, candidate over baseline. */
export interface CellContrast {
  readonly method: "paired by block" | "unpaired";
  /** Valid trials with the measure, of the baseline and of the candidate. */
  readonly repeats: readonly [baseline: number, candidate: number];
  readonly ratio: Contrast;
  /** The two ratios that result where a hypervisor moved CPUs; `null` where it did not, or where trials are unpaired. */
  readonly nearFar: NearFar | null;
  readonly verdict: Verdict;
}

/** Two modes, or receive strategies, in the same setting, message size and thread count. */
export interface ModeContrast extends CellContrast, ModePair {
  readonly setting: Setting;
  readonly messageBytes: number;
  readonly threads: number;
}

/** A contrast among others by the same measure. */
export type Judged<C extends CellContrast> = C & { readonly survivesHolm: boolean };

/** All comparisons by one measure, over all settings. */
export interface Family<C extends CellContrast> {
  readonly measure: Merit;
  readonly comparisons: readonly Judged<C>[];
  /** Comparisons with enough repeats to find a difference. */
  readonly made: number;
  /** How many of these would show a difference, in either direction, if there were none. */
  readonly expectedByChance: number;
  readonly survivors: number;
}

export type ComparisonFamily = Family<ModeContrast>;

/** Candidate against baseline; `null` where either was not measured. */
export function compareCells(baseline: Cell, candidate: Cell, measure: Merit): CellContrast | null {
  return once(sideBySide, baseline, candidate, measure, pairedContrast);
}

/** The same for cells that did not run side by side, such as those of two result sets. */
export function compareUnpaired(baseline: Cell, candidate: Cell, measure: Merit): CellContrast | null {
  return once(apart, baseline, candidate, measure, unpairedContrast);
}

/** By baseline, measure and candidate. One weak map for all: the garbage collector visits every weak map in each cycle. */
type Known = WeakMap<Cell, Map<Merit, Map<Cell, CellContrast | null>>>;

const sideBySide: Known = new WeakMap(), apart: Known = new WeakMap();

function once(
  known: Known,
  baseline: Cell,
  candidate: Cell,
  measure: Merit,
  contrastOf: typeof pairedContrast,
) {
  if (baseline.rows.length + candidate.rows.length < 2 * REMEMBERED_TRIALS) {
    return contrastOf(baseline, candidate, measure);
  }
  return known.getOrInsertComputed(baseline, () => new Map())
    .getOrInsertComputed(measure, () => new Map())
    .getOrInsertComputed(candidate, () => contrastOf(baseline, candidate, measure));
}

/** Baseline against candidate: as sure as the candidate against the baseline, and half of the time of comparing anew. */
export function turnedRound<C extends Pick<CellContrast, "repeats" | "ratio" | "nearFar" | "verdict">>(
  contrast: C,
): C {
  const { repeats: [baseline, candidate], ratio, nearFar, verdict } = contrast;
  return {
    ...contrast,
    repeats: [candidate, baseline],
    ratio: inverse(ratio),
    nearFar: nearFar && inverseNearFar(nearFar),
    verdict: verdict === "better" ? "worse" : verdict === "worse" ? "better" : verdict,
  };
}

/** `null` where one of them has no positive value. */
function pairedContrast(baseline: Cell, candidate: Cell, measure: Merit): CellContrast | null {
  const before = baseline.byBlock(measure), after = candidate.byBlock(measure);
  const fewest = Math.min(before.trials, after.trials);
  if (fewest === 0) return null;
  const ratios = roomFor(before.blocks.length);
  const count = fillRatios(ratios, before, after);
  if (count < MIN_REPEATS && (count === 0 || fewest >= MIN_REPEATS)) {
    return unpairedContrast(baseline, candidate, measure);
  }
  const ratio = contrastOfRatios(ratios, count);
  const verdict = verdictOf(ratio, measure);
  return {
    method: "paired by block",
    repeats: [before.trials, after.trials],
    ratio,
    nearFar: nearFar(baseline, candidate, measure),
    verdict,
  };
}

function unpairedContrast(baseline: Cell, candidate: Cell, measure: Merit): CellContrast | null {
  const from = baseline.logs(measure), to = candidate.logs(measure);
  if (from.length === 0 || to.length === 0) return null;
  const ratio = unpairedRatioOfLogs(from, to);
  return {
    method: "unpaired",
    repeats: [from.length, to.length],
    ratio,
    nearFar: null,
    verdict: verdictOf(ratio, measure),
  };
}

/** Of the blocks that have both; gives how many these are. */
function fillRatios(ratios: Float64Array, baseline: BlockValues, candidate: BlockValues): number {
  let count = 0;
  for (let i = 0, j = 0; i < baseline.blocks.length && j < candidate.blocks.length;) {
    const distance = baseline.blocks[i]! - candidate.blocks[j]!;
    if (distance === 0) ratios[count++] = candidate.values[j]! / baseline.values[i]!;
    if (distance <= 0) i++;
    if (distance >= 0) j++;
  }
  return count;
}

function verdictOf({ interval }: Contrast, { better }: Merit): Verdict {
  if (interval === null) return "too few repeats";
  if (interval.lo <= 1 && interval.hi >= 1) return "no significant difference";
  return (interval.lo > 1) === (better === "higher") ? "better" : "worse";
}

/** The comparisons of all pairs of modes of the same setting, size and thread count. */
export function compareModes(tables: readonly CellTable[], measure: Merit): ComparisonFamily {
  const contrasts = tables.flatMap((table) => comparePairs(table, comparedPairs(table.modes), measure));
  return familyOf(measure, contrasts);
}

/** The comparisons of some pairs of modes in one setting, by size, then threads, then pair. */
export function comparePairs(
  { setting, sizes, threads: counts, find }: CellTable,
  pairs: readonly ModePair[],
  measure: Merit,
): ModeContrast[] {
  const found: ModeContrast[] = [];
  for (const messageBytes of sizes) {
    for (const threads of counts) {
      for (const pair of pairs) {
        const baseline = find(pair.baseline, messageBytes, threads);
        const candidate = find(pair.candidate, messageBytes, threads);
        const contrast = baseline && candidate && compareCells(baseline, candidate, measure);
        if (contrast) found.push({ ...pair, ...contrast, setting, messageBytes, threads });
      }
    }
  }
  return found;
}

/** What many contrasts by one measure are worth together. */
export function familyOf<C extends CellContrast>(measure: Merit, contrasts: readonly C[]): Family<C> {
  const decided = contrasts.filter(({ ratio }) => ratio.p !== null);
  const surviving = holmSurviving(decided);
  return {
    measure,
    comparisons: contrasts.map((contrast) => ({ ...contrast, survivesHolm: surviving.has(contrast) })),
    made: decided.length,
    expectedByChance: decided.reduce((sum, { ratio }) => sum + 1 - (ratio.interval?.level ?? 1), 0),
    survivors: surviving.size,
  };
}

/** Those whose difference survives Holm's correction for all of them together. */
export function holmSurviving<C extends CellContrast>(contrasts: readonly C[]): Set<C> {
  const tested = contrasts.filter(({ ratio }) => ratio.p !== null);
  const survives = holmSurvivors(tested.map(({ ratio }) => ratio.p ?? 1));
  return new Set(tested.filter((_, index) => survives[index]));
}

/** Whether both cells have one trial only, so that the plain value is all there is. */
export function isSingleRun({ repeats }: Pick<CellContrast, "repeats">): boolean {
  return repeats[0] === 1 && repeats[1] === 1;
}
