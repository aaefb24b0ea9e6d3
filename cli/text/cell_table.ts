/** The tables of cells that a sweep ends with, one for each figure: what `summary.csv` holds of it (`cli-table3`). */
import Table from "cli-table3";
import { METRIC_LABELS } from "../../report/summary_tables.ts";
import { bytesText } from "../../results/number_text.ts";
import type { ResultRow, SummaryMetric } from "../../results/columns.ts";
import { orderModes } from "../../results/mode_catalogue.ts";
import type { CellSummary, MetricSummary } from "../../results/summary.ts";
import { type CellPrecision, isCell } from "../../sweep/stop_rule.ts";
import { type WarningId, warningIds } from "../../results/warnings.ts";
import { halfWidthText } from "./precision_lines.ts";

/** Warnings that the verdict beside them or the user's own choice of placement say already. */
const TOLD_ELSEWHERE: readonly WarningId[] = ["zero-copy-copied", "unpinned", "oversubscribed"];

/** What each pattern is about, the figure it is run for first. */
const METRICS: Readonly<Record<"stream" | "rr", readonly SummaryMetric[]>> = {
  stream: ["throughput_gbps", "latency_mean_us", "cpu_ns_per_byte", "cycles_per_byte"],
  rr: ["latency_p50_us", "latency_p99_us", "throughput_gbps", "cpu_ns_per_byte", "cycles_per_byte"],
};

const CELL_HEAD = ["size", "thr", "mode"];

/** A column of statistics: its heading and its text. */
const STATISTICS: readonly (readonly [head: string, text: (summary: MetricSummary) => string])[] = [
  ["n", ({ n }) => String(n)],
  ["median", (summary) => digits(summary.median)],
  ["mean", (summary) => digits(summary.mean)],
  ["interval", ({ ciLo, ciHi }) => ciLo === null || ciHi === null ? "" : `${digits(ciLo)}–${digits(ciHi)}`],
  ["level", ({ ciLevel }) => ciLevel === null ? "n < 6" : percent(ciLevel)],
  ["cv", ({ cv }) => cv === null ? "" : percent(cv)],
  ["min", (summary) => digits(summary.min)],
  ["max", (summary) => digits(summary.max)],
];

/**
 * One table for each figure that was measured, each under its name; the first tells about the cells as well.
 *
 * @param cells as `summarize` gives them
 * @param rows the trials behind them, for what the kernel did with zero-copy
 * @param unsure cells that did not get as precise as `--until-ci` asked for
 */
export function cellTables(
  cells: readonly CellSummary[],
  rows: readonly ResultRow[],
  unsure: readonly CellPrecision[] = [],
): string {
  const modes = orderModes(cells.map(({ key }) => key.mode ?? ""));
  const ordered = cells.toSorted(({ key: a }, { key: b }) =>
    (a.message_bytes ?? 0) - (b.message_bytes ?? 0) || (a.threads ?? 0) - (b.threads ?? 0) ||
    modes.indexOf(a.mode ?? "") - modes.indexOf(b.mode ?? "")
  );
  const metrics = METRICS[cells[0]?.key.pattern === "rr" ? "rr" : "stream"];
  const shown = metrics.filter((metric, i) => i === 0 || cells.some((cell) => cell.metrics[metric] !== null));
  return shown.map((metric, i) =>
    i === 0
      ? metricTable(metric, ordered, (cell) => notes(cell, rows, unsure))
      : metricTable(metric, ordered.filter((cell) => cell.metrics[metric] !== null))
  ).join("\n");
}

function metricTable(
  metric: SummaryMetric,
  cells: readonly CellSummary[],
  notesOf?: (cell: CellSummary) => string,
): string {
  const head = [...CELL_HEAD, ...STATISTICS.map(([name]) => name), ...notesOf ? ["notes"] : []];
  const table = new Table({ head, style: { head: [], border: [], compact: true } });
  for (const cell of cells) {
    const { message_bytes, threads, mode } = cell.key;
    const summary = cell.metrics[metric];
    table.push([
      bytesText(message_bytes ?? 0),
      String(threads ?? ""),
      mode ?? "",
      ...STATISTICS.map(([, text]) => summary === null ? "" : text(summary)),
      ...notesOf ? [notesOf(cell)] : [],
    ]);
  }
  return `${METRIC_LABELS[metric]}\n${table}`;
}

function notes(
  { key, nFailed }: CellSummary,
  rows: readonly ResultRow[],
  unsure: readonly CellPrecision[],
): string {
  const wide = unsure.filter((cell) => isCell(cell, key));
  const own = rows.filter((row) =>
    row.mode === key.mode && row.message_bytes === key.message_bytes && row.threads === key.threads
  );
  const verdicts = new Set(own.map((row) => row.effective_copy).filter((verdict) => verdict !== null));
  const warned = Map.groupBy(
    own.flatMap((row) => row.status === "ok" ? [...new Set(warningIds(row.warnings))] : []),
    (id) => id,
  );
  const warnings = [...warned].filter(([id]) => !TOLD_ELSEWHERE.includes(id))
    .map(([id, all]) => `${id} ${all.length}×`);
  const failed = nFailed === 0 ? [] : [`${nFailed} failed`];
  return [...failed, ...wide.map((cell) => `unsure ${halfWidthText(cell)}`), ...verdicts, ...warnings].join(
    ", ",
  );
}

function digits(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
