/**
 * Rows of any origin as a CSV with netio's columns, for other tools. It has two more kinds of columns than `trials.csv`:
 * where a row comes from, and counts that the file did not attribute to an end. netio reads it back as what it is,
 * another program's results.
 */
import { SCHEMA_VERSION, TRIAL_COLUMNS } from "../columns.ts";
import { type CountedRow, COUNTERS } from "../counters.ts";
import { csvText } from "../csv.ts";

/** The column whose presence says that a file was converted. */
export const CONVERTED_FROM = "converted_from";

/** The header line, with its line end. */
export function convertedHeader(): string {
  return csvText([[...TRIAL_COLUMNS.map(({ name }) => name), CONVERTED_FROM, ...COUNTERS]]);
}

/** One row, with its line end; numbers in full, so that the same answers follow from them. */
export function convertedLine(row: CountedRow, source: string): string {
  return csvText([[
    ...TRIAL_COLUMNS.map(({ name }) => name === "schema" ? SCHEMA_VERSION : row[name]),
    source,
    ...COUNTERS.map((counter) => row.totals?.[counter] ?? null),
  ]]);
}
