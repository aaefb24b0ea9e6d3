/** A trial's result as rows of `trials.csv`, one for each of its modes, by the definitions of the columns. */
import { spacedMessageBytes } from "../modes/payload.ts";
import { type UsageColumns, usageColumns } from "../trial/usage_columns.ts";
import { effectiveCopy } from "../modes/verdict.ts";
import { asWritten } from "../results/csv.ts";
import type { NotMeasured } from "../results/not_measured.ts";
import { hasSetting } from "../results/mode_catalogue.ts";
import { emptyRow, type ResultRow, SCHEMA_VERSION } from "../results/columns.ts";
import { latencyDistribution, type LatencySummary } from "../stats/latency_histogram.ts";
import { hostColumns } from "./host_columns.ts";
import type { EndFacts } from "./standing_warnings.ts";
import { copiedWarning } from "../trial/copied_warning.ts";
import { receiveCopiedWarning, receivedColumns } from "../trial/received_columns.ts";
import type { MovedCpus } from "../trial/moved_cpus.ts";
import type { TakenCpus } from "../trial/taken_cpus.ts";
import type { SocketSettings } from "../net/socket_options.ts";
import { messageCountOf, type ModeShare } from "../trial/job.ts";
import { offeredGbps, type PlannedTrial } from "./plan.ts";
import { queuedMessages } from "../trial/batches.ts";
import type { TrialResult } from "../trial/trial.ts";
import type { TrialSpec } from "../trial/trial_spec.ts";
import { warning } from "../results/warnings.ts";
import {
  growthWarnings,
  hostWarnings,
  placementWarnings,
  transferWarnings,
  windowWarnings,
} from "../trial/warnings.ts";

type Measured = Extract<TrialResult, { status: "ok" }>;

/** What a row says about its trial before anything is measured. */
interface RowContext {
  readonly runId: string;
  readonly planned: Pick<PlannedTrial, "trial" | "block" | "repeat">;
  readonly spec: TrialSpec;
  /** Whether its modes take turns. */
  readonly isInterleaved: boolean;
  readonly startedUtc: string;
  /** What earlier trials say about the CPUs of the first connection. */
  readonly movedCpus: MovedCpus;
  /** Where earlier trials ran. */
  readonly takenCpus: TakenCpus;
  /** What is known of the sending end. */
  readonly sender: Pick<EndFacts, "interfaceName" | "scatterGather">;
  /** Warnings that every row has. */
  readonly standing: readonly string[];
}

/** A row, and what has no column in it. */
export interface TrialRecord {
  readonly row: ResultRow;
  /** What could not be measured: the same for all rows of a sweep, so it is said once. */
  readonly notMeasured: readonly NotMeasured[];
  /** The encoded histogram of all connections' round trips; `null` where none were timed. */
  readonly roundTrips: string | null;
}

/** What one mode's row is made of. */
interface ModeResult extends Measured {
  readonly mode: string;
  /** What each sender and each receiver measured of the mode. */
  readonly sent: readonly ModeShare[];
  readonly received: readonly ModeShare[];
  /** Warnings that hold for the whole trial. */
  readonly ofTrial: readonly string[];
}

/** The records of a finished or failed trial, one per mode; `null` for one that was stopped. */
export function recordsOf(context: RowContext, result: TrialResult): TrialRecord[] | null {
  if (result.status === "stopped") return null;
  const { modes } = context.spec;
  if (result.status === "failed") return modes.map((mode) => failedRecord(context, mode, result));
  const ofTrial = trialWarnings(context, result);
  return modes.map((mode, place) => {
    const sent = result.tx.map(({ shares }) => shares[place]!);
    const received = result.rx.map(({ shares }) => shares[place]!);
    return recordOf(context, { ...result, mode, sent, received, ofTrial });
  });
}

type Failed = Extract<TrialResult, { status: "failed" }>;

function failedRecord(context: RowContext, mode: string, { reason, placement }: Failed): TrialRecord {
  const { tx = [null], rx = [null] } = placement ?? {};
  const cpus = { tx_cpus: cpuText(tx), rx_cpus: cpuText(rx) };
  const row = { ...emptyRow(), ...identity(context, mode), ...cpus, status: "failed", warnings: reason };
  return { row, notMeasured: [], roundTrips: null };
}

function recordOf(context: RowContext, result: ModeResult): TrialRecord {
  const { mode, sent, received } = result;
  const { spec } = context;
  const workers = hasSetting(mode, "queueDepth") ? ringWorkers(result) : 0;
  const usage = usageColumns(workers > 0 ? [] : sent.map(usageOf), received.map(usageOf));
  const rates = throughput(spec, received);
  const roundTrips = latencyDistribution(received.map(({ latencies }) => latencies.roundTrips));
  const measured = {
    ...emptyRow(),
    ...identity(context, mode),
    status: "ok",
    slices: context.isInterleaved ? Math.min(...sent.map(({ slices }) => slices)) : null,
    ...rates,
    ...latencyColumns(spec, rates, roundTrips),
    ...sendCallColumns(sent),
    ...zeroCopyColumns(sent, context),
    ...receivedColumns(received),
    ...socketColumns(result),
    ...(context.isInterleaved ? {} : hostColumns(result.sides)),
    core_to_core_ns: result.coreToCoreNs,
    edge_cost_pct: edgeCostPct([...sent, ...received]),
    ...usage.columns,
  };
  const found = warningsOf(context, result, measured, usage);
  if (workers > 0) found.push(warning("ring-workers", `${workers} at a time`));
  const warnings = found.join("; ") || null;
  return {
    row: asWritten({ ...measured, warnings }),
    notMeasured: usage.notMeasured,
    roundTrips: roundTrips?.encoded ?? null,
  };
}

