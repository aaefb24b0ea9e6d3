/**
 * Reads the result tables of other people's programs as result rows.
 *
 * There is no format to cite: header names, mode names and units differ from course to course. `foreign_names.ts`
 * has what is understood; what is missing stays `null`, and the notes say so.
 */
import { parse } from "@std/csv";
import { emptyRow, type ResultRow } from "./columns.ts";
import type { Counter, ForeignRow } from "./counters.ts";
import { CsvError } from "./csv.ts";
import {
  type ForeignColumn,
  isNumberedFromOne,
  knownMode,
  type Meaning,
  meaningOf,
  namesOf,
} from "./foreign_names.ts";
import { foreignNotes } from "./foreign_notes.ts";

export interface ForeignResults {
  readonly rows: readonly ForeignRow[];
  /** What a reader of the numbers has to know about how they were read; sentences. */
  readonly notes: readonly string[];
}

interface Line {
  readonly number: number;
  readonly fields: readonly string[];
}

type Draft = Record<string, string | number | null>;

/** Cells that programs write where they have no number. */
const NOT_MEASURED = /^(<not (supported|counted)>|n\/?a|null|none|-+|[-+]?nan(\(ind\))?|[-+]?inf(inity)?)?$/i;
/** What programs write of a run that did not go well; `no error` and `0 failed` are none. */
const FAILED =
  /^(?!(no|0)\b).*(fail|\berr(or)?|not ok|invalid|abort|exception|refused|time.?out|kill|crash)/i;
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
/** The exercise's message has this many fields. */
const FIELDS_PER_MESSAGE = 8;

/** Rows of a foreign table, in its order. Throws {@linkcode CsvError}, which names the line and the column. */
export function parseForeign(text: string): ForeignResults {
  const [header, ...lines] = readLines(text);
  if (header === undefined) throw new CsvError("the file is empty");
  const columns = placeColumns(header);
  const rows = lines.map((line) => readRow(line, columns));
  countRepeats(rows);
  const modeColumn = columns.findIndex(({ meaning }) =>
    meaning?.kind === "column" && meaning.column.name === "mode"
  );
  const modeNames = new Set(lines.map(({ fields }) => fields[modeColumn] ?? ""));
  if (isNumberedFromOne(modeNames)) {
    const [name, found] = [columns[modeColumn]?.name, [...modeNames].sort().join(", ")];
    throw new CsvError(
      `column ${name}: the modes are ${found}; write 0, 1, 2 or A1, A2, A3 for two-copy, one-copy, zero-copy`,
    );
  }
  return { rows, notes: foreignNotes(rows, columns, modeNames) };
}

/** The lines that are not blank, split into fields, with their numbers in the file. */
function readLines(text: string): Line[] {
  return text.split(/\r\n|\n|\r/).flatMap((content, index) => {
    const number = index + 1;
    return content.trim() === "" ? [] : [{ number, fields: splitFields(content, number) }];
  });
}

function splitFields(content: string, line: number): string[] {
  if (!content.includes('"')) return content.split(",").map((field) => field.trim());
  try {
    return (parse(content, { trimLeadingSpace: true })[0] ?? []).map((field) => field.trim());
  } catch {
    throw new CsvError(`line ${line}: a quote (") is missing or misplaced`);
  }
}

function placeColumns({ number, fields }: Line): ForeignColumn[] {
  const taken = new Set<string>();
  const columns = fields.map((name): ForeignColumn => {
    const meaning = meaningOf(name);
    const target = meaning && targetOf(meaning);
    if (target === null || taken.has(target)) return { name, meaning: null };
    taken.add(target);
    return { name, meaning };
  });
  const sizeNames = [...namesOf("message_bytes"), "field_size"];
  const needed: [found: boolean, names: readonly string[]][] = [
    [taken.has("mode"), namesOf("mode")],
    [taken.has("message_bytes") || taken.has("field_size"), sizeNames],
    [taken.has("threads"), namesOf("threads")],
  ];
  for (const [found, names] of needed) {
    if (found) continue;
    const header = fields.join(", ").slice(0, 200);
    throw new CsvError(`line ${number}: no column is named ${names.join(" or ")}; the header is: ${header}`);
  }
  return columns;
}

