/**
 * Finds a table's header and separator among the first lines of a file, below banners, comments and `sep=`, and adds
 * what the lines below say about it: units in a line of their own, rows that begin with a number more, times of day.
 */
import { CsvError } from "../csv.ts";
import { integerText } from "../number_text.ts";
import { joinedHeader } from "./header_lines.ts";
import { bareName } from "./header_name.ts";
import { withRowNumbers, withTimesOfDay, withUnits } from "./header_rows.ts";
import type { Line } from "./lines.ts";
import { keysInName, type NameKey } from "./name_keys.ts";
import { keyColumns } from "./placed_columns.ts";
import { RecordReader, type Separator, SEPARATORS, splitFields } from "./records.ts";
import { type Title, titleOf } from "./titles.ts";
import { captionIn, wideTable } from "./wide.ts";

export interface FoundHeader {
  readonly separator: Separator;
  /** With what other lines say of them: units below, merged cells above. */
  readonly fields: readonly string[];
  /** The rows of the file that it was made of. */
  readonly asWritten: readonly (readonly string[])[];
  /** The line that the header begins in. */
  readonly line: number;
  /** How many of the given lines are consumed with it. */
  readonly used: number;
  /** How many lines of text above it are not comments. */
  readonly skipped: number;
  /** What other lines were taken for a part of it, as a sentence. */
  readonly note: string | null;
  /** What stands above a table without a column for the mode, and names it. */
  readonly title: Title | null;
  /** What lines above say that the columns of a wide table hold. */
  readonly caption: string | null;
  /** What the name of the file says of all rows, where no column does. */
  readonly nameKeys: readonly NameKey[];
}

const MAX_COLUMNS = 1000;
const LINES_SEARCHED = 100;
const ALL_KEYS = 3;

/** A line that begins with `#` is a comment; one of dashes rules a table. */
export function isComment(text: string): boolean {
  return /^\s*#/.test(text) || /^[\s|+:=,;-]*[-=]{2}[\s|+:=,;-]*$/.test(text);
}

const BARS: readonly Separator[] = ["|"];
const MARKDOWN_RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)+\|?\s*$/;

/** Whether a line is what Markdown has below the header of a table: `|---|---|`. */
export function isMarkdownRule(text: string): boolean {
  return MARKDOWN_RULE.test(text);
}

/**
 * The header among `lines`, the first of a file, with what the lines below say about it. Where none has the columns that
 * rows need, the line that has most of them is taken for it, so that messages can say what it lacks. Throws
 * {@linkcode CsvError} for a file without any text.
 *
 * @param areAll whether the file has no further lines
 */
export function findHeader(lines: readonly Line[], fileName: string, areAll: boolean): FoundHeader {
  const header = joined(lines, headerAmong(lines, areAll));
  const nameKeys = isSpread(header.fields) ? [] : keysInName(header.fields, fileName);
  const above = lines.filter(({ number }) => number < header.line);
  const found = { ...header, nameKeys, caption: captionIn(above.map(({ text }) => text)) };
  const { separator, fields, used } = found;
  const below = rowsBelow(lines, used, ROWS_COUNTED);
  const rows = below.map(({ text }) => splitFields(text, separator)).filter((row) => typeof row !== "string");
  const [first] = rows;
  const named = first === undefined || below.length !== rows.length ? null : withUnits(fields, first);
  if (named !== null) {
    return {
      ...found,
      fields: named,
      asWritten: [fields, first!],
      used: lines.indexOf(below[0]!) + 1,
      note: "the line below the header is read as its units",
    };
  }
  const columns = [...fields, ...found.nameKeys.map(({ column }) => column)];
  const title = titleOf(columns, above, rows, fileName);
  return { ...found, fields: withTimesOfDay(withRowNumbers(fields, rows), rows), title };
}

/** Lines on either side that a header may go on over. */
const MOST_LINES = 4;

