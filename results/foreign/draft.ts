/** Rows under construction, and what is known of where their figures come from. */
import { emptyRow, type ResultRow } from "../columns.ts";
import type { Target } from "../column_names.ts";
import type { ForeignRow } from "../counters.ts";

/** A row from which checks may still remove figures. */
export type DraftRow = ForeignRow;

/** A row in which nothing has been measured; {@linkcode foreignRowViews} makes many. */
export function draftRow(): DraftRow {
  return { ...emptyRow(), totals: {} };
}

/** What the file calls the column that fills `target`; netio's own name where that is not known. */
export type NameOf = (target: Target) => string;

/** The figures of a row that a program measures, as their names and values, without totals. */
export const MEASURED_COLUMNS = [
  "throughput_gbps",
  "messages_per_s",
  "latency_mean_us",
  "latency_p50_us",
  "latency_p90_us",
  "latency_p99_us",
  "latency_p99_9_us",
  "latency_max_us",
  "bytes",
  "messages",
  "cycles_per_byte",
  "cpu_ns_per_byte",
] as const satisfies readonly (keyof ResultRow)[];

/** Some files give the size of a field, of which a message has eight. */
export const FIELDS_PER_MESSAGE = 8;

/** The rows of each size, thread count and kind of row: what modes are compared within. */
export function groupsOf(rows: readonly DraftRow[]): DraftRow[][] {
  const groups = Map.groupBy(
    rows,
    ({ message_bytes, threads, rx, pattern, topology }) =>
      `${message_bytes}\n${threads}\n${rx ?? "\0"}\n${pattern ?? "\0"}\n${topology ?? "\0"}`,
  );
  return [...groups.values()];
}

/** What makes rows repeats of each other: mode, setting, size and threads, as text. */
export function cellKey({ mode, rx, pattern, topology, message_bytes, threads }: DraftRow): string {
  return `${mode}\n${rx ?? "\0"}\n${pattern ?? "\0"}\n${topology ?? "\0"}\n${message_bytes}\n${threads}`;
}
