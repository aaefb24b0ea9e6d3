/**
 * What the columns and modes of other people's result tables are called.
 *
 * Names are matched without regard to case, spaces and punctuation; netio's own column names are understood too.
 */
import { type Column, TRIAL_COLUMNS } from "./columns.ts";
import { type Counter, COUNTERS } from "./counters.ts";
import { MODE_CATALOGUE } from "./mode_catalogue.ts";

/** What a foreign column holds: one of netio's columns, a count over both ends, or the size of one of 8 fields. */
export type Meaning =
  | { readonly kind: "column"; readonly column: Column }
  | { readonly kind: "total"; readonly counter: Counter }
  | { readonly kind: "field_size" };

/** A column of a foreign file; `meaning` is `null` for one that is not used. */
export interface ForeignColumn {
  readonly name: string;
  readonly meaning: Meaning | null;
}

const COLUMN_NAMES: Readonly<Record<string, readonly string[]>> = {
  mode: ["Mode", "implementation", "Impl"],
  message_bytes: ["Size", "msg_size", "MsgSize_Bytes", "message_size"],
  threads: ["Threads"],
  throughput_gbps: ["Throughput_Gbps"],
  latency_mean_us: ["Latency_us"],
};

const TOTAL_NAMES: Partial<Record<Counter, readonly string[]>> = {
  l1d_load_misses: ["L1Misses", "L1_cache_misses"],
  llc_load_misses: ["LLCMisses", "LLC_load_misses"],
};

const MEANINGS: ReadonlyMap<string, Meaning> = new Map([
  ...COUNTERS.flatMap((counter) =>
    [counter, ...(TOTAL_NAMES[counter] ?? [])].map((
      name,
    ): [string, Meaning] => [bare(name), { kind: "total", counter }])
  ),
  ...TRIAL_COLUMNS.flatMap((column) =>
    [column.name, ...(COLUMN_NAMES[column.name] ?? [])].map((name): [string, Meaning] => [
      bare(name),
      { kind: "column", column },
    ])
  ),
  [bare("field_size"), { kind: "field_size" }],
]);

const MODES: ReadonlyMap<string, string> = new Map(
  MODE_CATALOGUE.flatMap(({ id, alias, foreignNames }) =>
    [id, alias, ...foreignNames].map((name): [string, string] => [bare(name), id])
  ),
);

/** What a header name means; `null` for a column that netio has no use for. */
export function meaningOf(headerName: string): Meaning | null {
  return MEANINGS.get(bare(headerName)) ?? null;
}

/** The id of a mode that is called `name` elsewhere; `null` for a mode that netio does not know. */
export function knownMode(name: string): string | null {
  return MODES.get(bare(name)) ?? null;
}

/**
 * Whether modes are numbered from 1, like the parts of the exercise. Only a `3` tells: without it, and without a `0`,
 * they are read as numbered from 0.
 */
export function isNumberedFromOne(modeNames: ReadonlySet<string>): boolean {
  const bareNames = [...modeNames].map(bare);
  return bareNames.includes("3") && bareNames.every((name) => /^[123]$/.test(name));
}

/** The names that a column of netio's goes by, for error messages. */
export function namesOf(column: string): readonly string[] {
  return [column, ...(COLUMN_NAMES[column] ?? [])];
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}
