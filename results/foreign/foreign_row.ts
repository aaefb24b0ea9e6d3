/** A row of another program's file, and what its columns are called there. */
import { emptyRow, type ResultRow } from "../columns.ts";
import type { CounterTotals } from "../counters.ts";
import { shownList } from "../safe_text.ts";
import type { Target } from "./column_names.ts";
import type { Rows } from "../table/rows.ts";

/** It gives its counters as one total, not per end. */
export interface ForeignRow extends ResultRow {
  readonly totals: CounterTotals;
}

/** A row in which nothing has been measured; {@linkcode ForeignTable} has many. */
export function emptyForeignRow(): ForeignRow {
  return { ...emptyRow(), totals: {} };
}

/** What the file calls the column that fills `target`; netio's own name where that is not known. */
export type NameOf = (target: Target) => string;

/** The rows of a file, and what a reader of them has to know. */
export interface ForeignContent {
  readonly rows: Rows<ForeignRow>;
  /** Sentences. */
  readonly notes: readonly string[];
  readonly nameOf: NameOf;
  /** The line in which a row of {@linkcode rows} begins. */
  readonly lineOf: (row: number) => number;
  /** Columns netio has no place for that hold one word throughout, by name: they may distinguish files. */
  readonly constants: ReadonlyMap<string, string>;
  /** Columns of which nothing is read, by name; no part of {@linkcode notes}. */
  readonly unused: readonly string[];
}

/** Says which columns are not used; nothing where all are. */
export function unusedNote(names: readonly string[]): string[] {
  return sentences(names.length > 0 && `columns that are not used: ${shownList(names, 12)}`);
}

/** Those of the items that say something: `count > 0 && "…"` does where there is something to count. */
export function sentences(...items: readonly (string | false)[]): string[] {
  return items.filter((item) => item !== false);
}

/** Rows that come from no table. */
export function withoutColumns(content: Pick<ForeignContent, "rows" | "notes" | "lineOf">): ForeignContent {
  return { ...content, nameOf: (target) => target, constants: new Map(), unused: [] };
}

/** The figures of a row that a program measures, without totals. */
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
