/** Fills a row from the cells of its line: words, latencies, counts, and what else netio has a column for. */
import type { ResultRow } from "../columns.ts";
import type { Target } from "../column_names.ts";
import { type Counter, COUNTERS } from "../counters.ts";
import type { ColumnsByTarget } from "./columns_by_target.ts";
import type { DraftRow } from "./draft.ts";
import { isNotMeasured, saysFailed } from "./numbers.ts";
import { patternName } from "./row_kinds.ts";
import type { TableData } from "./table_data.ts";

const MICROSECOND = 1e-6;

function cellsOf(row: ResultRow): Record<string, string | number | null> {
  return row;
}

/** Columns whose words are a setting where there are few of them: elsewhere columns of these names hold other things. */
const SETTINGS = ["rx", "pattern", "topology"] as const;
const MOST_SETTINGS = 64;

/** The columns of words that are settings. */
export function settingWords({ columns }: TableData) {
  return columns.words.filter(({ placed, column }) =>
    SETTINGS.some((setting) => setting === placed.target) && column.words.length <= MOST_SETTINGS &&
    column.words.every((word) => !/^[\d.]+$/.test(word))
  );
}

/** Words as they are; how a run ended as `ok` or `failed`. */
export function fillWords(
  draft: DraftRow,
  { columns }: TableData,
  row: number,
  settings: TableData["columns"]["words"],
): void {
  const texts: Record<string, string | number | null> = cellsOf(draft);
  for (const word of columns.words) {
    const { placed: { target }, column } = word;
    const text = column.at(row);
    if (text === "" || isNotMeasured(text) || target === "repeat") continue;
    if (SETTINGS.some((setting) => setting === target) && !settings.includes(word)) continue;
    if (target === "status") draft.status = saysFailed(text) ? "failed" : "ok";
    else if (target === "trial" || target === "block") {
      draft[target] = /^\d{1,9}$/.test(text) ? Number(text) : null;
    } else texts[target] = target === "pattern" ? patternName(text) : text;
  }
}

/** The columns of single round trips, the longest last. */
export const PERCENTILES = [
  "latency_p50_us",
  "latency_p90_us",
  "latency_p99_us",
  "latency_p99_9_us",
  "latency_max_us",
] as const;

/** Percentiles without a unit have that of the mean. */
export function fillLatencies(
  draft: DraftRow,
  columns: ColumnsByTarget,
  row: number,
  unit: number | null,
): void {
  const mean = columns.first("latency_mean_us");
  draft.latency_mean_us = unit === null ? null : mean?.at(row, unit, MICROSECOND) ?? null;
  for (const target of PERCENTILES) {
    const column = columns.first(target);
    const factor = column?.placed.units[0]?.factor ?? (column?.tellsUnits ? 1 : unit);
    draft[target] = column === null || factor === null ? null : column.at(row, factor, MICROSECOND);
  }
  const isRoundTrip = mean?.placed.isRoundTrip ||
    PERCENTILES.some((target) => columns.first(target)?.placed.isRoundTrip);
  const hasLatency = draft.latency_mean_us || PERCENTILES.some((target) => draft[target]);
  if (hasLatency && (isRoundTrip || draft.pattern === "rr")) draft.latency_kind ??= "rtt";
}

const ELSEWHERE: readonly Target[] = [
  "message_bytes",
  "field_size",
  "threads",
  "throughput_gbps",
  "duration_s",
  "bytes",
  "latency_mean_us",
  ...PERCENTILES,
];

/** Every other column that has a place. */
export function fillOthers(draft: DraftRow, columns: ColumnsByTarget, row: number): void {
  const figures: Record<string, string | number | null> = cellsOf(draft);
  for (const column of columns.all) {
    const { target, units: [unit] } = column.placed;
    if (
      ELSEWHERE.includes(target) || COUNTERS.includes(target as Counter) || columns.first(target) !== column
    ) continue;
    figures[target] = column.at(row, unit?.factor ?? 1);
  }
}

/** A count without an end, else those of server and client together. */
export function fillCounters(draft: DraftRow, columns: ColumnsByTarget, row: number): void {
  for (const counter of COUNTERS) {
    const whole = columns.of(counter).filter(({ placed }) => placed.side === null).slice(0, 1);
    const counts = (whole.length > 0 ? whole : columns.of(counter))
      .map((column) => column.at(row, column.placed.units[0]?.factor ?? 1));
    if (counts.length === 0 || counts.includes(null)) continue;
    draft.totals[counter] = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  }
}
