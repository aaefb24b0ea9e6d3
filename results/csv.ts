/** Result rows as RFC 4180 text (`@std/csv`); `own/reader.ts` reads it. */
import { stringify } from "@std/csv";
import { type ResultRow, TRIAL_COLUMNS } from "./columns.ts";

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
