/**
 * Lines as records of fields, by one of the separators that programs and spreadsheets use. A quoted field may continue
 * over line ends, as spreadsheets write it, but not without limit.
 */
import { CsvError } from "../csv.ts";
import type { Line } from "./lines.ts";

/** `wide blanks`: two blanks or more, where names hold single ones. */
export type Separator = "," | ";" | "\t" | "|" | "wide blanks" | "blanks";

/** In the order in which they are tried. */
export const SEPARATORS: readonly Separator[] = [",", ";", "\t", "|", "wide blanks", "blanks"];

/** What `perf` writes for an event without a count; it holds a blank, at which some scripts cut it. */
const PERF_MARK = /<not (supported|counted)>/g;
const JOINED_PERF_MARK = /<not\u00a0(supported|counted)>/g;

/**
 * The fields of a line, trimmed; `open` where a quoted field goes on in the next line. A quote that does not begin a
 * field is part of its text.
 */
export function splitFields(line: string, separator: Separator): string[] | "open" | "misplaced" {
  if (separator === "|") {
    return line.trim().replace(/^\|/, "").replace(/\|$/, "").split("|").map(withoutEmphasis);
  }
  if (separator === "blanks" || separator === "wide blanks") return splitAtBlanks(line, separator);
  if (!line.includes('"')) return line.split(separator).map((field) => field.trim());
  const fields: string[] = [];
  let at = 0;
  while (at <= line.length) {
    const field = quotedField(line, at, separator);
    if (field === null) {
      const end = indexOr(line, separator, at, line.length);
      fields.push(line.slice(at, end).trim());
      at = end + 1;
    } else {
      if (typeof field === "string") return field;
      fields.push(field.text);
      at = field.end + 1;
    }
  }
  return fields;
}

/** `**9.41**` and `` `A1` `` of Markdown. */
function withoutEmphasis(field: string): string {
  const bare = field.trim();
  return /^(\*\*|__|\*|`)(.+)\1$/.exec(bare)?.[2]?.trim() ?? bare;
}

function indexOr(text: string, wanted: string, from: number, otherwise: number): number {
  const found = text.indexOf(wanted, from);
  return found < 0 ? otherwise : found;
}

/** The quoted field that begins at `at`; `null` where the field there is not quoted. */
function quotedField(line: string, at: number, separator: string) {
  let start = at;
  while (line[start] === " " || (line[start] === "\t" && separator !== "\t")) start++;
  if (line[start] !== '"') return null;
  let close = line.indexOf('"', start + 1);
  while (close >= 0 && line[close + 1] === '"') close = line.indexOf('"', close + 2);
  if (close < 0) return "open";
  const end = indexOr(line, separator, close + 1, line.length);
  if (line.slice(close + 1, end).trim() !== "") return "misplaced";
  return { text: line.slice(start + 1, close).replaceAll('""', '"').trim(), end };
}

function splitAtBlanks(line: string, separator: "blanks" | "wide blanks"): string[] {
  const joined = line.trim().replace(PERF_MARK, "<not\u00a0$1>");
  const blanks = separator === "blanks" ? /[ \t]+/ : /\t+| {2,}/;
  return joined.split(blanks).map((field) => unquoted(field.replace(JOINED_PERF_MARK, "<not $1>").trim()));
}

function unquoted(field: string): string {
  return field.length > 1 && field.startsWith('"') && field.endsWith('"') ? field.slice(1, -1) : field;
}

/** A row's fields, and the line where it begins. */
export interface TableRecord {
  readonly number: number;
  readonly fields: readonly string[];
}

const MOST_LINES = 20;
const MAX_CELL_CHARACTERS = 10_000;

/** Joins lines into records. */
export class RecordReader {
  readonly #separator: Separator;
  #open: { readonly number: number; text: string; lines: number } | null = null;

  constructor(separator: Separator) {
    this.#separator = separator;
  }

  /** Whether a record goes on. */
  get isOpen(): boolean {
    return this.#open !== null;
  }

  /** The record that ends with this line; `null` where it continues. Throws {@linkcode CsvError} for an unclosed quote. */
  push(line: Line): TableRecord | null {
    const open = this.#open;
    const text = open === null ? line.text : `${open.text}\n${line.text}`;
    const number = open?.number ?? line.number;
    const fields = splitFields(text, this.#separator);
    if (fields === "open" && (open?.lines ?? 0) < MOST_LINES) {
      this.#open = { number, text, lines: (open?.lines ?? 0) + 1 };
      return null;
    }
    this.#open = null;
    if (typeof fields === "string") throw lostQuote(number);
    const longest = fields.findIndex((field) => field.length > MAX_CELL_CHARACTERS);
    if (longest >= 0) {
      throw new CsvError(
        `line ${number}, field ${longest + 1}: the cell has ${
          fields[longest]!.length
        } characters, ${MAX_CELL_CHARACTERS} are allowed`,
      );
    }
    return { number, fields };
  }

  /** Discards a record that was begun. */
  drop(): void {
    this.#open = null;
  }

  /** Throws {@linkcode CsvError} where a quote is still open. */
  end(): void {
    if (this.#open !== null) throw lostQuote(this.#open.number);
  }
}

function lostQuote(line: number): CsvError {
  return new CsvError(`line ${line}: a quote (") is missing or misplaced`);
}
