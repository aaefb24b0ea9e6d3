/**
 * Which mode is best for each message size and thread count, and how sure that is: decided here and nowhere else. Map,
 * recommendation, terminal and JSON read it.
 *
 * Every mode that ran takes part, the controls too where they were asked for.
 */
import { type Cell, type CellTable, isMeasured, type Setting } from "./cells.ts";
import { type CellContrast, compareCells, holmSurviving, isSingleRun } from "./comparisons.ts";
import { CPU_PER_BYTE, MEDIAN_ROUND_TRIP, type Merit, THROUGHPUT } from "./measures.ts";

/**
 * `clear`: better than every other mode, the confidence intervals of all ratios exclude 1; `tied`: statistically tied
 * with some; the rest decides nothing.
 */
export type Confidence = "clear" | "tied" | "single runs" | "too few repeats" | "only mode";

interface Ranked {
  readonly cell: Cell;
  readonly median: number;
}

/** A mode other than the best. */
interface Rival extends Ranked {
  /** Of the rival against the best. */
  readonly contrast: CellContrast;
}

/** One message size and thread count. */
export interface RankedPlace {
  readonly messageBytes: number;
  readonly threads: number;
  /** The mode with the best median among those that no other certainly beats pair by pair. */
  readonly best: Cell;
  readonly median: number;
  /** By median, the next best first. */
  readonly rivals: readonly Rival[];
  readonly confidence: Confidence;
  /** Modes that share the first place: the best, and those statistically tied with it, in the order of the catalogue. */
  readonly winners: readonly string[];
  /** Whether the lead over every rival survives Holm's correction over all leads of the ranking. */
  readonly survivesHolm: boolean;
}

/** The places of one setting, by thread count, then by size. */
export interface Ranking {
  readonly table: CellTable;
  /** What decides: throughput, for round trips their median, at an offered rate the CPU time per byte. */
  readonly measure: Merit;
  readonly places: readonly RankedPlace[];
}

/** What decides where everything is measured: at equal load what it costs, else how much goes through, or how soon. */
export function measureFor({ offered_gbps, pattern }: Pick<Setting, "offered_gbps" | "pattern">): Merit {
  if (offered_gbps !== null) return CPU_PER_BYTE;
  return pattern === "rr" ? MEDIAN_ROUND_TRIP : THROUGHPUT;
}

/** What modes are ranked by under a setting. */
export function decidingMeasure({ setting, cells }: Pick<CellTable, "setting" | "cells">): Merit {
  const measure = measureFor(setting);
  return isMeasured(measure, cells) ? measure : THROUGHPUT;
}

/** The best mode of every size and thread count that has the measure. */
export function rank(table: CellTable): Ranking {
  const measure = decidingMeasure(table);
  const contests = table.threads.flatMap((threads) =>
    table.sizes.flatMap((size) => contestAt(table, measure, size, threads) ?? [])
  );
  const surviving = holmSurviving(contests.flatMap(({ rivals }) => rivals.map(({ contrast }) => contrast)));
  const places = contests.map(({ best, median, rivals }): RankedPlace => {
    const contrasts = rivals.map(({ contrast }) => contrast);
    const confidence = confidenceOf(contrasts);
    const first = new Set([best.mode, ...rivals.filter(isTie).map(({ cell }) => cell.mode)]);
    return {
      messageBytes: best.messageBytes,
      threads: best.threads,
      best,
      median,
      rivals,
      confidence,
      winners: table.modes.filter((mode) => confidence === "tied" ? first.has(mode) : mode === best.mode),
      survivesHolm: confidence === "clear" && contrasts.every((contrast) => surviving.has(contrast)),
    };
  });
  return { table, measure, places };
}

/** The factor by which the best leads its next rival: by pairs where these decide, else by the medians. */
export function leadOf({ rivals: [next], median }: RankedPlace, { better }: Merit): number | null {
  if (next === undefined) return null;
  const ratio = next.contrast.verdict === "worse" ? next.contrast.ratio.estimate : next.median / median;
  return better === "higher" ? 1 / ratio : ratio;
}

/** Whether the place has a winner or a tie that the repeats support. */
export function isDecided({ confidence }: RankedPlace): boolean {
  return confidence === "clear" || confidence === "tied";
}

type Contest = Pick<RankedPlace, "best" | "median" | "rivals">;

function contestAt(
  { modes, find }: CellTable,
  measure: Merit,
  size: number,
  threads: number,
): Contest | null {
  const sign = measure.better === "higher" ? -1 : 1;
  const ranked = modes.flatMap((mode) => find(mode, size, threads) ?? [])
    .flatMap((cell) => {
      const median = cell.estimate(measure)?.median ?? 0;
      return median > 0 ? [{ cell, median }] : [];
    })
    .sort((a, b) => sign * (a.median - b.median));
  const byMedian = contestOf(ranked, measure);
  const verdicts = byMedian?.rivals.map(({ contrast: { verdict } }) => verdict) ?? [];
  if (verdicts.includes("too few repeats") || !verdicts.includes("better")) return byMedian;
  const beats = (one: Ranked, other: Ranked) =>
    compareCells(other.cell, one.cell, measure)?.verdict === "better";
  return contestOf(unbeatenFirst(ranked, beats), measure);
}

/**
 * The order of choices, best first, with one that no other certainly beats in front. Medians alone can put another
 * there: where the machine's state changes between blocks, a choice that is better in nearly every block may still have
 * the lesser median.
 *
 * @param ranked by median, the best first
 * @param beats whether the first of two is certainly better, by pairs of trials
 * @returns `ranked` as it is where every choice is beaten by some other, which takes a circle
 */
export function unbeatenFirst<T>(ranked: readonly T[], beats: (one: T, other: T) => boolean): T[] {
  const first = ranked.find((choice) => !ranked.some((other) => other !== choice && beats(other, choice)));
  return first === undefined ? [...ranked] : [first, ...ranked.filter((choice) => choice !== first)];
}

function contestOf([best, ...rest]: readonly Ranked[], measure: Merit): Contest | null {
  if (best === undefined) return null;
  const rivals = rest.flatMap(({ cell, median }): Rival[] => {
    const contrast = compareCells(best.cell, cell, measure);
    return contrast === null ? [] : [{ cell, median, contrast }];
  });
  return { best: best.cell, median: best.median, rivals };
}

function confidenceOf(contrasts: readonly CellContrast[]): Confidence {
  if (contrasts.length === 0) return "only mode";
  if (contrasts.every(isSingleRun)) return "single runs";
  if (contrasts.some(({ verdict }) => verdict === "too few repeats")) return "too few repeats";
  return contrasts.every(({ verdict }) => verdict === "worse") ? "clear" : "tied";
}

/** `better` only where each of three or more modes is beaten by another one. */
function isTie({ contrast: { verdict } }: Rival): boolean {
  return verdict === "no significant difference" || verdict === "better";
}
