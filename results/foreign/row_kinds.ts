/**
 * What kind of row each row is: its mode, its pattern, and what else distinguishes rows of one mode, size and thread
 * count.
 *
 * A column whose few values split the cells evenly names kinds of rows, never repeats of one: it goes into `pattern`,
 * which is part of what makes a cell. `throughput` and `latency` are the patterns `stream` and `rr`.
 */
import { CsvError } from "../csv.ts";
import { integerText } from "../number_text.ts";
import { COLUMN_NAMES } from "./column_names.ts";
import { sentences } from "./foreign_row.ts";
import { bareName } from "./header_name.ts";
import { modeLikeness, readModes } from "./mode_values.ts";
import { isNotMeasured } from "./numbers.ts";
import { namesOf } from "./placed_columns.ts";
import { shownList } from "../safe_text.ts";
import { isNumbering, type Splits, splittingColumns } from "./splits.ts";
import { type Columns, MOST_MODES, type WordColumn } from "./table_data.ts";

export interface RowKinds {
  readonly modeOf: (row: number) => string;
  /** `null` where the file has one kind of row. */
  readonly patternOf: (row: number) => string | null;
  /** The number of the repeat, where the file has one. */
  readonly repeatOf: (row: number) => number | null;
  readonly notes: readonly string[];
  /** Columns that were used for this. */
  readonly used: readonly string[];
}

// deno-fmt-ignore
const STREAM = [
  "throughput", "tput", "thruput", "bandwidth", "bw", "bulk", "stream", "streaming", "tcpstream", "goodput", "oneway",
  "unidirectional",
];
// deno-fmt-ignore
const ROUND_TRIPS = [
  "latency", "lat", "rr", "tcprr", "pingpong", "requestresponse", "reqresp", "echo", "roundtrip", "rtt",
];

/**
 * @param keyOf size and thread count of a row, as text
 * @param numbersOf the same as numbers
 */
export function rowKinds(
  columns: Columns,
  rowCount: number,
  keyOf: (row: number) => string,
  numbersOf: (row: number) => readonly (number | null)[],
): RowKinds {
  const modes = modeColumn(columns);
  const repeatsKey = (name: string, word: string) => {
    const number = numberIn(word);
    if (number === null) return false;
    for (let row = 0; row < rowCount; row++) {
      if (modes.at(row) === name && !numbersOf(row).includes(number)) return false;
    }
    return true;
  };
  const areBeside = (names: readonly string[]) => {
    const namesByKey = new Map<string, Set<string>>();
    for (let row = 0; row < rowCount; row++) {
      const name = modes.at(row);
      if (names.includes(name)) namesByKey.getOrInsertComputed(keyOf(row), () => new Set()).add(name);
    }
    const together = [...namesByKey.values()].filter(({ size }) => size > 1).length;
    return together * 2 > namesByKey.size;
  };
  const { ids, notes } = readModes(modes.words, modes.name, repeatsKey, areBeside);
  const modeOf = (row: number) => ids.get(modes.at(row)) ?? "";
  const others = [...columns.modes.filter((column) => column !== modes), ...columns.unknown]
    .filter((column) => !column.isDropped && column.words.length > 0);
  const pattern = others.find(isPattern) ?? null;
  const cellOf = (row: number) => JSON.stringify([modeOf(row), keyOf(row), pattern?.at(row) ?? ""]);
  const numbered = columns.words.find(({ placed }) => placed.target === "repeat")?.column ?? null;
  const unexplained = others.filter((column) => column !== pattern);
  const splits = splittingColumns(unexplained, columns.setUps, rowCount, cellOf);
  const repeats = numbered !== null && isNumbering(numbered) ? numbered : splits.repeats;
  const label = (row: number) =>
    [
      ...(pattern === null ? [] : [patternName(pattern.at(row))]),
      ...splits.variants.map((column) => variantName(column, row)),
    ]
      .join(", ");
  return {
    modeOf,
    patternOf: (row) => label(row) || null,
    repeatOf: (row) => repeats === null ? null : Number(repeats.at(row)),
    notes: [...notes, ...kindNotes(pattern, splits)],
    used: [modes, pattern, repeats, ...splits.variants].flatMap((column) => column?.name ?? []),
  };
}

