/** Which mode to use here for which message size and thread count, and how sure that is. */
import { median } from "simple-statistics";
import { bytesText } from "../results/number_text.ts";
import { holmSurvivors } from "../stats/holm.ts";
import { unbeatenFirst } from "../stats/unbeaten.ts";
import type { Cell, CellTable } from "./cells.ts";
import { type CellContrast, compareCells } from "./comparisons.ts";
import { isSingleRun } from "./crossovers.ts";
import { isMeasured, type Measure, MEDIAN_ROUND_TRIP, THROUGHPUT } from "./measures.ts";
import { asksForZeroCopy, isControl } from "../results/mode_catalogue.ts";
import { capitalized, listText, sizesText, threadCountsText } from "./words.ts";
import { copiedText, subjectOf } from "./zero_copy_facts.ts";

/** `sure`: better than every other choice by the interval of the ratio; `tied`: not told apart from some. */
export type Sureness = "sure" | "tied" | "single runs" | "too few repeats" | "no other mode";

/** The choice for one message size and thread count. The controls are no choice: a real message has fields. */
export interface RecommendedCell {
  readonly messageBytes: number;
  readonly threads: number;
  /** The mode with the best median, but for those that another certainly beats pair by pair. */
  readonly mode: string;
  readonly median: number;
  /**
   * The next best by median, and its ratio to the best: by pairs where these decide, else by the medians that chose the
   * best; `null` without another.
   */
  readonly next: { readonly mode: string; readonly ratio: number } | null;
  readonly sureness: Sureness;
  /** Modes that are not told apart from the best. */
  readonly tiedWith: readonly string[];
  /** Whether its lead over every other choice survives Holm's correction over all that were made here. */
  readonly survivesHolm: boolean;
}

export interface Recommendation {
  /** What tells this setting from others of the run; empty where it is the only one. */
  readonly setup: string;
  /** What the choice is made by. */
  readonly measure: Measure;
  /** By thread count, then by size. */
  readonly cells: readonly RecommendedCell[];
  /** The same in sentences, the most important first. */
  readonly summary: readonly string[];
}

/** One recommendation per setting that has a throughput (for `rr`: a median round trip). */
export function recommend(tables: readonly CellTable[]): Recommendation[] {
  return tables.flatMap((table) => {
    const measure = measureOf(table);
    const contests = table.threads.flatMap((threads) =>
      table.sizes.flatMap((size) => contestAt(table, measure, size, threads) ?? [])
    );
    if (contests.length === 0) return [];
    const cells = decide(contests, measure);
    return [{ setup: table.setup, measure, cells, summary: summaryOf(table, measure, cells) }];
  });
}

/** The best mode of a size and thread count, with the others compared with it. */
interface Contest {
  readonly best: Cell;
  readonly others: readonly Other[];
}

interface Other {
  readonly mode: string;
  readonly contrast: CellContrast;
  /** Of its median to that of the best. */
  readonly medianRatio: number;
}

function measureOf(table: CellTable): Measure {
  const rows = table.cells.flatMap((cell) => cell.rows);
  return table.setting.pattern === "rr" && isMeasured(MEDIAN_ROUND_TRIP, rows)
    ? MEDIAN_ROUND_TRIP
    : THROUGHPUT;
}

function contestAt(table: CellTable, measure: Measure, size: number, threads: number): Contest | null {
  const choices = table.modes.filter((mode) => !isControl(mode))
    .map((mode) => table.find(mode, size, threads))
    .filter((cell) => cell !== undefined && medianOf(cell, measure) !== null) as Cell[];
  const sign = measure.better === "higher" ? -1 : 1;
  const ranked = choices.toSorted((a, b) =>
    sign * ((medianOf(a, measure) ?? 0) - (medianOf(b, measure) ?? 0))
  );
  const byMedian = contestOf(ranked, measure);
  if (byMedian === null || byMedian.others.some(({ contrast }) => contrast.verdict === "too few repeats")) {
    return byMedian;
  }
  const beats = (one: Cell, other: Cell) => compareCells(other, one, measure)?.verdict === "better";
  return contestOf(unbeatenFirst(ranked, beats), measure);
}

