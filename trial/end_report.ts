/** What the ends of connections share, whatever the pattern: what they get and what they report. */
import type { Clock } from "../ffi/clock.ts";
import { EPIPE, errnoName, SyscallError } from "../ffi/errno.ts";
import type { ZeroCopyCounts } from "../modes/mode.ts";
import { Payload } from "../modes/payload.ts";
import type { ThreadProbe } from "../perf/probe.ts";
import { errorText } from "../results/words.ts";
import {
  type EndFailure,
  type EndLatencies,
  type EndReport,
  type HalfRates,
  type Job,
  strategyOf,
} from "./job.ts";
import type { SharedState } from "./shared_state.ts";
import type { Tally } from "./slice_meter.ts";

/** A Worker's own resources, kept from trial to trial. */
export interface EndContext {
  readonly clock: Clock;
  readonly shared: SharedState;
  /** Says that this end is ready and sleeps to the common start, which it returns: CLOCK_MONOTONIC, ns. */
  awaitStart(job: Job): number;
}

/** Makes the report of a stream that was logged, from the byte offsets of the slices' edges. */
export type ReportFor = (sliceOffsets: readonly number[]) => EndReport;

export type EndResult = EndReport | ReportFor;

/** One end of one connection, from set-up to report; throws when it fails. */
export type RunEnd = (job: Job, context: EndContext) => EndResult;

/** What an end sends, with so many messages; each connection of a trial has its own layout. */
export function payloadOf({ spec, connection }: Job, messageCount: number): Payload {
  return new Payload(spec.messageBytes, spec.alignBytes, spec.payloadSeed + connection, messageCount);
}

/** What an end has when its loop is over. */
export interface Measured {
  readonly tallies: readonly Tally[];
  /** Over the whole connection, in what its loop counts. */
  readonly total: number;
  /** Bytes of one of these. */
  readonly bytesPerUnit: number;
  readonly probe: Pick<ThreadProbe, "report">;
  /** What had been sent at the edges of slices, where the other end needs to know. */
  readonly sliceAmounts?: Float64Array;
  /** What else there is of a mode. */
  readonly ofMode?: (
    mode: number,
  ) => Partial<
    EndLatencies & { readonly zeroCopy: ZeroCopyCounts | null; readonly halfRates: HalfRates | null }
  >;
}

export function endReport({ connection }: Job, measured: Measured): EndReport {
  const { tallies, total, bytesPerUnit, probe, sliceAmounts = [], ofMode } = measured;
  return {
    connection,
    totalBytes: total * bytesPerUnit,
    shares: tallies.map(({ slices, elapsedNs, amount, costs, edgeCostNs }, mode) => {
      const { zeroCopy = null, halfRates = null, roundTrips = [], sendCalls = [] } = ofMode?.(mode) ?? {};
      return {
        slices,
        elapsedNs,
        bytes: amount * bytesPerUnit,
        halfRates,
        zeroCopy,
        usage: probe.report(costs),
        edgeCostNs,
        latencies: { roundTrips, sendCalls },
      };
    }),
    sliceOffsets: Array.from(sliceAmounts, (amount) => amount * bytesPerUnit),
  };
}

/** Both ends measure by their own clocks. */
const ENDED_EARLY =
  "the other end closed the connection inside this end's window: it failed, or its window ended first, the clocks " +
  "being of unequal speed (EPIPE)";

/** A loop ended with an error number. */
class LoopError extends Error {
  readonly errno: number;

  constructor(end: string, job: Job, errno: number) {
    const said = errno === EPIPE ? ENDED_EARLY : errnoName(errno);
    super(`${end} of connection ${job.connection} (${strategyOf(job)}): ${said}`);
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
  return { end, connection, errno: hasErrno ? errnoName(error.errno) : null, text: errorText(error) };
}
