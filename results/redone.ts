/** Failed trials that were retried: of each trial of a mode the measurement counts, else its last failure. */
import type { ResultRow } from "./columns.ts";

/** The rows without failures that a retry made good. Rows of other programs, which have no trial numbers, are all kept. */
export function withoutRedone(rows: readonly ResultRow[]): readonly ResultRow[] {
  const failed = rows.filter((row) => row.status === "failed" && row.trial !== null);
  if (failed.length === 0) return rows;
  const last = new Map<string, ResultRow>();
  for (const row of rows) {
    const key = keyOf(row);
    if (row.status !== "failed" || last.get(key)?.status !== "ok") last.set(key, row);
  }
  const redone = new Set(failed.filter((row) => last.get(keyOf(row)) !== row));
  return rows.filter((row) => !redone.has(row));
}

function keyOf({ run_id, trial, mode }: ResultRow): string {
  return `${run_id} ${trial} ${mode}`;
}
