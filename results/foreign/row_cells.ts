/** Fills rows from the columns of their table: words, latencies, counts, and what else netio has a column for. */
import type { NumericColumn, ResultRow } from "../columns.ts";
import type { Target } from "./column_names.ts";
import { type Counter, COUNTERS } from "../counters.ts";
import { bareName } from "./header_name.ts";
import type { ForeignTable } from "../table/row_view.ts";
import { isNotMeasured, saysFailed } from "./numbers.ts";
import { patternName } from "./row_kinds.ts";
import { byPreference } from "./placed_columns.ts";
import type { FigureColumn, TableData } from "./table_data.ts";

/**
 * The figure columns of a table by what they fill. Several may fill one target: those whose unit is given come first, then
 * those of the receiver.
 */
export class ColumnsByTarget {
  readonly all: readonly FigureColumn[];
  readonly #byTarget: Map<Target, readonly FigureColumn[]>;

  constructor(figures: readonly FigureColumn[]) {
    this.all = figures;
    const told = ({ placed, tellsUnits }: FigureColumn) => placed.units.length === 1 || tellsUnits ? 0 : 1;
    const preferred = figures.toSorted((a, b) => told(a) - told(b) || byPreference(a.placed, b.placed));
    this.#byTarget = Map.groupBy(preferred, ({ placed }) => placed.target);
  }

  of(target: Target): readonly FigureColumn[] {
    return this.#byTarget.get(target) ?? [];
  }

  first(target: Target): FigureColumn | null {
    return this.of(target)[0] ?? null;
  }

  /** Makes `column` the source of its target. */
  choose(column: FigureColumn): void {
    const { target } = column.placed;
    this.#byTarget.set(target, [column, ...this.of(target).filter((other) => other !== column)]);
  }

  /** Takes `column` out of the sources of its target. */
  drop(column: FigureColumn): void {
    const { target } = column.placed;
    this.#byTarget.set(target, this.of(target).filter((other) => other !== column));
  }

  /** Columns whose target is filled from others; the counts of two ends are added up. */
  spare(): readonly FigureColumn[] {
    return this.all.filter((column) =>
      this.first(column.placed.target) !== column && column.placed.dimension !== "count"
    );
  }
}

const MICROSECOND = 1e-6;

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

/** Words as they are; how a run ended as `ok` or `failed`, which a number says where a column's name is not netio's. */
export function fillWords(
  { rows }: ForeignTable,
  { columns }: TableData,
  settings: TableData["columns"]["words"],
): void {
  for (const word of columns.words) {
    const { placed, column } = word, { target } = placed;
    if (target === "repeat") continue;
    if (SETTINGS.some((setting) => setting === target) && !settings.includes(word)) continue;
    const isExitCode = target === "status" && bareName(placed.name) !== "status";
    const values = new Map(
      column.words.map((text) => [text, isExitCode ? endOf(text) : valueOf(target, text)]),
    );
    rows.forEach((draft, row) => {
      const value = values.get(column.at(row));
      if (value !== undefined) cellsOf(draft)[target] = value;
    });
  }
}

/** How a run ended whose exit code is this. */
function endOf(text: string): ReturnType<typeof valueOf> {
  return /^-?\d+$/.test(text) ? Number(text) === 0 ? "ok" : "failed" : valueOf("status", text);
}

/** What a word means in a column; `undefined` where it says nothing. */
function valueOf(target: Target, text: string): string | number | null | undefined {
  if (text === "" || isNotMeasured(text)) return undefined;
  if (target === "status") return saysFailed(text) ? "failed" : "ok";
  if (target === "trial" || target === "block") return /^\d{1,9}$/.test(text) ? Number(text) : null;
  return target === "pattern" ? patternName(text) : text;
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
  table: ForeignTable,
  columns: ColumnsByTarget,
  unit: number | null,
): void {
  const mean = columns.first("latency_mean_us");
  fill(table, "latency_mean_us", mean, unit, MICROSECOND);
  for (const target of PERCENTILES) {
    const column = columns.first(target);
    const factor = column?.placed.units[0]?.factor ?? (column?.tellsUnits ? 1 : unit);
    fill(table, target, column, factor, MICROSECOND);
  }
  const isRoundTrip = mean?.placed.isRoundTrip ||
    PERCENTILES.some((target) => columns.first(target)?.placed.isRoundTrip);
  for (const draft of table.rows) {
    const hasLatency = draft.latency_mean_us || PERCENTILES.some((target) => draft[target]);
    if (hasLatency && (isRoundTrip || draft.pattern === "rr")) draft.latency_kind ??= "rtt";
  }
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
export function fillOthers(table: ForeignTable, columns: ColumnsByTarget): void {
  for (const column of columns.all) {
    const { target, units: [unit] } = column.placed;
    if (
      ELSEWHERE.includes(target) || COUNTERS.includes(target as Counter) || columns.first(target) !== column
    ) continue;
    fill(table, target as NumericColumn, column, unit?.factor ?? 1);
  }
}

/** A count without an end, else those of server and client together. */
export function fillCounters(table: ForeignTable, columns: ColumnsByTarget): void {
  for (const counter of COUNTERS) {
    const whole = columns.of(counter).filter(({ placed }) => placed.side === null).slice(0, 1);
    const counted = (whole.length > 0 ? whole : columns.of(counter))
      .map((column) => ({ column, factor: column.placed.units[0]?.factor ?? 1 }));
    if (counted.length === 0) continue;
    if (counted.length === 1) {
      fill(table, counter, counted[0]!.column, counted[0]!.factor);
      continue;
    }
    const totals = table.numbers(counter);
    for (let row = 0; row < table.rows.length; row++) {
      let sum = 0;
      for (const { column, factor } of counted) sum += column.at(row, factor) ?? NaN;
      if (!Number.isNaN(sum)) totals.set(row, sum);
    }
  }
}

/** Cells without a unit of their own are in units of `factor`, which is `null` where nothing tells it. */
export function fill(
  table: ForeignTable,
  target: NumericColumn | Counter,
  column: FigureColumn | null,
  factor: number | null,
  base?: number,
): void {
  if (column === null || factor === null) return;
  const same = column.inUnit(factor, base);
  if (same !== null) return table.take(target, same);
  const numbers = table.numbers(target);
  for (let row = 0; row < table.rows.length; row++) numbers.set(row, column.at(row, factor, base));
}

function cellsOf(row: ResultRow): Record<string, string | number | null> {
  return row;
}
