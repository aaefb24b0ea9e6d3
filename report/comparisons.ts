/**
 * Modes against each other, cell by cell: paired by block where six blocks have both, else unpaired.
 *
 * A mode is called better only when the interval of the ratio leaves out 1. Many comparisons find differences by
 * chance: a family says how many it made, how many would differ by chance, and which survive Holm's correction.
 */
import { percentText } from "../results/number_text.ts";
import { type RowsRatio, rowsRatio, unpairedRowsRatio } from "../results/rows_ratio.ts";
import type { Contrast } from "../stats/contrast.ts";
import { holmSurvivors } from "../stats/holm.ts";
import { pairedDifference } from "../stats/paired.ts";
import type { Cell, CellTable, Setting } from "./cells.ts";
import type { Measure } from "./measures.ts";
import { comparedPairs, type ModePair } from "./mode_pairs.ts";

/** What the comparison says of the candidate. */
export type Verdict = "better" | "worse" | "no difference seen" | "too few repeats";

/** Two cells by one measure. */
export interface CellContrast {
  readonly method: "paired by block" | "unpaired";
  /** Valid trials with the measure, of the baseline and of the candidate. */
  readonly repeats: readonly [baseline: number, candidate: number];
  /** Candidate / baseline. */
  readonly ratio: Contrast;
  /** Candidate − baseline in the measure's unit; `null` when unpaired. */
  readonly difference: Contrast | null;
  readonly verdict: Verdict;
}

/** Two modes of the same setting, message size and thread count. */
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
  readonly measure: Measure;
  readonly comparisons: readonly Judged<C>[];
  /** Comparisons with enough repeats to find a difference. */
  readonly made: number;
  /** How many of these would show a difference, in either direction, if there were none. */
  readonly expectedByChance: number;
  readonly survivors: number;
}

export type ComparisonFamily = Family<ModeContrast>;

/** Candidate against baseline; `null` where either was not measured. */
export function compareCells(baseline: Cell, candidate: Cell, measure: Measure): CellContrast | null {
  return contrastOf(rowsRatio(baseline.rows, candidate.rows, measure.of), measure);
}

/** The same for cells that did not run side by side, such as those of two result sets. */
export function compareUnpaired(baseline: Cell, candidate: Cell, measure: Measure): CellContrast | null {
  return contrastOf(unpairedRowsRatio(baseline.rows, candidate.rows, measure.of), measure);
}

function contrastOf(found: RowsRatio | null, measure: Measure): CellContrast | null {
  if (found === null) return null;
  const { method, repeats, pairs, ratio } = found;
  const difference = method === "unpaired" ? null : pairedDifference(pairs);
  return { method, repeats, ratio, difference, verdict: verdictOf(ratio, measure) };
}

/** The comparisons of all pairs of modes of the same setting, size and thread count. */
export function compareModes(tables: readonly CellTable[], measure: Measure): ComparisonFamily {
  return familyOf(measure, tables.flatMap((table) => compareTable(table, measure)));
}

/** What many contrasts by one measure are worth together. */
export function familyOf<C extends CellContrast>(measure: Measure, contrasts: readonly C[]): Family<C> {
  const decided = contrasts.filter(({ ratio }) => ratio.p !== null);
  const survives = holmSurvivors(decided.map(({ ratio }) => ratio.p ?? 1));
  const surviving = new Set(decided.filter((_, index) => survives[index]));
  return {
    measure,
    comparisons: contrasts.map((contrast) => ({ ...contrast, survivesHolm: surviving.has(contrast) })),
    made: decided.length,
    expectedByChance: decided.reduce((sum, { ratio }) => sum + 1 - (ratio.interval?.level ?? 1), 0),
    survivors: surviving.size,
  };
}

/** `better (+12 %, +9.8 % to +14 %)`, `no difference seen (−1.8 % to +2.1 %)`, `too few repeats (2)`. */
export function verdictText({ verdict, ratio }: CellContrast): string {
  if (ratio.interval === null) return `${verdict} (${ratio.n})`;
  const { lo, hi } = ratio.interval;
  if (verdict === "no difference seen") {
    return `${verdict} (${percentText(lo - 1)} to ${percentText(hi - 1)})`;
  }
  return `${verdict} (${percentText(ratio.estimate - 1)}, ${percentText(lo - 1)} to ${percentText(hi - 1)})`;
}

/** The sentences that stand under a table of comparisons. */
export function familyText<C extends CellContrast>(
  { made, expectedByChance, survivors, comparisons }: Family<C>,
): string {
  if (made === 0) return "No comparison was made: a difference is looked for from six repeats of a cell on.";
  const chance = expectedByChance < 0.05 ? "fewer than 0.1" : expectedByChance.toFixed(1);
  const text = `${made} ${made === 1 ? "comparison was" : "comparisons were"} made; if nothing differed, ` +
    `${chance} of them would still show a difference by chance. `;
  if (survivors > 0) return `${text}${survivors} survive Holm's correction for that.`;
  const repeats = comparisons.reduce(
    (most, { method, ratio }) => Math.max(most, method === "unpaired" ? 0 : ratio.n),
    0,
  );
  const needed = repeatsForHolm(made);
  return repeats > 0 && repeats < needed
    ? `${text}None can survive Holm's correction at ${repeats} repeats: ${made} comparisons take ${needed}.`
    : `${text}None survives Holm's correction for that.`;
}

/** From how many blocks on the least p-value of the sign test, 2¹⁻ⁿ, passes Holm's first step. */
function repeatsForHolm(comparisons: number): number {
  return Math.ceil(1 + Math.log2(comparisons / 0.05));
}

function compareTable(table: CellTable, measure: Measure): ModeContrast[] {
  const pairs = comparedPairs(table.modes);
  return table.sizes.flatMap((messageBytes) =>
    table.threads.flatMap((threads) =>
      pairs.flatMap((pair): ModeContrast[] => {
        const baseline = table.find(pair.baseline, messageBytes, threads);
        const candidate = table.find(pair.candidate, messageBytes, threads);
        const contrast = baseline && candidate && compareCells(baseline, candidate, measure);
        return contrast ? [{ ...pair, ...contrast, setting: table.setting, messageBytes, threads }] : [];
      })
    )
  );
}

function verdictOf({ interval }: Contrast, { better }: Measure): Verdict {
  if (interval === null) return "too few repeats";
  if (interval.lo <= 1 && interval.hi >= 1) return "no difference seen";
  return (interval.lo > 1) === (better === "higher") ? "better" : "worse";
}