function targetOf(meaning: Meaning): string {
  if (meaning.kind === "column") return meaning.column.name;
  return meaning.kind === "total" ? `total of ${meaning.counter}` : "field_size";
}

function readRow({ number, fields }: Line, columns: readonly ForeignColumn[]): ForeignRow {
  if (fields.length !== columns.length) {
    throw new CsvError(`line ${number} has ${fields.length} fields, the header has ${columns.length}`);
  }
  const row: ResultRow = { ...emptyRow(), status: "ok" };
  const draft: Draft = row;
  const totals: Partial<Record<Counter, number>> = {};
  let fieldBytes: number | null = null;
  for (const [index, { name, meaning }] of columns.entries()) {
    const field = fields[index] ?? "";
    if (meaning === null || field === "") continue;
    if (meaning.kind === "column" && meaning.column.type === "text") {
      if (!NOT_MEASURED.test(field)) draft[meaning.column.name] = textValue(meaning.column.name, field);
      continue;
    }
    const value = readNumber(field, number, name);
    if (value === null) continue;
    if (meaning.kind === "column") draft[meaning.column.name] = value;
    else if (meaning.kind === "total") totals[meaning.counter] = value;
    else fieldBytes = value;
  }
  if (fieldBytes !== null) row.message_bytes ??= fieldBytes * FIELDS_PER_MESSAGE;
  requireKey(row, number);
  deriveBytes(row, totals);
  return { ...row, totals };
}

function textValue(column: string, field: string): string {
  if (column === "mode") return knownMode(field) ?? field;
  if (column === "status") return FAILED.test(field) ? "failed" : "ok";
  return field;
}

function readNumber(field: string, line: number, column: string): number | null {
  if (NOT_MEASURED.test(field)) return null;
  const value = NUMBER.test(field) ? Number(field) : NaN;
  if (!Number.isFinite(value)) {
    throw new CsvError(`line ${line}, column ${column}: "${field.slice(0, 40)}" is not a number`);
  }
  if (value < 0) throw new CsvError(`line ${line}, column ${column}: ${field} is negative`);
  return value;
}

function requireKey(row: ResultRow, line: number): void {
  if (row.mode === null) throw new CsvError(`line ${line}: the mode is missing`);
  for (const column of ["message_bytes", "threads"] as const) {
    const value = row[column];
    if (value === null || !Number.isSafeInteger(value) || value < 1) {
      throw new CsvError(
        `line ${line}: ${column} is ${value ?? "missing"}, it has to be a whole number from 1`,
      );
    }
  }
}

/** Bytes and cycles per byte, where the file has what they are made of. */
function deriveBytes(row: ResultRow, totals: Readonly<Partial<Record<Counter, number>>>): void {
  if (row.throughput_gbps !== null && row.duration_s !== null) {
    row.bytes ??= Math.round(row.throughput_gbps * 1e9 / 8 * row.duration_s);
  }
  if (totals.cycles !== undefined && row.bytes) row.cycles_per_byte ??= totals.cycles / row.bytes;
}

/** Rows of the same cell are its repeats, in the order of the file. */
function countRepeats(rows: readonly ForeignRow[]): void {
  const seen = new Map<string, number>();
  for (const row of rows) {
    const cell = JSON.stringify([
      row.mode,
      row.rx,
      row.pattern,
      row.topology,
      row.message_bytes,
      row.threads,
    ]);
    const repeat = seen.get(cell) ?? 0;
    seen.set(cell, repeat + 1);
    (row as ResultRow).repeat ??= repeat;
  }
}
