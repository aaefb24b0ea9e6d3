/**
 * Result rows as RFC 4180 text and back (`@std/csv`).
 *
 * The writer and the reader both walk {@linkcode TRIAL_COLUMNS}, so a column exists in one place only.
 */
import { parse, stringify } from "@std/csv";
import { type ColumnType, emptyRow, type ResultRow, TRIAL_COLUMNS } from "./columns.ts";
import { errorText } from "./words.ts";

/** Thrown for text that is not a netio result file; the message names the line and the column. */
export class CsvError extends Error {
  override readonly name = "CsvError";
}

/** What a field holds; `null` is an empty one. */
export type CsvField = string | number | null;

/** Records as text, each with its line end; numbers in full. */
export function csvText(records: readonly (readonly CsvField[])[]): string {
  return stringify(records.map((fields) => fields.map((field) => String(field ?? ""))), { headers: false });
}

/** The header line of `trials.csv`, with its line end. */
export function csvHeader(): string {
  return csvText([TRIAL_COLUMNS.map(({ name }) => name)]);
}

/** One row of `trials.csv`, with its line end. Throws RangeError on a number that is not finite. */
export function csvLine(row: ResultRow): string {
  const infinite = TRIAL_COLUMNS.find(({ name }) =>
    typeof row[name] === "number" && !Number.isFinite(row[name])
  );
  if (infinite !== undefined) {
    throw new RangeError(`${infinite.name} is ${row[infinite.name]}: only measured numbers are written`);
  }
  return csvText([TRIAL_COLUMNS.map(({ name }) => csvField(row[name]))]);
}

const SIGNIFICANT_DIGITS = 9;

/** A row as it will be read back: numbers with the digits that are written. */
export function asWritten(row: ResultRow): ResultRow {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, csvField(value)])) as ResultRow;
}

/** A number with the digits that are written. */
export function rounded(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(SIGNIFICANT_DIGITS));
}

/** A field with the digits that are written. */
export function csvField(field: CsvField): CsvField {
  return typeof field === "number" ? rounded(field) : field;
}

/**
 * Reads text written by {@linkcode csvHeader} and {@linkcode csvLine}. Columns netio does not know are
 * ignored; columns that the file lacks are `null`. Throws {@linkcode CsvError} on anything malformed.
 */
export function parseTrials(csv: string): ResultRow[] {
  const [header, ...lines] = readRecords(csv);
  if (header === undefined) return [];
  const known = new Map(TRIAL_COLUMNS.map((c) => [c.name as string, c]));
  const columns = header.map((name) => known.get(name));
  return lines.map((fields, i) => {
    const lineNumber = i + 2;
    if (fields.length !== header.length) {
      throw new CsvError(`line ${lineNumber} has ${fields.length} fields, the header has ${header.length}`);
    }
    const row = emptyRow();
    const cells: Record<string, string | number | null> = row;
    columns.forEach((column, k) => {
      if (column) cells[column.name] = parseField(column.type, fields[k] ?? "", lineNumber, column.name);
    });
    return row;
  });
}

function readRecords(csv: string): string[][] {
  try {
    return parse(csv);
  } catch (error) {
    throw new CsvError(errorText(error));
  }
}

function parseField(type: ColumnType, field: string, line: number, column: string): string | number | null {
  if (field === "") return null;
  if (type === "text") return field;
  const value = Number(field);
  if (!Number.isFinite(value) || field.trim() === "") {
    throw new CsvError(`line ${line}, column ${column}: "${field}" is not a number`);
  }
  return value;
}
