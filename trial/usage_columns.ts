/**
 * From the threads' reports to the columns of a row: sums per end, costs per byte, and what limits them.
 *
 * A sum over threads exists only when every thread has the figure: a part is not an estimate of the whole.
 */
import type { ResultRow } from "../results/columns.ts";
import type { CountersScope } from "../perf/counter_set.ts";
import { EVENT_NAMES, type EventName } from "../perf/events.ts";
import type { ThreadReport } from "../perf/probe.ts";
import { distinctFacts, type NotMeasured } from "../results/not_measured.ts";

/** One thread's costs and the bytes of its own window: sent by a sender, received by a receiver. */
export interface EndUsage {
  readonly report: ThreadReport;
  readonly bytes: number;
}

export interface UsageColumns {
  readonly columns: ReturnType<typeof columnsOf>;
  /** What limits this row; belongs in its `warnings`. */
  readonly warnings: string[];
  /** Counters that are missing or partial, each fact once: they are the same for every row of a sweep. */
  readonly notMeasured: NotMeasured[];
}

/** Below this share of the window a scaled count is too much of a guess. */
const LEAST_RUNNING_PCT = 50;

/**
 * The usage columns of one trial.
 *
 * @param tx the sender threads; a whole end may be empty where it could not be asked
 * @param rx the receiver threads
 */
export function usageColumns(tx: readonly EndUsage[], rx: readonly EndUsage[]): UsageColumns {
  const all = [...tx, ...rx].map((usage) => usage.report);
  const columns = columnsOf(tx, rx, commonScope(all), least(all.map((report) => report.counters.runningPct)));
  const notMeasured = distinctFacts(
    all.flatMap(({ counters, taskClock }) => [...counters.notCounted, ...taskClock?.notCounted ?? []]),
  );
  return { columns, warnings: runningWarning(columns.counters_running_pct), notMeasured };
}

/** All of them, with `null` for what was not measured. */
function columnsOf(
  tx: readonly EndUsage[],
  rx: readonly EndUsage[],
  scope: CountersScope,
  runningPct: number | null,
) {
  const cpuNs = (report: ThreadReport) => report.cpuNs;
  const cycles = (report: ThreadReport) => report.counters.values.cycles;
  const taskClockNs = (report: ThreadReport) => report.taskClock?.values.task_clock_ns ?? null;
  const segments = sumOf(tx, (report) => report.tcpInfo.dataSegsOut);
  const bytesSent = sumOf(tx, (report) => report.tcpInfo.bytesSent);
  return {
    ...eventColumns("tx", tx),
    ...eventColumns("rx", rx),
    tx_cpu_s: seconds(sumOf(tx, cpuNs)),
    rx_cpu_s: seconds(sumOf(rx, cpuNs)),
    tx_pacing_cpu_s: seconds(sumOf(tx, (report) => report.pacingCpuNs)),
    tx_task_clock_s: seconds(sumOf(tx, taskClockNs)),
    rx_task_clock_s: seconds(sumOf(rx, taskClockNs)),
    tx_context_switches: sumOf(tx, (report) => report.contextSwitches),
    rx_context_switches: sumOf(rx, (report) => report.contextSwitches),
    tx_page_faults: sumOf(tx, (report) => report.pageFaults),
    rx_page_faults: sumOf(rx, (report) => report.pageFaults),
    cpu_ns_per_byte: addedPerByte(tx, rx, cpuNs),
    cycles_per_byte: scope === "user+kernel" ? addedPerByte(tx, rx, cycles) : null,
    counters_scope: scope,
    counters_running_pct: runningPct,
    segments_out: segments,
    bytes_per_segment: bytesSent === null || !segments ? null : bytesSent / segments,
    retransmits: sumOf(tx, (report) => report.tcpInfo.totalRetrans),
    spurious_retransmits: sumOf(tx, (report) => report.tcpInfo.dsackDups),
    rwnd_limited_pct: rwndLimitedPct(tx),
  } satisfies Partial<ResultRow>;
}

/** Over all senders: of the time in which there was data to send, what the receivers' windows held back. */
function rwndLimitedPct(tx: readonly EndUsage[]): number | null {
  const busy = sumOf(tx, (report) => report.tcpInfo.busyUs);
  const limited = sumOf(tx, (report) => report.tcpInfo.rwndLimitedUs);
  return limited === null || !busy ? null : 100 * limited / busy;
}

function runningWarning(runningPct: number | null): string[] {
  if (runningPct === null || runningPct >= LEAST_RUNNING_PCT) return [];
  return [`a counter ran for only ${runningPct.toFixed(0)} % of the window, its value is scaled`];
}

function eventColumns<E extends "tx" | "rx">(end: E, threads: readonly EndUsage[]) {
  return Object.fromEntries(EVENT_NAMES.map((name) => [
    `${end}_${name}`,
    sumOf(threads, ({ counters }) => counters.values[name]),
  ])) as Record<`${E}_${EventName}`, number | null>;
}

/** The scope that all threads with counters share: the kernel's part is in only when it is in everywhere. */
function commonScope(reports: readonly ThreadReport[]): CountersScope {
  const counted = reports.filter(({ counters }) =>
    Object.values(counters.values).some((value) => value !== null)
  );
  const scopes = new Set(counted.map((report) => report.counters.scope));
  scopes.delete("none");
  if (scopes.size === 0) return "none";
  return scopes.has("user") ? "user" : "user+kernel";
}

function sumOf(end: readonly EndUsage[], figure: (report: ThreadReport) => number | null): number | null {
  if (end.length === 0) return null;
  let sum = 0;
  for (const { report } of end) {
    const value = figure(report);
    if (value === null) return null;
    sum += value;
  }
  return sum;
}

/** Each end's figure over its own window's bytes, then added: the windows are not the same, so the bytes aren't. */
function addedPerByte(
  tx: readonly EndUsage[],
  rx: readonly EndUsage[],
  figure: (report: ThreadReport) => number | null,
): number | null {
  const [txPerByte, rxPerByte] = [perByte(tx, figure), perByte(rx, figure)];
  return txPerByte === null || rxPerByte === null ? null : txPerByte + rxPerByte;
}

function perByte(
  end: readonly EndUsage[],
  figure: (report: ThreadReport) => number | null,
): number | null {
  const sum = sumOf(end, figure);
  const bytes = end.reduce((total, usage) => total + usage.bytes, 0);
  return sum === null || bytes <= 0 ? null : sum / bytes;
}

function least(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.min(...known);
}

function seconds(ns: number | null): number | null {
  return ns === null ? null : ns / 1e9;
}
