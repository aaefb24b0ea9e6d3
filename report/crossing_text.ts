/** Crossovers in words: which mode overtakes which, and between which message sizes. */
import { type CellTable, isSameSetting } from "../results/cells.ts";
import type { Crossing } from "../results/crossings.ts";
import { bytesText } from "../results/number_text.ts";
import type { Ranking } from "../results/ranking.ts";
import type { Analysis } from "./analyze.ts";
import type { Crossover } from "./crossovers.ts";
import { threadCountsText } from "./phrases.ts";
import { subjectOf } from "./zero_copy_facts.ts";

/** `between 48 KiB and 56 KiB`, with the sizes that keep it from being narrower. */
export function betweenText({ lowBytes, highBytes, undecidedAt }: Crossing): string {
  const between = `between ${bytesText(lowBytes)} and ${bytesText(highBytes)}`;
  const first = undecidedAt[0], last = undecidedAt.at(-1);
  if (first === undefined || last === undefined) return between;
  if (first === last) return `${between}, undecided at ${bytesText(first)}`;
  return `${between}, undecided from ${bytesText(first)} to ${bytesText(last)}`;
}

/**
 * What a sweep that looked for crossovers found, in one setting by what its modes are ranked by; first those among modes
 * that are best somewhere. Empty for other results, whose table of best modes shows as much.
 */
export function rankedCrossings(
  analysis: Pick<Analysis, "loaded" | "crossovers">,
  { table, measure, places }: Ranking,
): string[] {
  if (!analysis.loaded.plan?.["refine"]) return [];
  const winners = new Set(places.flatMap((place) => place.winners));
  const isAmongBest = ({ baseline, candidate }: Crossover) => winners.has(baseline) && winners.has(candidate);
  const lines = analysis.crossovers.filter((line) =>
    line.metric === measure.id && isSameSetting(line, table.setting)
  );
  return crossingTexts(table, lines.toSorted((a, b) => Number(isAmongBest(b)) - Number(isAmongBest(a))));
}

/**
 * The crossovers of a setting's lines, one text for each mode that overtakes another:
 * `one-copy overtakes two-copy between 48 KiB and 56 KiB (1 and 2 threads)`.
 */
function crossingTexts(table: CellTable, lines: readonly Crossover[]): string[] {
  const told = lines.flatMap(({ threads, crossings }) =>
    crossings.map((crossing) => ({ threads, crossing }))
  );
  const byPair = Map.groupBy(
    told,
    ({ crossing: { overtaker, overtaken } }) =>
      `${subjectOf(table, overtaker)} overtakes ${subjectOf(table, overtaken)}`,
  );
  return [...byPair].map(([text, own]) => `${text} ${placesText(own)}`);
}

interface CrossingAt {
  readonly threads: number;
  readonly crossing: Crossing;
}

/** `between 4 KiB and 5 KiB (1 thread), between 6 KiB and 7 KiB (2 and 4 threads)` */
function placesText(told: readonly CrossingAt[]): string {
  const byPlace = Map.groupBy(told, ({ crossing }) => betweenText(crossing));
  return [...byPlace].map(([text, own]) => `${text} (${threadCountsText(own.map(({ threads }) => threads))})`)
    .join(", ");
}