/** With the lines around a header that are part of it. */
function joined(lines: readonly Line[], found: FoundHeader): FoundHeader {
  const { separator, fields, used } = found;
  const rowsOf = (some: readonly Line[]) => {
    const end = some.findIndex(({ text }) => text.trim() === "" || isComment(text));
    return (end < 0 ? some : some.slice(0, end)).map(({ text }) => splitFields(text, separator))
      .map((row) => typeof row === "string" ? [] : row);
  };
  const above = rowsOf(lines.slice(Math.max(0, used - MOST_LINES), used - 1).toReversed());
  const below = rowsOf(lines.slice(used, used + MOST_LINES));
  const whole = joinedHeader(fields, above, below);
  if (whole === null) return found;
  return {
    ...found,
    fields: whole.names,
    asWritten: [...above.slice(0, whole.above), fields, ...below.slice(0, whole.below)],
    used: used + whole.below,
    skipped: found.skipped - whole.above,
    note: `the header has ${1 + whole.above + whole.below} lines, whose cells are joined to names`,
  };
}

function headerAmong(lines: readonly Line[], areAll: boolean): FoundHeader {
  const told = toldSeparator(lines);
  const separatorsAt = (index: number) =>
    told !== null ? [told.separator] : isMarkdownRule(lines[index + 1]?.text ?? "") ? BARS : SEPARATORS;
  const first = told === null ? 0 : told.index + 1;
  const texts = lines.map((line, index) => ({ line, index })).slice(first)
    .filter(({ line }) => line.text.trim() !== "")
    .filter(({ index }, i) => i < LINES_SEARCHED || isMarkdownRule(lines[index + 1]?.text ?? ""));
  const plain = texts.filter(({ line }) => !isComment(line.text));
  const isTable = (found: Candidate | null): found is Candidate =>
    found !== null && (found.keys === ALL_KEYS || isSpread(found.fields)) && hasRowsLikeIt(lines, found);
  for (const [skipped, { index }] of plain.entries()) {
    const found = bestSplit(lines, index, separatorsAt(index), skipped);
    if (isTable(found)) return found;
  }
  const uncommented = lines.map(({ number, text }) => ({ number, text: text.replace(/^\s*#+/, "") }));
  for (const { index } of texts.filter(({ line }) => isComment(line.text)).reverse()) {
    const found = bestSplit(uncommented, index, separatorsAt(index), 0);
    if (isTable(found)) return found;
  }
  const [top] = plain;
  if (top === undefined) {
    if (areAll) {
      throw new CsvError(texts.length === 0 ? "the file is empty" : "the file has comments and no table");
    }
    const what = texts.length === 0 ? "blank" : "comments";
    const searched = integerText(lines.length);
    throw new CsvError(
      `the first ${searched} lines are ${what}, and a table is looked for no further: leave them out`,
    );
  }
  const near = plain.slice(0, 10).map(({ index }, i) => bestSplit(lines, index, separatorsAt(index), i))
    .filter((found) => found !== null);
  if (near.length === 0) throw new CsvError(`line ${top.line.number}: a quote (") is missing or misplaced`);
  const byKeys = near.toSorted((a, b) => b.keys - a.keys);
  const nearest = isProse(lines, byKeys[0]!)
    ? byKeys.find((found) => found.keys > 0 && !isProse(lines, found))
    : byKeys[0];
  if (nearest === undefined) {
    throw new CsvError(
      "no table of runs is found in it: netio needs a line that names columns, such as mode,size,threads,throughput_gbps, " +
        "and below it a row for each run",
    );
  }
  return nearest;
}

/** Whether a row says again what the header says. */
export function isSameHeader({ asWritten }: FoundHeader, fields: readonly string[]): boolean {
  return asWritten.some((header) =>
    fields.every((field, i) => bareName(field) === bareName(header[i] ?? ""))
  );
}

/** Whether a header has columns for each mode, thread count or size, where it lacks one that says which. */
export function isSpread(header: readonly string[]): boolean {
  try {
    return wideTable(header) !== null;
  } catch (error) {
    if (error instanceof CsvError) return true;
    throw error;
  }
}

/** `sep=;`, which tells spreadsheets the separator. */
function toldSeparator(lines: readonly Line[]): { separator: Separator; index: number } | null {
  const index = lines.findIndex(({ text }) => text.trim() !== "");
  const [, told] = lines[index]?.text.match(/^\s*"?sep=(.)"?[\s,;]*$/i) ?? [];
  const separator = told === " " ? "blanks" : SEPARATORS.find((known) => known === told);
  return separator === undefined ? null : { separator, index };
}

/** A line as a header, and how many columns it has that every row needs, and that are known. */
interface Candidate extends FoundHeader {
  readonly keys: number;
  readonly known: number;
}

function bestSplit(
  lines: readonly Line[],
  index: number,
  separators: readonly Separator[],
  skipped: number,
): Candidate | null {
  let best: Candidate | null = null;
  for (const separator of separators) {
    const isBlank = separator.endsWith("blanks");
    // blanks beside another separator separate nothing
    if (isBlank && best?.keys === ALL_KEYS && !best.separator.endsWith("blanks")) continue;
    const found = splitAt(lines, index, separator, skipped);
    if (found === null) continue;
    if (found.fields.length > MAX_COLUMNS) {
      if (isBlank) continue;
      throw new CsvError(
        `line ${found.line} has ${integerText(found.fields.length)} columns; up to ${
          integerText(MAX_COLUMNS)
        } are read`,
      );
    }
    const { keys, known } = keyColumns(found.fields);
    // names or modes of several words
    const tearsWords = separator === "blanks" && best?.keys === ALL_KEYS && fits(lines, best) &&
      (found.fields.length > best.fields.length || !fits(lines, found));
    if (tearsWords) continue;
    const isBetter = best === null || keys > best.keys || (keys === best.keys && known > best.known) ||
      (isBlank && keys === best.keys && known === best.known && holdsFigures(found.fields)) ||
      (separator === "blanks" && best.separator === "wide blanks" && keys === best.keys &&
        found.fields.length === best.fields.length);
    if (isBetter) best = { ...found, keys, known };
  }
  return best;
}

/** Figures where a header should be are called that. */
function holdsFigures(fields: readonly string[]): boolean {
  return fields.filter((field) => /^[\d.,]+$/.test(field)).length > 1;
}

/** A sentence may hold the words of a header; rows that are as wide follow only that. */
function hasRowsLikeIt(lines: readonly Line[], { separator, fields, used }: FoundHeader): boolean {
  if (!separator.endsWith("blanks")) return true;
  const [next] = rowsBelow(lines, used, 1);
  return next === undefined || splitFields(next.text, separator).length >= fields.length;
}

const ROWS_COUNTED = 20;

/** Whether the first rows have as many fields as the header. */
function fits(lines: readonly Line[], { separator, fields, used }: FoundHeader): boolean {
  const rows = rowsBelow(lines, used, ROWS_COUNTED);
  return rows.length > 0 && rows.every(({ text }) => splitFields(text, separator).length === fields.length);
}

const WORDS_OF_TEXT = 3;

/** Whether a line is of words: one field of several, or the next line has more or fewer. */
function isProse(lines: readonly Line[], { separator, fields, used }: FoundHeader): boolean {
  const [next] = rowsBelow(lines, used, 1);
  if (next === undefined || holdsFigures(fields)) return false;
  if (fields.length === 1) return fields[0]!.split(/\s+/).length >= WORDS_OF_TEXT;
  return separator.endsWith("blanks") && splitFields(next.text, separator).length !== fields.length;
}

function rowsBelow(lines: readonly Line[], used: number, most: number): readonly Line[] {
  const rows: Line[] = [];
  for (let i = used; i < lines.length && rows.length < most; i++) {
    if (lines[i]!.text.trim() !== "" && !isComment(lines[i]!.text)) rows.push(lines[i]!);
  }
  return rows;
}

function splitAt(
  lines: readonly Line[],
  index: number,
  separator: Separator,
  skipped: number,
): FoundHeader | null {
  const reader = new RecordReader(separator);
  for (let used = index; used < lines.length; used++) {
    try {
      const record = reader.push(lines[used]!);
      if (record === null) continue;
      const { fields, number: line } = record;
      return {
        separator,
        fields,
        asWritten: [fields],
        line,
        used: used + 1,
        skipped,
        note: null,
        title: null,
        caption: null,
        nameKeys: [],
      };
    } catch (error) {
      if (error instanceof CsvError) return null;
      throw error;
    }
  }
  return null;
}
