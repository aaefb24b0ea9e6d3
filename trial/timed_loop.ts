/**
 * The measuring loops, one for each end of a connection. All of netio's figures come from here.
 *
 * Each end works in batches and reads its own clock after each. The sender counts what it sent between the edges of its
 * slices (`turn_edges.ts`); the receiver records what it got when (`receive_log.ts`), and the edges are located in its
 * log afterwards. Nothing is allocated or posted inside.
 */
import type { Clock } from "../ffi/clock.ts";
import { ECANCELED } from "../ffi/errno.ts";
import type { Transmitter } from "../modes/mode.ts";
import type { Receiver } from "../receive/strategy.ts";
import type { LatencyCounts } from "../stats/latency_counts.ts";
import { burstMessages, connectionRate, type Pacer } from "./pacer.ts";
import type { SharedState } from "./shared_state.ts";
import type { ReceiveLog } from "./receive_log.ts";
import type { TrialSpec } from "./trial_spec.ts";
import type { TurnEdges } from "./turn_edges.ts";

const BATCH_BYTES = 64 * 1024;
const BATCH_MESSAGES_MAX = 32;
const RECEIVES_PER_CLOCK_READING = 4;
/** More than this at a time gains nothing, fills the send buffer, and makes the edges of slices coarse. */
const QUEUED_BYTES = 256 * 1024;
const SAMPLE_BYTES = 1024 * 1024;
const SAMPLE_BATCHES_MAX = 16;

/**
 * Messages sent between two readings of the clock: many where they are short, one where they are long.
 *
 * @param queueDepth at least so many, unless they are too long, where a mode submits them together
 */
export function batchMessages(messageBytes: number, queueDepth = 1): number {
  const queued = Math.min(queueDepth, Math.floor(QUEUED_BYTES / messageBytes));
  return Math.max(1, queued, Math.min(BATCH_MESSAGES_MAX, Math.floor(BATCH_BYTES / messageBytes)));
}

type Paced = Pick<TrialSpec, "messageBytes" | "threads" | "rateBps">;

/** The same of a sender that may have a rate, which sends no more than a burst at a time. */
export function pacedMessages({ messageBytes, threads, rateBps }: Paced, queueDepth: number): number {
  const batch = batchMessages(messageBytes, queueDepth);
  return rateBps === null ? batch : burstMessages(messageBytes, connectionRate(rateBps, threads), batch);
}

/** Messages that an io_uring mode submits per system call: one in patterns that wait after each message. */
export function queuedMessages(
  spec: Paced & Pick<TrialSpec, "pattern" | "poolDepth" | "queueDepth">,
): number {
  const { pattern, poolDepth, queueDepth } = spec;
  if (pattern === "rr" || poolDepth !== null) return 1;
  return Math.min(queueDepth, pacedMessages(spec, queueDepth));
}

/** Batches between two timed messages: a reading of the clock and a count cost less than 0.1 % of what lies between. */
export function batchesPerSample(messageBytes: number, queueDepth = 1): number {
  const batchBytes = batchMessages(messageBytes, queueDepth) * messageBytes;
  return Math.max(1, Math.min(SAMPLE_BATCHES_MAX, Math.floor(SAMPLE_BYTES / batchBytes)));
}

/** What {@linkcode sendLoop} works with. */
export interface SendLoop {
  /** Of the mode whose turn it is. */
  readonly transmitter: Pick<Transmitter, "sendMany">;
  /** Messages sent between two readings of the clock. */
  readonly batch: number;
  readonly batchesPerSample: number;
  /** Says when the next message is due; without one messages go out as fast as they can. */
  readonly pacer?: Pick<Pacer, "wait"> | undefined;
  readonly clock: Pick<Clock, "now">;
  readonly shared: Pick<SharedState, "stopped">;
  /** In messages. */
  readonly edges: Pick<TurnEdges, "look" | "isOpen" | "isOver">;
  /** Gets the times of the sampled messages in slices. */
  readonly sendCalls: Pick<LatencyCounts, "record">;
}

/**
 * Sends until the last slice has closed, and one message more, so that the receiver's notes go beyond it. After every
 * `batchesPerSample` batches one message is timed on its own, from before its calls to after them.
 *
 * @returns messages sent, or `-errno`; ECANCELED when stopped
 */
export function sendLoop(loop: SendLoop): number {
  const { transmitter, batch, batchesPerSample, pacer, clock, shared, edges, sendCalls } = loop;
  let messages = 0;
  let unsampled = 0;
  for (;;) {
    pacer?.wait(messages);
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
      if (edges.isOver) break;
    } else if (shared.stopped) return -ECANCELED;
  }
  const result = transmitter.sendMany(1);
  return result < 0 ? result : messages + 1;
}

/** What {@linkcode receiveLoop} works with. */
export interface ReceiveLoop {
  readonly receiver: Pick<Receiver, "receiveMany">;
  /** Its number, under which its bytes are published. */
  readonly connection: number;
  readonly clock: Pick<Clock, "now">;
  readonly shared: Pick<SharedState, "stopped" | "publish">;
  readonly log: Pick<ReceiveLog, "note" | "end" | "dueNs">;
}

/**
 * Receives to the end of the stream.
 *
 * @returns bytes received, or `-errno`; ECANCELED when stopped
 */
export function receiveLoop({ receiver, connection, clock, shared, log }: ReceiveLoop): number {
  let bytes = 0;
  let nowNs = clock.now();
  log.note(nowNs, bytes);
  for (;;) {
    const result = receiver.receiveMany(RECEIVES_PER_CLOCK_READING);
    if (result < 0) return result;
    nowNs = clock.now();
    if (result === 0) break;
    bytes += result;
    if (nowNs >= log.dueNs) log.note(nowNs, bytes);
    else shared.publish(connection, bytes);
  }
  log.end(nowNs, bytes);
  return shared.stopped ? -ECANCELED : bytes;
}
