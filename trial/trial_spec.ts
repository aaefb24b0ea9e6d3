/** What to run in one trial: plain data, the same on both hosts. */
import type { SocketOptions } from "../net/socket_options.ts";
import type { CountersAsked } from "../perf/events.ts";
import type { Pattern } from "./job.ts";
import type { Pin } from "./placement.ts";

/** Times in ms, sizes in bytes. */
export interface TrialSpec extends SocketOptions {
  readonly mode: string;
  readonly rx: string;
  readonly pattern: Pattern;
  readonly messageBytes: number;
  readonly threads: number;
  readonly warmupMs: number;
  readonly durationMs: number;
  readonly alignBytes: number;
  /** Memory of the messages that a sender walks through; absent for one hot message. */
  readonly workingSetBytes?: number | undefined;
  /** Zero-copy modes read completions after so many sends; absent is their default. */
  readonly reapEvery?: number | undefined;
  /** Checks every message, with so many buffers that take turns; absent measures. */
  readonly poolDepth?: number | undefined;
  readonly congestion: string;
  readonly pin: Pin;
  readonly counters: CountersAsked;
  /** The same for trials whose payloads should be laid out alike. */
  readonly payloadSeed: number;
}
