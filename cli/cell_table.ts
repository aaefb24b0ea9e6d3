/** The table of cells that a sweep ends with: medians, their intervals, the spread, the cost (`cli-table3`). */
import Table from "cli-table3";
import { MODES } from "../modes/registry.ts";
import type { ResultRow, SummaryMetric } from "../results/columns.ts";
import type { CellSummary, MetricSummary } from "../results/summary.ts";
import type { CellPrecision } from "../sweep/stop_rule.ts";
import { type WarningId, warningIds } from "../sweep/warnings.ts";
import { halfWidthText } from "./precision_lines.ts";
import { formatSize } from "./values.ts";

/** Warnings that the verdict beside them or the user's own choice of placement say already. */
const TOLD_ELSEWHERE: readonly WarningId[] = ["zero-copy-copied", "unpinned", "oversubscribed"];

/** A column: its heading and its text for a cell. */
type Column = readonly [head: string, text: (cell: CellSummary) => string];

const CELL: readonly Column[] = [
  ["size", ({ key }) => formatSize(key.message_bytes ?? 0)],
  ["thr", ({ key }) => String(key.threads ?? "")],
  ["mode", ({ key }) => key.mode ?? ""],
];

/** For each pattern, what it is about first, with its interval and spread. */
const FIGURES: Readonly<Record<"stream" | "rr", readonly Column[]>> = {
  stream: [
    ["Gbit/s", median("throughput_gbps")],
    ["interval", interval("throughput_gbps")],
    ["spread", spread("throughput_gbps")],
    ["µs/msg", median("latency_mean_us")],
  ],
  rr: [
    ["p50 µs", median("latency_p50_us")],
    ["interval", interval("latency_p50_us")],
    ["spread", spread("latency_p50_us")],
    ["p99 µs", median("latency_p99_us")],
    ["trips/s", median("messages_per_s")],
  ],
};

/**
 * @param unsure cells that did not get as precise as `--until-ci` asked for
 * @param cells as `summarize` gives them
 * @param rows the trials behind them, for what the kernel did with zero-copy
 */
export function cellTable(
  cells: readonly CellSummary[],
  rows: readonly ResultRow[],
  unsure: readonly CellPrecision[] = [],
): string {
  const columns: readonly Column[] = [
    ...CELL,
    ...FIGURES[cells[0]?.key.pattern === "rr" ? "rr" : "stream"],
    ["CPU ns/B", median("cpu_ns_per_byte")],
    ["trials", ({ n, nFailed }) => nFailed === 0 ? String(n) : `${n} (+${nFailed} failed)`],
    ["notes", (cell) => notes(cell, rows, unsure)],
  ];
  const head = columns.map(([name]) => name);
  const table = new Table({ head, style: { head: [], border: [], compact: true } });
  const modes = MODES.map(({ id }) => id);
  const ordered = [...cells].sort((a, b) =>
    (a.key.message_bytes ?? 0) - (b.key.message_bytes ?? 0) || (a.key.threads ?? 0) - (b.key.threads ?? 0) ||
    modes.indexOf(a.key.mode ?? "") - modes.indexOf(b.key.mode ?? "")
  );
  for (const cell of ordered) table.push(columns.map(([, text]) => text(cell)));
  return table.toString();
}

function median(metric: SummaryMetric): Column[1] {
  return textOf(metric, (summary) => digits(summary.median));
}

function interval(metric: SummaryMetric): Column[1] {
  return textOf(
    metric,
    ({ ciLo, ciHi }) => ciLo === null || ciHi === null ? "(under 6)" : `${digits(ciLo)}–${digits(ciHi)}`,
  );
}

function spread(metric: SummaryMetric): Column[1] {
  return textOf(metric, ({ min, max }) => `${digits(min)}–${digits(max)}`);
}

/** Empty where the metric was not measured. */
function textOf(metric: SummaryMetric, text: (summary: MetricSummary) => string): Column[1] {
  return ({ metrics }) => metrics[metric] === null ? "" : text(metrics[metric]);
}

function notes(
  cell: CellSummary,
  rows: readonly ResultRow[],
  unsure: readonly CellPrecision[],
): string {
  const { mode, message_bytes, threads } = cell.key;
  const wide = unsure.filter((other) =>
    other.mode === mode && other.messageBytes === message_bytes && other.threads === threads
  );
  const own = rows.filter((row) =>
    row.mode === cell.key.mode && row.message_bytes === cell.key.message_bytes &&
    row.threads === cell.key.threads
  );
  const verdicts = new Set(own.map((row) => row.effective_copy).filter((verdict) => verdict !== null));
  const warned = Map.groupBy(
    own.flatMap((row) => row.status === "ok" ? warningIds(row.warnings) : []),
    (id) => id,
  );
  const warnings = [...warned].filter(([id]) => !TOLD_ELSEWHERE.includes(id))
    .map(([id, all]) => `${id} ${all.length}×`);
  return [...wide.map((other) => `unsure ${halfWidthText(other)}`), ...verdicts, ...warnings].join(", ");
}

function digits(value: number): string {
  return String(Number(value.toPrecision(3)));
}
