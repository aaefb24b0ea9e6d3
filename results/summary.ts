/** One row per cell: the repeats of a mode, size and thread count, summarised (`summary.csv`). */
import { stringify } from "@std/csv";
import { max, mean, median, min, sampleStandardDeviation } from "simple-statistics";
import { medianInterval } from "../stats/median_interval.ts";
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

export type CellKey = Pick<ResultRow, typeof CELL_KEY[number]>;

export interface CellSummary {
  readonly key: CellKey;
  /** Valid trials. */
  readonly n: number;
  /** Trials that failed or ran in integrity mode, whose timings do not count. */
  readonly nFailed: number;
  /** `null` where no trial of the cell measured the metric. */
  readonly metrics: Readonly<Record<SummaryMetric, MetricSummary | null>>;
}

/** Whether a row's timings count: the trial ended well and did not run in integrity mode. */
export function isValidTrial(row: ResultRow): boolean {
  return row.status !== "failed" && row.verify !== "on";
}

/** The cells of `rows`, in the order in which they first occur. */
export function summarize(rows: readonly ResultRow[]): CellSummary[] {
  const cells = Map.groupBy(rows, (row) => JSON.stringify(CELL_KEY.map((column) => row[column])));
  return [...cells.values()].map((cellRows) => {
    const valid = cellRows.filter(isValidTrial);
    const [first] = cellRows as [ResultRow];
    return {
      key: Object.fromEntries(CELL_KEY.map((column) => [column, first[column]])) as CellKey,
      n: valid.length,
      nFailed: cellRows.filter(({ status }) => status === "failed").length,
      metrics: Object.fromEntries(
        SUMMARY_METRICS.map((metric) => [metric, summarizeMetric(valid.map((row) => row[metric]))]),
      ) as CellSummary["metrics"],
    };
  });
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

type Field = string | number | null;

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

/** The columns of `summary.csv` that follow from the trials: header and values in one table. */
const SUMMARY_COLUMNS: readonly (readonly [name: string, value: (cell: CellSummary) => Field])[] = [
  ...CELL_KEY.map((column) => [column, (cell: CellSummary) => cell.key[column]] as const),
  ["n", (cell) => cell.n],
  ["n_failed", (cell) => cell.nFailed],
  ...SUMMARY_METRICS.flatMap((metric) =>
    STATISTICS.map(([suffix, field]) =>
      [`${metric}_${suffix}`, (cell: CellSummary) => cell.metrics[metric]?.[field] ?? null] as const
    )
  ),
];

/** The text of `summary.csv`; empty = not measured. */
export function summaryCsv(
  cells: readonly CellSummary[],
  untilCi: (key: CellKey) => PrecisionVerdict = () => null,
): string {
  const header = [...SUMMARY_COLUMNS.map(([name]) => name), "until_ci"];
  const records = cells.map((cell) => [
    ...SUMMARY_COLUMNS.map(([, value]) => formatField(value(cell))),
    untilCi(cell.key) ?? "",
  ]);
  return stringify([header, ...records], { headers: false });
}

function formatField(field: Field): string {
  if (typeof field !== "number" || Number.isInteger(field)) return String(field ?? "");
  return String(Number(field.toPrecision(9)));
}
