/** A trial's result as a row of `trials.csv`, by the definitions of the columns. */
import { spacedMessageBytes } from "../modes/payload.ts";
import { modeById } from "../modes/registry.ts";
import { type UsageColumns, usageColumns } from "../trial/usage_columns.ts";
import { effectiveCopy } from "../modes/verdict.ts";
import { asWritten } from "../results/csv.ts";
import type { NotMeasured } from "../results/not_measured.ts";
import { emptyRow, type ResultRow, SCHEMA_VERSION } from "../results/columns.ts";
import { latencyDistribution, type LatencySummary } from "../stats/latency_histogram.ts";
import { copiedWarning } from "../trial/copied_warning.ts";
import type { MovedCpus } from "../trial/moved_cpus.ts";
import type { SocketSettings } from "../net/socket_options.ts";
import { type End, type EndReport, messageCountOf } from "../trial/job.ts";
import type { PlannedTrial } from "./plan.ts";
import type { SideResult } from "../trial/side.ts";
import type { TrialResult } from "../trial/trial.ts";
import type { TrialSpec } from "../trial/trial_spec.ts";
import { warning } from "../results/warnings.ts";
import { hostWarnings, transferWarnings, windowWarnings } from "../trial/warnings.ts";

type Measured = Extract<TrialResult, { status: "ok" }>;

/** What a row says about its trial before anything is measured. */
export interface RowContext {
  readonly runId: string;
  readonly planned: Pick<PlannedTrial, "trial" | "block">;
  readonly spec: TrialSpec;
  readonly startedUtc: string;
  /** What earlier trials say about the CPUs of the first connection. */
  readonly movedCpus: MovedCpus;
}

/** A row and what does not fit into it. */
export interface TrialRecord {
  readonly row: ResultRow;
  /** What could not be measured: the same for all rows of a sweep, so it is told once. */
  readonly notMeasured: readonly NotMeasured[];
  /** The encoded histogram of all connections' round trips; `null` where none were timed. */
  readonly roundTrips: string | null;
}

/** The row of a finished or failed trial; `null` for one that was stopped. */
export function rowOf(context: RowContext, result: TrialResult): TrialRecord | null {
  if (result.status === "stopped") return null;
  const row = { ...emptyRow(), ...identity(context) };
  if (result.status === "failed") {
    return { row: { ...row, status: "failed", warnings: result.reason }, notMeasured: [], roundTrips: null };
  }
  const { tx, rx } = result;
  const usage = usageColumns(tx.map(usageOf), rx.map(usageOf));
  const rates = throughput(context.spec, rx);
  const roundTrips = latencyDistribution(rx.map(({ latencies }) => latencies.roundTrips));
  const latency = latencyColumns(context.spec, rates, roundTrips);
  const sent = { ...sendCallColumns(tx), ...zeroCopyColumns(tx) };
  const measured = {
    ...row,
    status: "ok",
    ...rates,
    ...latency,
    ...sent,
    ...socketColumns(result),
    ...hostColumns(result.sides),
    core_to_core_ns: result.coreToCoreNs,
    edge_cost_pct: edgeCostPct([...tx, ...rx]),
    ...usage.columns,
  };
  return {
    row: asWritten({
      ...measured,
      warnings: warningsOf(context, result, measured, usage).join("; ") || null,
    }),
    notMeasured: usage.notMeasured,
    roundTrips: roundTrips?.encoded ?? null,
  };
}

function usageOf({ usage, bytes }: EndReport) {
  return { report: usage, bytes };
}

function warningsOf(
  { spec, movedCpus }: RowContext,
  { tx, rx, sides, placement, coreToCoreNs }: Measured,
  row: ResultRow,
  usage: UsageColumns,
): string[] {
  const { messages, zc_completions, zc_copied, zc_fallbacks } = row;
  const found = spec.poolDepth !== null ? [] : [
    ...windowWarnings(spec, [...tx, ...rx], messages ?? 0, sides),
    ...sides.flatMap(({ host }) => host === null ? [] : hostWarnings(host)),
    ...movedCpus.warningsOf(placement, coreToCoreNs),
    ...transferWarnings(row),
    ...usage.warnings.map((detail) => warning("counters-multiplexed", detail)),
  ];
  if (zc_completions === null || zc_copied === null || zc_fallbacks === null) return found;
  const counts = { completions: zc_completions, copied: zc_copied, fallbacks: zc_fallbacks };
  const copied = copiedWarning(counts, spec.topology.kind);
  return copied === null ? found : [...found, warning("zero-copy-copied", copied)];
}

function identity({ runId, planned, spec, startedUtc }: RowContext): Partial<ResultRow> {
  return {
    schema: SCHEMA_VERSION,
    run_id: runId,
    trial: planned.trial,
    block: planned.block,
    repeat: planned.block,
    started_utc: startedUtc,
    mode: spec.mode,
    rx: spec.rx,
    pattern: spec.pattern,
    topology: spec.topology.kind,
    message_bytes: spec.messageBytes,
    threads: spec.threads,
    warmup_s: spec.warmupMs / 1e3,
    align: spec.alignBytes,
    working_set: messageCountOf(spec) * spacedMessageBytes(spec.messageBytes, spec.alignBytes),
    reap_every: modeById(spec.mode).asksZeroCopy ? spec.reapEvery : null,
    verify: spec.poolDepth === null ? "off" : "on",
    pool_depth: spec.poolDepth,
  };
}