function contestOf([best, ...rest]: readonly Cell[], measure: Measure): Contest | null {
  if (best === undefined) return null;
  const others = rest.flatMap((cell) => {
    const contrast = compareCells(best, cell, measure);
    const medianRatio = (medianOf(cell, measure) ?? NaN) / (medianOf(best, measure) ?? NaN);
    return contrast ? [{ mode: cell.mode, contrast, medianRatio }] : [];
  });
  return { best, others };
}

function decide(contests: readonly Contest[], measure: Measure): RecommendedCell[] {
  const contrasts = contests.flatMap(({ others }) => others.map(({ contrast }) => contrast));
  const tested = contrasts.filter(({ ratio }) => ratio.p !== null);
  const survives = holmSurvivors(tested.map(({ ratio }) => ratio.p ?? 1));
  const surviving = new Set(tested.filter((_, index) => survives[index]));
  return contests.map(({ best, others }) => {
    const sureness = surenessOf(others.map(({ contrast }) => contrast));
    return {
      messageBytes: best.messageBytes,
      threads: best.threads,
      mode: best.mode,
      median: medianOf(best, measure) ?? NaN,
      next: nextOf(others[0]),
      sureness,
      tiedWith: others.filter(({ contrast }) => isTie(contrast)).map(({ mode }) => mode),
      survivesHolm: sureness === "sure" && others.every(({ contrast }) => surviving.has(contrast)),
    };
  });
}

function nextOf(other: Other | undefined): RecommendedCell["next"] {
  if (other === undefined) return null;
  const { mode, contrast, medianRatio } = other;
  return { mode, ratio: contrast.verdict === "worse" ? contrast.ratio.estimate : medianRatio };
}

function surenessOf(contrasts: readonly CellContrast[]): Sureness {
  if (contrasts.length === 0) return "no other mode";
  if (contrasts.every(isSingleRun)) return "single runs";
  if (contrasts.some(({ verdict }) => verdict === "too few repeats")) return "too few repeats";
  return contrasts.every(({ verdict }) => verdict === "worse") ? "sure" : "tied";
}

/** `better` only where each of three or more modes is beaten by another one. */
function isTie({ verdict }: CellContrast): boolean {
  return verdict === "no difference seen" || verdict === "better";
}

function medianOf({ rows }: Cell, measure: Measure): number | null {
  const values = rows.map(measure.of).filter((value) => value !== null);
  return values.length === 0 ? null : median(values);
}

function summaryOf(table: CellTable, measure: Measure, cells: readonly RecommendedCell[]): string[] {
  const lines = [...Map.groupBy(cells, ({ threads }) => threads)]
    .map(([threads, line]) => ({ threads, text: lineText(table, line) }));
  const zeroCopy = table.modes.find((mode) => mode === "zero-copy") ?? table.modes.find(asksForZeroCopy);
  return [
    headline(table, measure, cells),
    ...[...Map.groupBy(lines, ({ text }) => text)].map(([text, group]) =>
      `${capitalized(threadCountsText(group.map(({ threads }) => threads)))}: ${text}.`
    ),
    surenessText(cells),
    ...(zeroCopy === undefined ? [] : [copiedText(table, zeroCopy) ?? ""]),
  ].filter((sentence) => sentence !== "");
}

/** The mode that is best, or not told apart from the best, most often; where nothing is decided, by medians alone. */
function headline(table: CellTable, measure: Measure, cells: readonly RecommendedCell[]): string {
  const decided = cells.filter(isDecided);
  const candidates = table.modes.map((mode) => {
    const best = (decided.length > 0 ? decided : cells).filter((cell) => cell.mode === mode);
    const tied = decided.filter(({ tiedWith }) => tiedWith.includes(mode));
    return { mode, best, among: [...best, ...tied] };
  }).sort((a, b) => b.among.length - a.among.length || b.best.length - a.best.length);
  const [first] = candidates;
  if (first === undefined) return "";
  const subject = `By ${measure.label}, ${subjectOf(table, first.mode)}`;
  const where = cells.length === 1 ? "the one cell" : `${first.among.length} of ${cells.length} cells`;
  if (decided.length === 0) return `${subject} has the best median in ${where}; ${undecidedText(cells)}.`;
  const tied = first.among.some(({ sureness }) => sureness === "tied")
    ? ", or not told apart from the best,"
    : "";
  return `${subject} is the best${tied} in ${where}.`;
}

