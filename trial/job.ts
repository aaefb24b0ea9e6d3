/** The messages between the main thread and its Workers: plain data, and what follows from it. */
import { workingSetMessages } from "../modes/payload.ts";
import type { ThreadReport } from "../perf/probe.ts";
import type { ZeroCopyCounts } from "../modes/mode.ts";
import type { LatencyPairs } from "../stats/latency_counts.ts";
import type { BounceEnd } from "./core_to_core.ts";
import type { TrialSpec } from "./trial_spec.ts";

/** The end that sends the measured messages, or the one that receives them. */
export type End = "send" | "receive";

/** One end of one connection of a trial. */
export interface Job {
  readonly spec: TrialSpec;
  readonly end: End;
  /** Which connection of the trial, from 0. */
  readonly connection: number;
  /** The connected socket of this end. */
  readonly fd: number;
  /** The CPU to run on; `null` leaves it to the scheduler. */
  readonly cpu: number | null;
  /** The generation of {@linkcode SharedState} that has to pass before the start. */
  readonly generation: number;
}

/** The ids of an end's transmit modes or of its receive strategy. */
export function strategyOf({ end, spec }: Pick<Job, "end" | "spec">): string {
  return end === "send" ? spec.modes.join(", ") : spec.rx;
}

/** Whether receivers log their streams, to have the edges of slices placed afterwards; else both ends know them. */
export function logsStream({ pattern }: Pick<TrialSpec, "pattern">): boolean {
  return pattern === "stream";
}

/** How many messages the sending end walks through, or has in its pool. */
export function messageCountOf({ messageBytes, alignBytes, workingSetBytes, poolDepth }: TrialSpec): number {
  return poolDepth ?? workingSetMessages(messageBytes, alignBytes, workingSetBytes ?? 0);
}

/** What one end measured, over the whole connection and mode by mode. */
export interface EndReport {
  readonly connection: number;
  /** Bytes over the whole connection. */
  readonly totalBytes: number;
  /** By place of the mode. */
  readonly shares: readonly ModeShare[];
  /** Of a sender whose receiver keeps a log: the byte offsets of its slices' edges, turn after turn; else empty. */
  readonly sliceOffsets: readonly number[];
}

/** The rates of a stream in the earlier and in the later half of a mode's time, bytes per ms. */
export type HalfRates = readonly [earlier: number, later: number];

/** What one end measured in the slices of one mode. */
export interface ModeShare {
  readonly slices: number;
  /** The slices together, on the clock. */
  readonly elapsedNs: number;
  /** Bytes in them. */
  readonly bytes: number;
  /** Of a receiver that logs its stream; else `null`. */
  readonly halfRates: HalfRates | null;
  readonly zeroCopy: ZeroCopyCounts | null;
  readonly usage: ThreadReport;
  /** CPU time that reading the clock and the costs took. */
  readonly edgeCostNs: number;
  readonly latencies: EndLatencies;
}

/** Latencies counted at one end; empty where it times none of the kind. */
export interface EndLatencies {
  /** Round trips in slices. */
  readonly roundTrips: LatencyPairs;
  /** The send calls of sampled messages in slices, each from first to last. */
  readonly sendCalls: LatencyPairs;
}

/** Why an end failed. Plain data, the same on both hosts. */
export interface EndFailure {
  /** `null`, like the connection, where it is not one end's: a start that was not agreed on, a time-out. */
  readonly end: End | null;
  readonly connection: number | null;
  /** The name of the kernel's error; `null` where there was none. */
  readonly errno: string | null;
  /** A sentence for people. */
  readonly text: string;
}

/** One end of a cache line's round trips between two CPUs: {@linkcode bounce}. Times on CLOCK_MONOTONIC. */
export interface Bounce {
  readonly end: BounceEnd;
  readonly cpu: number;
  readonly untilNs: number;
}

export type ToWorker =
  | { readonly kind: "attach"; readonly buffer: SharedArrayBuffer }
  | { readonly kind: "job"; readonly job: Job }
  /** The edges of the slices, for a receiver that has logged its stream. */
  | { readonly kind: "place"; readonly sliceOffsets: readonly number[] }
  | ({ readonly kind: "bounce" } & Bounce)
  | { readonly kind: "close" };

export type FromWorker =
  | { readonly kind: "online" }
  | { readonly kind: "ready" }
  | { readonly kind: "bounced"; readonly ns: number | null }
  /** The stream has ended; a report can be made once the edges of the slices are known. */
  | { readonly kind: "logged" }
  | { readonly kind: "done"; readonly report: EndReport }
  | { readonly kind: "failed"; readonly failure: EndFailure };
