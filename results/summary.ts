/** One row per cell: the repeats of a mode, size and thread count, summarised (`summary.csv`). */
import { max, mean, median, min, sampleStandardDeviation } from "simple-statistics";
import { medianInterval } from "../stats/median_interval.ts";
import type { Cell } from "./cells.ts";
import { csvField, csvText } from "./csv.ts";
import { CELL_KEY, type ResultRow, SUMMARY_METRICS, type SummaryMetric } from "./columns.ts";

/** What a cell's trials say of one metric. */
export interface MetricSummary {
  /** Trials in which it was measured. */
  readonly n: number;
  readonly median: number;
  readonly mean: number;
  /** The exact interval of the median and the level it achieves; `null` below six trials. */
  readonly ciLo: number | null;
  readonly ciHi: number | null;
  readonly ciLevel: number | null;
  /** Sample standard deviation / mean; `null` for a single trial. */
  readonly cv: number | null;
  readonly min: number;
  readonly max: number;
}

interface CellSummary {
  readonly key: Pick<ResultRow, typeof CELL_KEY[number]>;
  /** Valid trials. */
  readonly n: number;
  readonly nFailed: number;
  /** `null` where no trial of the cell measured the metric. */
  readonly metrics: Readonly<Record<SummaryMetric, MetricSummary | null>>;
}

/** What `summary.csv` says of each cell, in the order of the cells. */
export function summarize(cells: readonly Cell[]): CellSummary[] {
  return cells.map(({ setting, mode, messageBytes, threads, rows, nFailed }) => ({
    key: { mode, ...setting, message_bytes: messageBytes, threads },
    n: rows.length,
    nFailed,
    metrics: Object.fromEntries(
      SUMMARY_METRICS.map((metric) => [metric, summarizeMetric(rows.map((row) => row[metric]))]),
    ) as CellSummary["metrics"],
  }));
}

/** The summary of the values that were measured; `null` without any. */
export function summarizeMetric(measured: readonly (number | null)[]): MetricSummary | null {
  const values = measured.filter((value) => value !== null);
  if (values.length === 0) return null;
  const interval = medianInterval(values);
  const average = mean(values);
  return {
    n: values.length,
    median: median(values),
    mean: average,
    ciLo: interval?.lo ?? null,
    ciHi: interval?.hi ?? null,
    ciLevel: interval?.level ?? null,
    cv: values.length > 1 && average !== 0 ? sampleStandardDeviation(values) / average : null,
    min: min(values),
    max: max(values),
  };
}

const STATISTICS = [
  ["median", "median"],
  ["mean", "mean"],
  ["ci_lo", "ciLo"],
  ["ci_hi", "ciHi"],
  ["ci_level", "ciLevel"],
  ["cv", "cv"],
  ["min", "min"],
  ["max", "max"],
] as const satisfies readonly (readonly [suffix: string, field: keyof MetricSummary])[];

/** What `--until-ci` came to for a cell; `null` where it was not asked for. */
type PrecisionVerdict = "reached" | "missed" | null;

/** The text of `summary.csv`; empty = not measured. */
export function summaryCsv(
  cells: readonly Cell[],
  untilCi: (cell: Cell) => PrecisionVerdict = () => null,
): string {
  const statistics = SUMMARY_METRICS.flatMap((metric) => STATISTICS.map(([suffix]) => `${metric}_${suffix}`));
  const header = [...CELL_KEY, "n", "n_failed", ...statistics, "until_ci"];
  const records = summarize(cells).map(({ key, n, nFailed, metrics }, i) => [
    ...CELL_KEY.map((column) => csvField(key[column])),
    n,
    nFailed,
    ...SUMMARY_METRICS.flatMap((metric) =>
      STATISTICS.map(([, field]) => csvField(metrics[metric]?.[field] ?? null))
    ),
    untilCi(cells[i]!),
  ]);
  return csvText([header, ...records]);
}
