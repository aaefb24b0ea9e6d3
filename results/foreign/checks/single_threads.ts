/** As many rows in every cell as it has threads: each is one thread's share of a run, and no repeat of it. */
import { CsvError } from "../../csv.ts";
import type { DraftRow } from "../draft.ts";

/** Throws {@linkcode CsvError} for rows of single threads. */
export function checkSingleThreads(rows: readonly DraftRow[]): string[] {
  const cells = Map.groupBy(
    rows,
    ({ mode, rx, topology, message_bytes, threads }) =>
      JSON.stringify([mode, rx, topology, message_bytes, threads]),
  );
  const counts = new Set<number>();
  for (const cell of cells.values()) {
    if (cell.length !== cell[0]!.threads) return [];
    counts.add(cell.length);
  }
  if (counts.size < 2 || Math.max(...counts) < 3) return [];
  throw new CsvError(
    `there are as many rows for each mode, size and thread count as it has threads (${
      [...counts].sort((a, b) => a - b).join(", ")
    }): the rows are of single threads, and netio needs one row per run, of all threads together`,
  );
}
