/** The tables of cells that a sweep ends with, one for each figure: what `summary.csv` holds of it (`cli-table3`). */
import Table from "cli-table3";
import type { Cell } from "../../results/cells.ts";
import type { ResultRow } from "../../results/columns.ts";
import {
  CPU_PER_BYTE,
  CYCLES_PER_BYTE,
  type Measure,
  MEDIAN_ROUND_TRIP,
  P99_ROUND_TRIP,
  THROUGHPUT,
  TIME_PER_MESSAGE,
} from "../../results/measures.ts";
import { bytesText } from "../../results/number_text.ts";
import { type MetricSummary, summarizeMetric } from "../../results/summary.ts";
import { type WarningId, warningIds } from "../../results/warnings.ts";
import { type CellPrecision, isCell } from "../../sweep/stop_rule.ts";
import { halfWidthText } from "./precision_lines.ts";

/** Warnings that the verdict beside them or the user's own choice of placement say already. */
const SAID_ELSEWHERE: readonly WarningId[] = ["zero-copy-copied", "unpinned", "oversubscribed"];

/** What each pattern is about, the figure it is run for first. */
const METRICS: Readonly<Record<"stream" | "rr", readonly Measure[]>> = {
  stream: [THROUGHPUT, TIME_PER_MESSAGE, CPU_PER_BYTE, CYCLES_PER_BYTE],
  rr: [MEDIAN_ROUND_TRIP, P99_ROUND_TRIP, THROUGHPUT, CPU_PER_BYTE, CYCLES_PER_BYTE],
};

const CELL_HEAD = ["size", "threads", "mode"];

/** A column of statistics: its heading and its text. */
const STATISTICS: readonly (readonly [head: string, text: (summary: MetricSummary) => string])[] = [
  ["n", ({ n }) => String(n)],
  ["median", (summary) => digits(summary.median)],
  ["mean", (summary) => digits(summary.mean)],
  ["95 % CI", ({ ciLo, ciHi }) => ciLo === null || ciHi === null ? "" : `${digits(ciLo)}–${digits(ciHi)}`],
  ["level", ({ ciLevel }) => ciLevel === null ? "n < 6" : percent(ciLevel)],
  ["cv", ({ cv }) => cv === null ? "" : percent(cv)],
  ["min", (summary) => digits(summary.min)],
  ["max", (summary) => digits(summary.max)],
];

/**
 * One table for each figure that was measured, each under its name; the first tells about the cells as well.
 *
 * @param unsure cells that did not get as precise as `--until-ci` asked for
 */
export function metricTables(cells: readonly Cell[], unsure: readonly CellPrecision[] = []): string {
  const measures = METRICS[cells[0]?.setting.pattern === "rr" ? "rr" : "stream"];
  return measures.flatMap((measure, i) => {
    const measured = cells.filter((cell) => i === 0 || cell.values(measure).length > 0);
    if (i > 0 && measured.length === 0) return [];
    return [metricTable(measure, measured, i === 0 ? (cell) => notes(cell, unsure) : undefined)];
  }).join("\n");
}

function metricTable(measure: Measure, cells: readonly Cell[], notesOf?: (cell: Cell) => string): string {
  const head = [...CELL_HEAD, ...STATISTICS.map(([name]) => name), ...notesOf ? ["notes"] : []];
  const table = new Table({ head, style: { head: [], border: [], compact: true } });
  for (const cell of cells) {
    const summary = summarizeMetric(cell.values(measure));
    table.push([
      bytesText(cell.messageBytes),
      String(cell.threads),
      cell.mode,
      ...STATISTICS.map(([, text]) => summary === null ? "" : text(summary)),
      ...notesOf ? [notesOf(cell)] : [],
    ]);
  }
  return `${measure.axis}\n${table}`;
}

function notes(cell: Cell, unsure: readonly CellPrecision[]): string {
  const { rows, nFailed } = cell;
  const wide = unsure.filter((precision) => isCell(precision, cell));
  const verdicts = new Set(rows.flatMap((row) => row.effective_copy ?? []));
  const warned = Map.groupBy(
    rows.flatMap(({ warnings }: ResultRow) => [...new Set(warningIds(warnings))]),
    (id) => id,
  );
  const warnings = [...warned].filter(([id]) => !SAID_ELSEWHERE.includes(id))
    .map(([id, all]) => `${id} ${all.length}×`);
  const failed = nFailed === 0 ? [] : [`${nFailed} failed`];
  return [
    ...failed,
    ...wide.map((precision) => `unsure ${halfWidthText(precision)}`),
    ...verdicts,
    ...warnings,
  ]
    .join(", ");
}

function digits(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