function isDecided({ sureness }: RecommendedCell): boolean {
  return sureness === "sure" || sureness === "tied";
}

function undecidedText(cells: readonly RecommendedCell[]): string {
  return cells.every(({ sureness }) => sureness === "no other mode")
    ? "no other mode was measured"
    : "there are too few repeats to call it better";
}

/** `two-copy up to 1 KiB, one-copy or per-field from 4 KiB on`; says where medians are all that is known. */
function lineText(table: CellTable, line: readonly RecommendedCell[]): string {
  if (line.every(isGuess)) return `by median alone, ${runsText(table, line, "")}`;
  return runsText(table, line, " (by median alone)");
}

function isGuess({ sureness }: RecommendedCell): boolean {
  return sureness === "single runs" || sureness === "too few repeats";
}

function runsText(table: CellTable, line: readonly RecommendedCell[], guessMark: string): string {
  const runs: { choice: string; sizes: number[] }[] = [];
  for (const cell of line) {
    const choice = choiceText(table, cell) + (isGuess(cell) ? guessMark : "");
    const last = runs.at(-1);
    if (last?.choice === choice) last.sizes.push(cell.messageBytes);
    else runs.push({ choice, sizes: [cell.messageBytes] });
  }
  const [only] = runs;
  if (runs.length === 1 && only) {
    return `${only.choice} at ${line.length === 1 ? sizesText(only.sizes) : "every size"}`;
  }
  return runs.map(({ choice, sizes }, index) => {
    const [from, to] = [bytesText(sizes[0] ?? 0), bytesText(sizes.at(-1) ?? 0)];
    if (index === 0) return `${choice} up to ${to}`;
    if (index === runs.length - 1) return `${choice} from ${from} on`;
    return `${choice} ${sizes.length === 1 ? `at ${from}` : `from ${from} to ${to}`}`;
  }).join(", ");
}

/** The best mode, and those that are not told apart from it. */
function choiceText(table: CellTable, { mode, sureness, tiedWith }: RecommendedCell): string {
  const choices = sureness === "tied" ? [mode, ...tiedWith] : [mode];
  return table.modes.filter((known) => choices.includes(known)).map((known) => subjectOf(table, known))
    .join(" or ");
}

function surenessText(cells: readonly RecommendedCell[]): string {
  const of = (sureness: Sureness) => cells.filter((cell) => cell.sureness === sureness);
  const [sure, tied, single, few] = [of("sure"), of("tied"), of("single runs"), of("too few repeats")];
  if (single.length === cells.length) {
    return "How sure: not at all, these are single runs; repeat each cell six times or more.";
  }
  const holm = sure.filter((cell) => cell.survivesHolm).length;
  const parts = [
    sure.length > 0
      ? `better than every other mode in ${sure.length} of ${cells.length} cells (${
        holm === 0 ? "none survives" : `${holm} survive`
      } Holm's correction)`
      : "",
    tied.length > 0 ? `not told apart from ${tiedText(tied)} in ${tied.length}` : "",
    few.length + single.length > 0
      ? `undecided in ${few.length + single.length} with fewer than six repeats`
      : "",
  ].filter((part) => part !== "");
  return parts.length === 0 ? "" : `How sure: ${parts.join(", ")}.`;
}

function tiedText(cells: readonly RecommendedCell[]): string {
  const modes = new Set(cells.flatMap(({ tiedWith }) => tiedWith));
  return modes.size === 1 ? listText([...modes]) : `another mode (${listText([...modes])})`;
}