/** Kernel workers of the senders' rings, at most at a time. */
function ringWorkers({ sides }: Measured): number {
  return Math.max(0, ...sides.map((side) => side.ringWorkers ?? 0));
}

function usageOf({ usage, bytes }: ModeShare) {
  return { report: usage, bytes };
}

function trialWarnings(
  { spec, movedCpus, takenCpus, standing }: RowContext,
  { sides, placement, coreToCoreNs }: Measured,
): string[] {
  if (spec.poolDepth !== null) return [];
  return [
    ...placementWarnings(spec, sides),
    ...sides.flatMap(({ host }) => host === null ? [] : hostWarnings(host)),
    ...movedCpus.warningsOf(placement, coreToCoreNs),
    ...takenCpus.warningsOf(placement),
    ...standing,
  ];
}

function warningsOf(
  { spec, sender }: RowContext,
  { mode, sent, received, ofTrial, sides }: ModeResult,
  row: ResultRow,
  usage: UsageColumns,
): string[] {
  const { zc_completions, zc_copied, zc_fallbacks } = row;
  const found = spec.poolDepth !== null ? [] : [
    ...windowWarnings(spec, sent, sides),
    ...growthWarnings(spec, received, sent.map(({ usage }) => usage.congestion)),
    ...ofTrial,
    ...transferWarnings(row),
    ...usage.warnings.map((detail) => warning("counters-multiplexed", detail)),
  ];
  const receiveCopied = receiveCopiedWarning(row, spec);
  if (receiveCopied !== null) found.push(warning("receive-copied", receiveCopied));
  if (zc_completions === null || zc_copied === null || zc_fallbacks === null) return found;
  const counts = { completions: zc_completions, copied: zc_copied, fallbacks: zc_fallbacks };
  const path = { ...sender, topology: spec.topology.kind };
  const copied = copiedWarning(counts, path, hasSetting(mode, "queueDepth"));
  return copied === null ? found : [...found, warning("zero-copy-copied", copied)];
}

function identity(context: RowContext, mode: string): Partial<ResultRow> {
  const { runId, planned, spec, isInterleaved, startedUtc } = context;
  return {
    schema: SCHEMA_VERSION,
    run_id: runId,
    trial: planned.trial,
    block: planned.block,
    repeat: planned.repeat ?? planned.block,
    started_utc: startedUtc,
    mode,
    rx: spec.rx,
    pattern: spec.pattern,
    topology: spec.topology.kind,
    interleave: isInterleaved ? "slices" : "trials",
    slice_ms: isInterleaved ? spec.schedule.sliceMs : null,
    washout_ms: isInterleaved ? spec.schedule.washoutMs : null,
    message_bytes: spec.messageBytes,
    threads: spec.threads,
    offered_gbps: offeredGbps(spec.rateBps),
    warmup_s: spec.warmupMs / 1e3,
    align: spec.alignBytes,
    working_set: messageCountOf(spec) * spacedMessageBytes(spec.messageBytes, spec.alignBytes),
    reap_every: hasSetting(mode, "reapEvery") ? spec.reapEvery : null,
    queue_depth: hasSetting(mode, "queueDepth") ? queuedMessages(spec) : null,
    verify: spec.poolDepth === null ? "off" : "on",
    pool_depth: spec.poolDepth,
  };
}

function edgeCostPct(ends: readonly ModeShare[]): number {
  return 100 * Math.max(...ends.map(({ edgeCostNs, elapsedNs }) => edgeCostNs / elapsedNs));
}

function throughput(spec: TrialSpec, rx: readonly ModeShare[]) {
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

function sendCallColumns(tx: readonly ModeShare[]): Partial<ResultRow> {
  const sendCalls = latencyDistribution(tx.map(({ latencies }) => latencies.sendCalls));
  return { send_call_p50_us: sendCalls?.p50Us ?? null, send_call_p99_us: sendCalls?.p99Us ?? null };
}

function zeroCopyColumns(
  tx: readonly ModeShare[],
  { isInterleaved, sender }: RowContext,
): Partial<ResultRow> {
  const counts = tx.flatMap(({ zeroCopy }) => zeroCopy === null ? [] : [zeroCopy]);
  if (counts.length === 0) return {};
  const times = latencyDistribution(counts.map((c) => c.completionTimes));
  const completions = sum(counts, (c) => c.completions);
  const copied = sum(counts, (c) => c.copied), fallbacks = sum(counts, (c) => c.fallbacks);
  return {
    zc_sends: sum(counts, (c) => c.sends),
    zc_completions: completions,
    zc_copied: copied,
    zc_fallbacks: fallbacks,
    enobufs: sum(counts, (c) => c.enobufs),
    zc_drain_ms: isInterleaved ? null : Math.max(...counts.map((c) => c.drainMs)),
    zc_completion_p50_us: times?.p50Us ?? null,
    zc_completion_p99_us: times?.p99Us ?? null,
    effective_copy: effectiveCopy({ completions, copied, fallbacks }, sender.scatterGather),
  };
}

function socketColumns({ settings, placement }: Measured): Partial<ResultRow> {
  const columns: Pick<ResultRow, keyof SocketSettings> = settings;
  return { ...columns, tx_cpus: cpuText(placement.tx), rx_cpus: cpuText(placement.rx) };
}

function cpuText(cpus: readonly (number | null)[]): string | null {
  return cpus.includes(null) ? null : cpus.join(" ");
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
