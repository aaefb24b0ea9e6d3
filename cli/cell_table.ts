/** The table of cells that a sweep ends with: medians, their intervals, the spread, the cost (`cli-table3`). */
import Table from "cli-table3";
import type { ResultRow } from "../results/columns.ts";
import type { CellSummary, MetricSummary } from "../results/summary.ts";
import { formatSize } from "./values.ts";

const HEAD = ["size", "thr", "mode", "Gbit/s", "interval", "spread", "µs/msg", "CPU ns/B", "trials", "notes"];

/**
 * @param cells as `summarize` gives them
 * @param rows the trials behind them, for what the kernel did with zero-copy
 */
export function cellTable(cells: readonly CellSummary[], rows: readonly ResultRow[]): string {
  const table = new Table({ head: HEAD, style: { head: [], border: [], compact: true } });
  const ordered = [...cells].sort((a, b) =>
    (a.key.message_bytes ?? 0) - (b.key.message_bytes ?? 0) || (a.key.threads ?? 0) - (b.key.threads ?? 0)
  );
  for (const cell of ordered) {
    const { throughput_gbps: rate, latency_mean_us: latency, cpu_ns_per_byte: cpu } = cell.metrics;
    table.push([
      formatSize(cell.key.message_bytes ?? 0),
      cell.key.threads ?? "",
      cell.key.mode ?? "",
      rate === null ? "" : digits(rate.median),
      intervalText(rate),
      rate === null ? "" : `${digits(rate.min)}–${digits(rate.max)}`,
      latency === null ? "" : digits(latency.median),
      cpu === null ? "" : digits(cpu.median),
      cell.nFailed === 0 ? String(cell.n) : `${cell.n} (+${cell.nFailed} failed)`,
      notes(cell, rows),
    ]);
  }
  return table.toString();
}

function intervalText(metric: MetricSummary | null): string {
  if (metric === null) return "";
  const { ciLo, ciHi } = metric;
  return ciLo === null || ciHi === null ? "(under 6)" : `${digits(ciLo)}–${digits(ciHi)}`;
}

function notes(cell: CellSummary, rows: readonly ResultRow[]): string {
  const own = rows.filter((row) =>
    row.mode === cell.key.mode && row.message_bytes === cell.key.message_bytes &&
    row.threads === cell.key.threads
  );
  const verdicts = new Set(own.map((row) => row.effective_copy).filter((verdict) => verdict !== null));
  return [...verdicts].join(", ");
}

function digits(value: number): string {
  return String(Number(value.toPrecision(3)));
}
