/** What the ends of connections share, whatever the pattern: what they are given and what they report. */
import type { Clock } from "../ffi/clock.ts";
import { errnoName, SyscallError } from "../ffi/errno.ts";
import type { ZeroCopyCounts } from "../modes/mode.ts";
import { Payload } from "../modes/payload.ts";
import type { ThreadProbe } from "../perf/probe.ts";
import { type EndFailure, type EndLatencies, type EndReport, type Job, strategyOf } from "./job.ts";
import type { SharedState } from "./shared_state.ts";
import type { Window, WindowEdges } from "./window_edges.ts";

/** A Worker's own resources, kept from trial to trial. */
export interface EndContext {
  readonly clock: Clock;
  readonly shared: SharedState;
  /** Says that this end is ready and sleeps to the common start. */
  awaitStart(job: Job): Window;
}

/** One end of one connection, from set-up to report; throws when it fails. */
export type RunEnd = (job: Job, context: EndContext) => EndReport;

/** What an end sends, with so many messages; each connection of a trial has its own layout. */
export function payloadOf({ spec, connection }: Job, messageCount: number): Payload {
  return new Payload(spec.messageBytes, spec.alignBytes, spec.payloadSeed + connection, messageCount);
}

const NO_LATENCIES: EndLatencies = { roundTrips: [], sendCalls: [] };

/**
 * The report of an end whose loop is over.
 *
 * @param bytesPerUnit bytes of what `edges` counts
 */
export function endReport(
  job: Job,
  edges: WindowEdges,
  bytesPerUnit: number,
  probe: ThreadProbe,
  zeroCopy: ZeroCopyCounts | null,
  latencies: Partial<EndLatencies> = {},
): EndReport {
  return {
    connection: job.connection,
    elapsedNs: edges.closedNs - edges.openedNs,
    bytes: (edges.amountAtClose - edges.amountAtOpen) * bytesPerUnit,
    totalBytes: edges.total * bytesPerUnit,
    zeroCopy,
    usage: probe.report(),
    latencies: { ...NO_LATENCIES, ...latencies },
  };
}

/** A loop ended with an error number. */
class LoopError extends Error {
  readonly errno: number;

  constructor(end: string, job: Job, errno: number) {
    super(`${end} of connection ${job.connection} (${strategyOf(job)}): ${errnoName(errno)}`);
    this.errno = errno;
  }
}

/** Throws when a loop's result is negative, naming the end. */
export function requireSuccess(result: number, end: string, job: Job): void {
  if (result < 0) throw new LoopError(end, job, -result);
}

/** What an end's error says of it. */
export function failureOf({ end, connection }: Job, error: unknown): EndFailure {
  const hasErrno = error instanceof LoopError || error instanceof SyscallError;
  const text = error instanceof Error ? error.message : String(error);
  return { end, connection, errno: hasErrno ? errnoName(error.errno) : null, text };
}
