/** The measured values as tables: medians per cell, counters, and what became of zero-copy sends. */
import { median } from "simple-statistics";
import { bytesText, numberText } from "../results/number_text.ts";
import { type ResultCell, type ResultSet, resultSets } from "../results/cells.ts";
import type { ResultRow, SummaryMetric } from "../results/columns.ts";
import { type Counter, counterPerMib, COUNTERS, counterTotal } from "../results/counters.ts";
import type { CellSummary, MetricSummary } from "../results/summary.ts";
import { numberColumn, type Table, textColumn } from "./document.ts";
import { asksForZeroCopy, orderModes } from "../results/mode_catalogue.ts";

/** What people call the summarised figures, with their units. */
export const METRIC_LABELS: Readonly<Record<SummaryMetric, string>> = {
  throughput_gbps: "Throughput (Gbit/s)",
  messages_per_s: "Messages per second",
  latency_mean_us: "Mean latency (µs)",
  latency_p50_us: "Median round trip (µs)",
  latency_p99_us: "99th percentile of round trips (µs)",
  cpu_ns_per_byte: "CPU time (ns/byte)",
  cycles_per_byte: "CPU cycles/byte",
};

/** One row per cell: the median of every metric that was measured, with its interval. */
export function summaryTable(summaries: readonly CellSummary[]): Table {
  const metrics = (Object.keys(METRIC_LABELS) as SummaryMetric[])
    .filter((metric) => summaries.some((cell) => cell.metrics[metric] !== null));
  const settings = (["rx", "pattern", "topology"] as const)
    .filter((column) => new Set(summaries.map(({ key }) => key[column])).size > 1);
  const failed = summaries.some((cell) => cell.nFailed > 0);
  return {
    caption: "Medians of the trials, with the interval of the median where there are six or more",
    headers: 3 + settings.length,
    columns: [
      textColumn("Mode"),
      numberColumn("Message size"),
      numberColumn("Threads"),
      ...settings.map(textColumn),
      numberColumn("Trials"),
      ...(failed ? [numberColumn("Not counted")] : []),
      ...metrics.map((metric) => numberColumn(METRIC_LABELS[metric])),
    ],
    rows: ordered(summaries).map(({ key, n, nFailed, metrics: values }) => [
      key.mode ?? "",
      key.message_bytes === null ? "" : bytesText(key.message_bytes),
      String(key.threads ?? ""),
      ...settings.map((column) => key[column] ?? ""),
      String(n),
      ...(failed ? [String(nFailed)] : []),
      ...metrics.map((metric) => metricText(values[metric])),
    ]),
  };
}

/** By mode, in the order of legends, then by size and threads. */
function ordered(summaries: readonly CellSummary[]): CellSummary[] {
  const modes = orderModes(summaries.map(({ key }) => key.mode ?? ""));
  return summaries.toSorted(({ key: a }, { key: b }) =>
    modes.indexOf(a.mode ?? "") - modes.indexOf(b.mode ?? "") ||
    (a.message_bytes ?? 0) - (b.message_bytes ?? 0) || (a.threads ?? 0) - (b.threads ?? 0)
  );
}

function metricText(metric: MetricSummary | null): string {
  if (metric === null) return "";
  const { median: middle, ciLo, ciHi } = metric;
  return ciLo === null || ciHi === null
    ? numberText(middle)
    : `${numberText(middle)} (${numberText(ciLo)} to ${numberText(ciHi)})`;
}

interface Quantity {
  readonly label: string;
  readonly of: (row: ResultRow) => number | null;
}

const COUNTER_LABELS: Readonly<Record<Counter, string>> = {
  cycles: "Cycles",
  instructions: "Instructions",
  l1d_load_misses: "L1d load misses",
  llc_load_misses: "LLC load misses",
  llc_store_misses: "LLC store misses",
  cache_misses: "cache-misses event",
  branches: "Branches",
  branch_misses: "Branch misses",
  context_switches: "Context switches",
  page_faults: "Page faults",
};

const SEGMENTS: readonly Quantity[] = [
  { label: "Bytes per segment", of: (row) => row.bytes_per_segment },
  { label: "Retransmits", of: (row) => row.retransmits },
];

/** One row per cell: medians of both ends' counters, per MiB where the bytes are known, and of TCP's own counts. */
export function counterTables(rows: readonly ResultRow[]): Table[] {
  const perMib = COUNTERS.map((counter): Quantity => ({
    label: `${COUNTER_LABELS[counter]}/MiB`,
    of: (row) => counterPerMib(row, counter),
  }));
  const perRun = COUNTERS.map((counter): Quantity => ({
    label: `${COUNTER_LABELS[counter]} per run`,
    of: (row) => row.bytes === null ? counterTotal(row, counter) : null,
  }));
  return resultSets(rows).map((set) =>
    quantityTable(`Counters of sender and receiver together, medians${setupText(set)}`, set, set.cells, [
      ...perMib,
      ...perRun,
      ...SEGMENTS,
    ])
  );
}

const ZERO_COPY: readonly Quantity[] = [
  { label: "Zero-copy sends", of: (row) => row.zc_sends },
  { label: "Completions", of: (row) => row.zc_completions },
  { label: "Copied after all", of: (row) => row.zc_copied },
  { label: "Plain sends after ENOBUFS", of: (row) => row.zc_fallbacks },
  { label: "Drain (ms)", of: (row) => row.zc_drain_ms },
  { label: "Send to completion, median (µs)", of: (row) => row.zc_completion_p50_us },
];

/** One row per cell of a mode that asks for zero-copy: what the kernel did, medians over the trials. */
export function zeroCopyTables(rows: readonly ResultRow[]): Table[] {
  return resultSets(rows).map((set) =>
    quantityTable(
      `What became of zero-copy sends, medians${setupText(set)}`,
      set,
      set.cells.filter((cell) => asksForZeroCopy(cell.mode)),
      ZERO_COPY,
    )
  );
}

/** Columns that no cell has are left out; without any there are no rows. */
function quantityTable(
  caption: string,
  set: ResultSet,
  cells: readonly ResultCell[],
  quantities: readonly Quantity[],
): Table {
  const measured = quantities.filter(({ of }) =>
    cells.some((cell) => cell.rows.some((row) => of(row) !== null))
  );
  const byMode = set.modes.flatMap((mode) =>
    cells.filter((cell) => cell.mode === mode)
      .toSorted((a, b) => a.messageBytes - b.messageBytes || a.threads - b.threads)
  );
  return {
    caption,
    headers: 3,
    columns: [
      textColumn("Mode"),
      numberColumn("Message size"),
      numberColumn("Threads"),
      ...measured.map(({ label }) => numberColumn(label)),
    ],
    rows: measured.length === 0 ? [] : byMode.map((cell) => [
      cell.mode,
      bytesText(cell.messageBytes),
      String(cell.threads),
      ...measured.map(({ of }) => medianText(cell, of)),
    ]),
  };
}

function medianText(cell: ResultCell, of: Quantity["of"]): string {
  const values = cell.rows.map(of).filter((value) => value !== null);
  return values.length === 0 ? "" : numberText(median(values));
}

function setupText({ setup }: ResultSet): string {
  return setup === "" ? "" : ` (${setup})`;
}