/** The size or thread count that a word of a name says: `64b`, `4k`, `t8`, `8threads`. */
function numberIn(word: string): number | null {
  const [, digits, prefix] =
    /^(?:size|msg|s|n|t|thr|threads?|c|clients?)?(\d{1,9})(k|m)?(?:i?b|bytes?|t|thr|threads?|c|clients?)?$/
      .exec(word) ?? [];
  if (digits === undefined) return null;
  return Number(digits) * (prefix === undefined ? 1 : prefix === "k" ? 2 ** 10 : 2 ** 20);
}

/** Of the columns that may name the mode, the one whose words are modes; then the one with the likeliest name. */
function modeColumn(columns: Columns): WordColumn {
  const { modes, unknown } = columns;
  const likeness = (column: WordColumn) => column.isDropped ? 0 : modeLikeness(column.words);
  const named = modes.filter((column) => !isPattern(column))
    .toSorted((a, b) =>
      likeness(b) - likeness(a) || Number(isOneWord(a)) - Number(isOneWord(b)) || nameRank(a) - nameRank(b)
    );
  const [best] = named;
  if (best !== undefined && likeness(best) > 0) return best;
  const byWords = unknown.find((column) =>
    likeness(column) === 1 && (best === undefined || column.words.length > 1)
  );
  const chosen = byWords ?? best;
  if (chosen === undefined) throw noMode(columns);
  if (chosen.isDropped) {
    throw new CsvError(
      `column ${chosen.name} has more than ${MOST_MODES} different values (${
        shownList(chosen.words, 3)
      }): which is not a mode`,
    );
  }
  return chosen;
}

/** Says what there is instead. */
function noMode({ figures, words, modes, unknown }: Columns): CsvError {
  const names = [
    ...figures.map(({ placed }) => placed),
    ...words.map(({ placed }) => placed),
    ...modes,
    ...unknown,
  ].toSorted((a, b) => a.index - b.index).map(({ name }) => name);
  return new CsvError(
    `no column is recognised as the mode (${
      namesOf("mode")
    } …), and none has modes for its words; the columns are: ${shownList(names, 20)}`,
  );
}

function isOneWord({ words }: WordColumn): boolean {
  return words.length < 2;
}

const MODE_NAMES = COLUMN_NAMES.find(({ target }) => target === "mode")!.names.map(bareName);

/** A name's place among those of mode columns, the likeliest first. */
function nameRank({ name }: WordColumn): number {
  const rank = MODE_NAMES.indexOf(bareName(name));
  return rank < 0 ? MODE_NAMES.length : rank;
}

function isPattern({ words, isDropped }: WordColumn): boolean {
  const named = words.filter((word) => word !== "").map(bareName);
  return !isDropped && named.length > 0 &&
    named.every((word) => STREAM.includes(word) || ROUND_TRIPS.includes(word));
}

/** A pattern's name here: `stream`, `rr`, or what the file calls it. */
export function patternName(word: string): string {
  const bare = bareName(word);
  return STREAM.includes(bare) ? "stream" : ROUND_TRIPS.includes(bare) ? "rr" : word;
}

function variantName(column: WordColumn, row: number): string {
  const word = column.at(row);
  const name = column.name || "(no name)";
  if (word === "") return `no ${name}`;
  return /^[\d.]+$/.test(word) || isNotMeasured(word) ? `${name}=${word}` : word;
}

function kindNotes(pattern: WordColumn | null, { variants, repeats, uneven }: Splits): string[] {
  const values = (column: WordColumn) => shownList(column.words.filter((word) => word !== ""));
  const patterns = [...new Set(pattern?.words.map(patternName).filter((word) => word !== ""))];
  return sentences(
    pattern !== null &&
      `column ${pattern.name} (${values(pattern)}) is read as the pattern, ${
        patterns.join(" and ")
      }: its kinds of rows are never compared with each other`,
    ...variants.map((column) =>
      `column ${column.name} (${values(column)}) splits the configurations evenly: its ${
        integerText(column.words.length)
      } values are kept apart as patterns, not as repeats`
    ),
    repeats !== null && `column ${repeats.name} numbers the rows of each configuration: read as repeats`,
    ...uneven.map((column) =>
      `column ${column.name} (${
        values(column)
      }) differs between rows of one configuration, but not evenly: those rows count as repeats; if it is a setting, ` +
      "write a file for each value, and read these with --join settings"
    ),
  );
}
