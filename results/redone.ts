/** Failed trials that were retried: of each trial of a mode the measurement counts, else its last failure. */
import type { ResultRow } from "./columns.ts";
import type { Rows } from "./table/rows.ts";

/** The rows without failures that a retry made good. Rows of other programs, which have no trial numbers, are all kept. */
export function withoutRedone(rows: Rows): Rows {
  if (!rows.some(isFailedTrial)) return rows;
  const kept = new Map<string, { readonly place: number; readonly isOk: boolean }>();
  rows.forEach((row, place) => {
    const key = keyOf(row);
    if (row.status !== "failed" || !kept.get(key)?.isOk) kept.set(key, { place, isOk: row.status === "ok" });
  });
  return rows.filter((row, place) => !isFailedTrial(row) || kept.get(keyOf(row))?.place === place);
}

function isFailedTrial({ status, trial }: ResultRow): boolean {
  return status === "failed" && trial !== null;
}

function keyOf({ run_id, trial, mode }: ResultRow): string {
  return `${run_id} ${trial} ${mode}`;
}
