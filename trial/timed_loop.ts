/**
 * The measuring loops, one for each end of a connection. All of netio's figures come from here.
 *
 * Each end works in batches and reads its own clock after each; what it handed over or got between the edges of its
 * window (`window_edges.ts`) is what counts. Nothing is allocated, logged or posted inside.
 */
import type { Clock } from "../ffi/clock.ts";
import { ECANCELED, EPIPE } from "../ffi/errno.ts";
import type { Transmitter } from "../modes/mode.ts";
import type { Receiver } from "../receive/strategy.ts";
import type { LatencyCounts } from "../stats/latency_counts.ts";
import type { SharedState } from "./shared_state.ts";
import type { WindowEdges } from "./window_edges.ts";

const BATCH_BYTES = 64 * 1024;
const BATCH_MESSAGES_MAX = 32;
const RECEIVES_PER_CLOCK_READING = 4;
const SAMPLE_BYTES = 1024 * 1024;
const SAMPLE_BATCHES_MAX = 16;

/** Messages sent between two readings of the clock: many where they are short, one where they are long. */
export function batchMessages(messageBytes: number): number {
  return Math.max(1, Math.min(BATCH_MESSAGES_MAX, Math.floor(BATCH_BYTES / messageBytes)));
}

/** Batches between two timed messages: a reading of the clock and a count cost less than 0.1 % of what lies between. */
export function batchesPerSample(messageBytes: number): number {
  const batchBytes = batchMessages(messageBytes) * messageBytes;
  return Math.max(1, Math.min(SAMPLE_BATCHES_MAX, Math.floor(SAMPLE_BYTES / batchBytes)));
}

/** What {@linkcode sendLoop} works with. */
export interface SendLoop {
  readonly transmitter: Pick<Transmitter, "sendMany">;
  /** Messages sent between two readings of the clock. */
  readonly batch: number;
  readonly batchesPerSample: number;
  readonly clock: Pick<Clock, "now">;
  readonly shared: Pick<SharedState, "stopped">;
  /** In messages. */
  readonly edges: WindowEdges;
  /** Gets the times of the sampled messages of the window. */
  readonly sendCalls: Pick<LatencyCounts, "record">;
}

/**
 * Sends until the window has closed, and one message more, so that the receiver passes its own edge on data. After
 * every `batchesPerSample` batches one message is timed on its own, from before its calls to after them.
 *
 * @returns 0, or `-errno`; ECANCELED when stopped
 */
export function sendLoop(loop: SendLoop): number {
  const { transmitter, batch, batchesPerSample, clock, shared, edges, sendCalls } = loop;
  let messages = 0;
  let unsampled = 0;
  for (;;) {
    const result = transmitter.sendMany(batch);
    if (result < 0) return result;
    messages += batch;
    let nowNs = clock.now();
    if (++unsampled === batchesPerSample) {
      unsampled = 0;
      const sampled = transmitter.sendMany(1);
      if (sampled < 0) return sampled;
      messages += 1;
      const startNs = nowNs;
      nowNs = clock.now();
      if (edges.isOpen) sendCalls.record(nowNs - startNs);
    }
    if (edges.look(nowNs, messages)) {
      if (edges.isClosed) break;
    } else if (shared.stopped) return -ECANCELED;
  }
  const result = transmitter.sendMany(1);
  edges.total = messages + 1;
  return result < 0 ? result : 0;
}

/** What {@linkcode receiveLoop} works with. */
export interface ReceiveLoop {
  readonly receiver: Pick<Receiver, "receiveMany">;
  /** Its number, under which its bytes are published. */
  readonly connection: number;
  readonly clock: Pick<Clock, "now">;
  readonly shared: Pick<SharedState, "stopped" | "publish">;
  /** In bytes. */
  readonly edges: WindowEdges;
}

/**
 * Receives until the window has closed, and on to the end of the stream, so that nothing stays in flight.
 *
 * @returns 0, or `-errno`; ECANCELED when stopped, EPIPE when the stream ended inside the window
 */
export function receiveLoop(loop: ReceiveLoop): number {
  const { receiver, connection, clock, shared, edges } = loop;
  let bytes = 0;
  for (;;) {
    const result = receiver.receiveMany(RECEIVES_PER_CLOCK_READING);
    if (result < 0) return result;
    bytes += result;
    if (edges.look(clock.now(), bytes)) {
      if (edges.isClosed) break;
    } else if (result === 0) return shared.stopped ? -ECANCELED : -EPIPE;
    else shared.publish(connection, bytes);
  }
  for (;;) {
    const result = receiver.receiveMany(RECEIVES_PER_CLOCK_READING);
    if (result < 0) return result;
    if (result === 0) break;
    bytes += result;
  }
  edges.total = bytes;
  return 0;
}
