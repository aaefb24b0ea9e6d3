/**
 * The best mode of each message size and thread count in few lines: as a grid; if that is too high, with
 * neighbouring lines of the same winners merged; else how often each mode wins.
 */
import { bestToNext, leadText, winnersText } from "../../report/answer.ts";
import {
  bareContrastText,
  briefContrastText,
  changesText,
  contrastText,
  shortContrastText,
} from "../../report/phrases.ts";
import { ascending } from "../../results/cells.ts";
import { bytesText, figureText, threadsText } from "../../results/number_text.ts";
import { isDecided, type RankedPlace, type Ranking } from "../../results/ranking.ts";
import { rangeText } from "../../results/words.ts";
import { textTable } from "./text_table.ts";
import { clipped } from "./wrap.ts";

type Places = readonly RankedPlace[];

/** A line of the grid: neighbours with the same winners are one. In each column it has the places of its names. */
interface Line {
  readonly names: readonly string[];
  readonly columns: readonly Places[];
}

/** At most `linesMax` lines of at most `columns` characters. */
export function answerGrid(ranking: Ranking, columns: number, linesMax: number): string[] {
  const { heads, lines } = linesOf(ranking);
  const merged = mergedLines(lines);
  const shown = [lines, merged].find(({ length }) => length < linesMax);
  return shown === undefined
    ? winnerCounts(ranking, columns, linesMax)
    : gridText(ranking, heads, shown, columns);
}

const SIZE = { of: ({ messageBytes }: RankedPlace) => messageBytes, text: bytesText };
const THREADS = { of: ({ threads }: RankedPlace) => threads, text: threadsText };

/** The longer list, sizes or thread counts, makes the rows. */
function linesOf({ places }: Ranking): { heads: string[]; lines: Line[] } {
  const valuesOf = (axis: typeof SIZE) => ascending(places.map(axis.of));
  const isBySize = valuesOf(SIZE).length >= valuesOf(THREADS).length;
  const [down, across] = isBySize ? [SIZE, THREADS] : [THREADS, SIZE];
  const byLine = Map.groupBy(places, down.of), columns = valuesOf(across);
  return {
    heads: columns.map(across.text),
    lines: valuesOf(down).map((value) => ({
      names: [down.text(value)],
      columns: columns.map((column) => byLine.get(value)!.filter((place) => across.of(place) === column)),
    })),
  };
}

function mergedLines(lines: readonly Line[]): Line[] {
  const merged: Line[] = [];
  for (const line of lines) {
    const last = merged.at(-1);
    if (last === undefined || !isAlike(last, line)) merged.push(line);
    else {
      merged[merged.length - 1] = {
        names: [...last.names, ...line.names],
        columns: last.columns.map((places, i) => [...places, ...line.columns[i]!]),
      };
    }
  }
  return merged;
}

/** Whether two lines can be merged: in every column the winners are the same, or one line has nothing measured. */
function isAlike(one: Line, other: Line): boolean {
  const winners = ([first]: Places) => first && JSON.stringify([first.winners, isDecided(first)]);
  return one.columns.every((places, i) => {
    const [a, b] = [winners(places), winners(other.columns[i]!)];
    return a === undefined || b === undefined || a === b;
  });
}

function gridText(
  ranking: Ranking,
  heads: readonly string[],
  lines: readonly Line[],
  columns: number,
): string[] {
  const tables = DETAILS.map((detail, i) =>
    textTable(
      [i === 0 ? ranking.measure.unit : "", ...heads],
      lines.map(({ names, columns }) => [
        rangeText(names[0]!, names.at(-1)!),
        ...columns.map((places) => detail(ranking, places)),
      ]),
      Infinity,
    )
  );
  const fitting = tables.find((table) => table.every((line) => line.length <= columns));
  return fitting ?? winnerCounts(ranking, columns, lines.length + 1);
}

type Detail = (ranking: Ranking, places: Places) => string;

const VALUE_WIDTH = 5;

/** The texts of a field, from the most detailed to the least. */
const DETAILS: readonly Detail[] = [
  (ranking, places) => {
    const value = places.length === 1 ? `${figureText(places[0]!.median).padStart(VALUE_WIDTH)}  ` : "";
    return value + winnersAndIntervals(ranking, places);
  },
  (ranking, places) => winnersAndIntervals(ranking, places),
  (ranking, places) => winnersAndIntervals(ranking, places, shortContrastText),
  (ranking, places) => winnersAndIntervals(ranking, places, briefContrastText),
  (ranking, places) => winnersAndIntervals(ranking, places, bareContrastText),
  (ranking, places) => winnersAndLeads(ranking, places, false),
  (ranking, places) => winnersAndLeads(ranking, places, true),
];

/** `one-copy: +12 % (CI +9.8 % to +14 %)`. */
function withRemark(text: string, remark: string): string {
  return remark === "" ? text : `${text}: ${remark}`;
}

function leadOf(ranking: Ranking, place: RankedPlace, textOf: typeof contrastText): string {
  return isDecided(place)
    ? place.confidence === "clear" ? leadText(place, ranking, textOf) : ""
    : undecidedText(place);
}

function undecidedText({ confidence }: RankedPlace): string {
  if (confidence === "only mode") return "";
  return confidence === "single runs" ? "single run" : "n < 6";
}

function winnersAndIntervals(ranking: Ranking, places: Places, textOf = contrastText): string {
  const [place, ...others] = places;
  return place === undefined || others.length > 0
    ? winnersAndLeads(ranking, places, false)
    : withRemark(winnersText(ranking, place), leadOf(ranking, place, textOf));
}

/** Without intervals: `one-copy: +12 % to +30 %`. */
function winnersAndLeads(ranking: Ranking, places: Places, briefly: boolean): string {
  const [place] = places;
  if (place === undefined) return "not measured";
  const { winners, confidence } = place;
  const names = briefly && winners.length > 1 ? `tie of ${winners.length}` : winnersText(ranking, place);
  if (confidence !== "clear") return withRemark(names, isDecided(place) ? "" : undecidedText(place));
  const leads = places.flatMap((each) => bestToNext(each, ranking.measure) ?? []);
  return withRemark(names, leads.length === 0 ? "" : changesText(leads));
}

/** `one-copy: best in 9 of 24 (+4 % to +25 %)`, the most frequent first. */
function winnerCounts(ranking: Ranking, columns: number, linesMax: number): string[] {
  const { places } = ranking;
  const groups = [...Map.groupBy(places, ({ winners, confidence }) => `${winners.join()} ${confidence}`)]
    .map(([, own]) => own).toSorted((a, b) => b.length - a.length);
  const shown = groups.length > linesMax ? groups.slice(0, linesMax - 1) : groups;
  const rest = groups.slice(shown.length);
  const lines = shown.map((own) =>
    `${winnersAndLeads(ranking, own, false)}, in ${own.length} of ${places.length} cases`
  );
  const more = `others, in ${rest.reduce((sum, own) => sum + own.length, 0)} of ${places.length}`;
  return [...lines, ...(rest.length === 0 ? [] : [more])].map((line) => clipped(line, columns));
}
