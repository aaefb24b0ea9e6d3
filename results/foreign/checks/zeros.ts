/**
 * 0 where something was not counted: a count that is 0 in every row, cycles and latencies that cannot be 0, a throughput
 * below the last digit. Not measured is `null`, never 0.
 */
import { type Counter, COUNTERS } from "../../counters.ts";
import { countText } from "../../words.ts";
import { type ForeignRow, MEASURED_COLUMNS, type NameOf, sentences } from "../foreign_row.ts";
import { shownList } from "../../safe_text.ts";
import type { Rows } from "../../table/rows.ts";

const LATENCIES = MEASURED_COLUMNS.filter((column) => column.startsWith("latency"));
/** Counts of what every program does: a row that moved bytes has some of each. */
const NEVER_ZERO: readonly Counter[] = ["cycles", "instructions", "l1d_load_misses", "branches"];
/** Counts by the CPU's counters, which all fail together. */
const BY_HARDWARE: readonly Counter[] = [
  ...NEVER_ZERO,
  "llc_load_misses",
  "llc_store_misses",
  "cache_misses",
  "branch_misses",
];

/** Takes zeros that are no counts out of the rows, and rows without anything else for failed runs. */
export function checkZeros(
  rows: Rows<ForeignRow>,
  nameOf: NameOf,
  counted: readonly Counter[],
): string[] {
  const failed = rows.filter((row) => row.status === "ok" && isAllZero(row));
  for (const row of failed) {
    row.status = "failed";
    row.warnings = "every figure of this row is 0";
  }
  return sentences(
    failed.length > 0 &&
      `${countText(failed.length, "row")} in which every figure is 0: failed, not measured`,
    ...countersOfZeros(rows, nameOf, counted),
    ...impossibleCounts(rows, nameOf, counted),
    ...figuresOfZero(rows, nameOf),
  );
}

function isAllZero(row: ForeignRow): boolean {
  let zeros = 0;
  for (const column of MEASURED_COLUMNS) {
    if (row[column] !== null && row[column] > 0) return false;
    if (row[column] === 0) zeros++;
  }
  for (const counter of COUNTERS) {
    const count = row.totals[counter];
    if (count !== undefined && count > 0) return false;
    if (count === 0) zeros++;
  }
  return zeros > 0;
}

function countersOfZeros(
  rows: Rows<ForeignRow>,
  nameOf: NameOf,
  counted: readonly Counter[],
): string[] {
  const uncounted = counted.filter((counter) =>
    rows.every((row) => !row.totals[counter]) && rows.some((row) => row.totals[counter] === 0)
  );
  for (const row of rows) {
    for (const counter of uncounted) row.totals[counter] = undefined;
  }
  const names = shownList(uncounted.map(nameOf));
  return sentences(uncounted.length > 0 && `${names}: 0 in every row, which means that it was not counted`);
}

function impossibleCounts(
  rows: Rows<ForeignRow>,
  nameOf: NameOf,
  counted: readonly Counter[],
): string[] {
  const found = new Map<Counter, number>();
  const neverZero = NEVER_ZERO.filter((counter) => counted.includes(counter));
  for (const row of rows) {
    if (!neverZero.some((counter) => row.totals[counter] === 0)) continue;
    for (const counter of BY_HARDWARE.filter((one) => row.totals[one] === 0)) {
      row.totals[counter] = undefined;
      found.set(counter, (found.get(counter) ?? 0) + 1);
    }
  }
  if (found.size === 0) return [];
  const shown = [...found].map(([counter, count]) => `${nameOf(counter)} in ${countText(count, "row")}`);
  const why = found.has("cycles") ? "no program sends without cycles" : "no program sends without any";
  return [`0 that means not counted: ${shownList(shown)}, for ${why}`];
}

/** A latency of 0 is none, and a throughput of 0 beside other figures lies below the digits that are written. */
function figuresOfZero(rows: Rows<ForeignRow>, nameOf: NameOf): string[] {
  return ([...LATENCIES, "throughput_gbps", "duration_s", "cycles_per_byte"] as const).flatMap((column) => {
    const zeros = rows.filter((row) => row[column] === 0);
    for (const row of zeros) row[column] = null;
    const counted = zeros.filter(({ status }) => status === "ok").length;
    return counted === 0
      ? []
      : [`${nameOf(column)} is 0 in ${countText(counted, "row")}: not measured there`];
  });
}
