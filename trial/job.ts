/** The messages between the main thread and its Workers: plain data. */
import type { CountersAsked } from "../perf/events.ts";
import type { ThreadReport } from "../perf/probe.ts";
import type { ZeroCopyCounts } from "../modes/mode.ts";
import type { LatencyPairs } from "../stats/latency_counts.ts";
import type { BounceEnd } from "./core_to_core.ts";

/** `stream`: one end sends, the other receives. `rr`: the receiving end asks, the sending end answers. */
export type Pattern = "stream" | "rr";

/** The end that sends the measured messages, or the one that receives them. */
export type End = "send" | "receive";

/** One end of one connection of a trial. */
export interface Job {
  readonly end: End;
  readonly pattern: Pattern;
  /** Which connection of the trial, from 0. */
  readonly connection: number;
  /** The connected socket of this end. */
  readonly fd: number;
  /** The CPU to run on; `null` leaves it to the scheduler. */
  readonly cpu: number | null;
  /** Transmit mode id, or receive strategy id. */
  readonly strategy: string;
  readonly messageBytes: number;
  readonly alignBytes: number;
  /** How many messages the sending end walks through. */
  readonly messageCount: number;
  /** Zero-copy modes read completions after so many sends. */
  readonly reapEvery: number;
  /** Whether every message is written and checked; `messageCount` is the depth of the pool then. */
  readonly isVerified: boolean;
  readonly payloadSeed: number;
  readonly warmupMs: number;
  readonly durationMs: number;
  readonly counters: CountersAsked;
  /** The generation of {@linkcode SharedState} that has to pass before the start. */
  readonly generation: number;
}

/** What one end measured between its own edges, and over the whole connection. */
export interface EndReport {
  readonly connection: number;
  /** Its window, from its first reading of the clock after each edge. */
  readonly elapsedNs: number;
  /** Bytes in its window. */
  readonly bytes: number;
  /** Bytes over the whole connection. */
  readonly totalBytes: number;
  readonly zeroCopy: ZeroCopyCounts | null;
  readonly usage: ThreadReport;
  readonly latencies: EndLatencies;
}

/** Latencies counted at one end; empty where it times none of the kind. */
export interface EndLatencies {
  /** Round trips in the window. */
  readonly roundTrips: LatencyPairs;
  /** The send calls of sampled messages in the window, each from first to last. */
  readonly sendCalls: LatencyPairs;
}

/** Why an end failed. Plain data, the same on both hosts. */
export interface EndFailure {
  /** `null`, like the connection, where it is not one end's: a start that was not agreed on, a time-out. */
  readonly end: End | null;
  readonly connection: number | null;
  /** The name of what the kernel said; `null` where it said nothing. */
  readonly errno: string | null;
  /** A sentence for people. */
  readonly text: string;
}

/** One end of a cache line's way between two CPUs: {@linkcode bounce}. Times on CLOCK_MONOTONIC. */
export interface Bounce {
  readonly end: BounceEnd;
  readonly cpu: number;
  readonly untilNs: number;
}

export type ToWorker =
  | { readonly kind: "attach"; readonly buffer: SharedArrayBuffer }
  | { readonly kind: "job"; readonly job: Job }
  | ({ readonly kind: "bounce" } & Bounce)
  | { readonly kind: "close" };

export type FromWorker =
  | { readonly kind: "online" }
  | { readonly kind: "ready" }
  | { readonly kind: "bounced"; readonly ns: number | null }
  | { readonly kind: "done"; readonly report: EndReport }
  | { readonly kind: "failed"; readonly failure: EndFailure };
