/**
 * Cells against each other: paired by block where six blocks have both, else unpaired.
 *
 * A mode is called better only where the confidence interval of the ratio excludes 1. Many comparisons find
 * differences by chance: a family says how many it made, how many false positives to expect, and which survive Holm's
 * correction.
 */
import type { Contrast } from "../stats/contrast.ts";
import { holmSurvivors } from "../stats/holm.ts";
import type { Cell, CellTable, Setting } from "./cells.ts";
import type { Merit } from "./measures.ts";
import { comparedPairs, type ModePair } from "./mode_pairs.ts";
import { type RowsRatio, rowsRatio, unpairedRowsRatio } from "./rows_ratio.ts";

/** What the comparison says of the candidate. */
export type Verdict = "better" | "worse" | "no significant difference" | "too few repeats";

/** Two cells by one measure. */
export interface CellContrast extends RowsRatio {
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

export type Comparison = Judged<ModeContrast>;

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
  return once(sideBySide, baseline, candidate, measure, rowsRatio);
}

/** The same for cells that did not run side by side, such as those of two result sets. */
export function compareUnpaired(baseline: Cell, candidate: Cell, measure: Merit): CellContrast | null {
  return once(apart, baseline, candidate, measure, unpairedRowsRatio);
}

/** Cells of fewer trials are compared again in less time, and less memory, than it takes to remember how they did. */
const REMEMBERED_TRIALS = 32;

/** By baseline, measure and candidate. One weak map for all: the garbage collector visits every weak map in each cycle. */
type Known = WeakMap<Cell, Map<Merit, Map<Cell, CellContrast | null>>>;

const sideBySide: Known = new WeakMap(), apart: Known = new WeakMap();

function once(known: Known, baseline: Cell, candidate: Cell, measure: Merit, ratioOf: typeof rowsRatio) {
  if (baseline.rows.length + candidate.rows.length < 2 * REMEMBERED_TRIALS) {
    return contrastOf(ratioOf(baseline, candidate, measure), measure);
  }
  return known.getOrInsertComputed(baseline, () => new Map())
    .getOrInsertComputed(measure, () => new Map())
    .getOrInsertComputed(candidate, () => contrastOf(ratioOf(baseline, candidate, measure), measure));
}

function contrastOf(found: RowsRatio | null, measure: Merit): CellContrast | null {
  if (found === null) return null;
  return { ...found, verdict: verdictOf(found.ratio, measure) };
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
