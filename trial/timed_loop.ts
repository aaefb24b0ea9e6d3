/**
 * The measuring loops, one for each end of a connection. All of netio's figures come from here.
 *
 * Each end works in batches (`batches.ts`) and reads its own clock after each. The sender counts what it sent between the
 * edges of its slices (`turn_edges.ts`); the receiver records what it got when (`receive_log.ts`), and the edges are
 * located in its log afterwards. Nothing is allocated or posted inside. What the loops work with is set up, and what they
 * saw becomes a report, in `stream_ends.ts`; those of `--pattern rr` are in `rr_loop.ts`.
 */
import type { Clock } from "../ffi/clock.ts";
import { ECANCELED } from "../ffi/errno.ts";
import type { Transmitter } from "../modes/mode.ts";
import type { Receiver } from "../receive/strategy.ts";
import type { LatencyCounts } from "../stats/latency_counts.ts";
import type { Pacer } from "./pacer.ts";
import type { SharedState } from "./shared_state.ts";
import type { ReceiveLog } from "./receive_log.ts";
import type { TurnEdges } from "./turn_edges.ts";

const RECEIVES_PER_CLOCK_READING = 4;

/** What {@linkcode sendLoop} works with. */
interface SendLoop {
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
interface ReceiveLoop {
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
