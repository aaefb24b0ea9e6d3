/** As many rows in every cell as it has threads: each is one thread's share of a run, and no repeat of it. */
import { CsvError } from "../../csv.ts";
import type { DraftRow } from "../draft.ts";

/** Throws {@linkcode CsvError} for rows of single threads. */
export function checkSingleThreads(rows: readonly DraftRow[]): string[] {
  const cells = new Map<string, { count: number; readonly threads: number | null }>();
  for (const { mode, rx, topology, message_bytes, threads } of rows) {
    const key = `${mode}\n${rx ?? "\0"}\n${topology ?? "\0"}\n${message_bytes}\n${threads}`;
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, { count: 1, threads });
    else if (++cell.count > (cell.threads ?? 0)) return [];
  }
  if ([...cells.values()].some(({ count, threads }) => count !== threads)) return [];
  const counts = new Set([...cells.values()].map(({ count }) => count));
  if (counts.size < 2 || Math.max(...counts) < 3) return [];
  throw new CsvError(
    `there are as many rows for each mode, size and thread count as it has threads (${
      [...counts].sort((a, b) => a - b).join(", ")
    }): the rows are of single threads, and netio needs one row per run, of all threads together`,
  );
}