function edgeCostPct(ends: readonly EndReport[]): number {
  return 100 * Math.max(...ends.map(({ usage, elapsedNs }) => usage.edgeCostNs / elapsedNs));
}

function throughput(spec: TrialSpec, rx: readonly EndReport[]) {
  const bytes = sum(rx, (end) => end.bytes);
  const durationS = sum(rx, (end) => end.elapsedNs) / rx.length / 1e9;
  const messages = bytes / spec.messageBytes;
  return {
    duration_s: durationS,
    bytes,
    messages,
    throughput_gbps: sum(rx, (end) => 8 * end.bytes / end.elapsedNs),
    messages_per_s: sum(rx, (end) => end.bytes / spec.messageBytes / (end.elapsedNs / 1e9)),
  };
}

/** Mean interval between messages for `stream`, the distribution of round trips for `rr`. */
function latencyColumns(
  spec: TrialSpec,
  { duration_s, messages }: { readonly duration_s: number; readonly messages: number },
  roundTrips: LatencySummary | null,
): Partial<ResultRow> {
  if (spec.pattern === "stream") {
    return {
      latency_kind: "interval",
      latency_mean_us: messages > 0 ? spec.threads * duration_s * 1e6 / messages : null,
    };
  }
  if (roundTrips === null) return { latency_kind: "rtt" };
  const { meanUs, p50Us, p90Us, p99Us, p99_9Us, maxUs } = roundTrips;
  return {
    latency_kind: "rtt",
    latency_mean_us: meanUs,
    latency_p50_us: p50Us,
    latency_p90_us: p90Us,
    latency_p99_us: p99Us,
    latency_p99_9_us: p99_9Us,
    latency_max_us: maxUs,
  };
}

function sendCallColumns(tx: readonly EndReport[]): Partial<ResultRow> {
  const sendCalls = latencyDistribution(tx.map(({ latencies }) => latencies.sendCalls));
  return { send_call_p50_us: sendCalls?.p50Us ?? null, send_call_p99_us: sendCalls?.p99Us ?? null };
}

function zeroCopyColumns(tx: readonly EndReport[]): Partial<ResultRow> {
  const counts = tx.flatMap(({ zeroCopy }) => zeroCopy === null ? [] : [zeroCopy]);
  if (counts.length === 0) return {};
  const completions = latencyDistribution(counts.map((c) => c.completionTimes));
  return {
    zc_sends: sum(counts, (c) => c.sends),
    zc_completions: sum(counts, (c) => c.completions),
    zc_copied: sum(counts, (c) => c.copied),
    zc_fallbacks: sum(counts, (c) => c.fallbacks),
    enobufs: sum(counts, (c) => c.enobufs),
    zc_drain_ms: Math.max(...counts.map((c) => c.drainMs)),
    zc_completion_p50_us: completions?.p50Us ?? null,
    zc_completion_p99_us: completions?.p99Us ?? null,
    effective_copy: effectiveCopy({
      completions: sum(counts, (c) => c.completions),
      copied: sum(counts, (c) => c.copied),
      fallbacks: sum(counts, (c) => c.fallbacks),
    }).effectiveCopy,
  };
}

function socketColumns({ settings, placement }: Measured): Partial<ResultRow> {
  const columns: Pick<ResultRow, keyof SocketSettings> = settings;
  return { ...columns, tx_cpus: cpuText(placement.tx), rx_cpus: cpuText(placement.rx) };
}

/** Where the CPU time of each end's host went; on one machine both ends' is the same. */
function hostColumns(sides: readonly SideResult[]): Partial<ResultRow> {
  const hostOf = (end: End) => sides.find((side) => side.ends[end] !== undefined)?.host;
  const txHost = hostOf("send"), rxHost = hostOf("receive");
  const tx = txHost?.shares, rx = rxHost?.shares;
  return {
    tx_host_elapsed_s: txHost?.elapsedS ?? null,
    tx_host_user_s: tx?.userS ?? null,
    tx_host_system_s: tx?.systemS ?? null,
    tx_host_irq_s: tx?.irqS ?? null,
    tx_host_softirq_s: tx?.softirqS ?? null,
    tx_host_steal_s: tx?.stealS ?? null,
    rx_host_elapsed_s: rxHost?.elapsedS ?? null,
    rx_host_user_s: rx?.userS ?? null,
    rx_host_system_s: rx?.systemS ?? null,
    rx_host_irq_s: rx?.irqS ?? null,
    rx_host_softirq_s: rx?.softirqS ?? null,
    rx_host_steal_s: rx?.stealS ?? null,
  };
}

function cpuText(cpus: readonly (number | null)[]): string | null {
  return cpus.includes(null) ? null : cpus.join(" ");
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
