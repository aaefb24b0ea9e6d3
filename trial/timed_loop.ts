/**
 * The measuring loops, one for each end of a connection. All of netio's figures come from here.
 *
 * Each end works in batches and reads its own clock after each. The first reading at or after the window's opening
 * edge, and the first at or after its closing edge, are that end's window; what it handed over or got between the two
 * is what counts. Nothing is allocated, logged or posted inside.
 */
import type { Clock } from "../ffi/clock.ts";
import { ECANCELED, EPIPE } from "../ffi/errno.ts";
import type { Transmitter } from "../modes/mode.ts";
import type { ThreadProbe } from "../perf/probe.ts";
import type { Receiver } from "../receive/strategy.ts";
import type { LatencyCounts } from "../stats/latency_counts.ts";
import type { SharedState } from "./shared_state.ts";

/** The agreed edges, on CLOCK_MONOTONIC. */
export interface Window {
  readonly opensNs: number;
  readonly closesNs: number;
}

/** What one end saw: filled by a loop, in messages (sender) or bytes (receiver). */
export class Edges {
  openedNs = 0;
  closedNs = 0;
  amountAtOpen = 0;
  amountAtClose = 0;
  total = 0;
}

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

/**
 * Sends until the window has closed, and one message more, so that the receiver passes its own edge on data. After
 * every `batchesPerSample` batches one message is timed on its own, from before its calls to after them.
 *
 * @param sendCalls gets the times of the sampled messages of the window
 * @returns 0, or `-errno`; ECANCELED when stopped
 */
export function sendLoop(
  transmitter: Transmitter,
  batch: number,
  batchesPerSample: number,
  window: Window,
  clock: Clock,
  probe: ThreadProbe,
  shared: SharedState,
  edges: Edges,
  sendCalls: LatencyCounts,
): number {
  let messages = 0;
  let unsampled = 0;
  let isOpen = false;
  let edgeNs = window.opensNs;
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
      if (isOpen) sendCalls.record(nowNs - startNs);
    }
    if (nowNs < edgeNs) {
      if (shared.stopped) return -ECANCELED;
    } else if (!isOpen) {
      isOpen = true;
      edgeNs = window.closesNs;
      probe.begin();
      edges.amountAtOpen = messages;
      edges.openedNs = clock.now();
    } else {
      edges.closedNs = nowNs;
      edges.amountAtClose = messages;
      probe.end();
      break;
    }
  }
  const result = transmitter.sendMany(1);
  edges.total = messages + 1;
  return result < 0 ? result : 0;
}

/**
 * Receives until the window has closed, and on to the end of the stream, so that nothing stays in flight.
 *
 * @returns 0, or `-errno`; ECANCELED when stopped, EPIPE when the stream ended inside the window
 */
export function receiveLoop(
  receiver: Receiver,
  connection: number,
  window: Window,
  clock: Clock,
  probe: ThreadProbe,
  shared: SharedState,
  edges: Edges,
): number {
  let bytes = 0;
  let isOpen = false;
  let edgeNs = window.opensNs;
  for (;;) {
    const result = receiver.receiveMany(RECEIVES_PER_CLOCK_READING);
    if (result < 0) return result;
    bytes += result;
    const nowNs = clock.now();
    if (nowNs < edgeNs) {
      if (result === 0) return shared.stopped ? -ECANCELED : -EPIPE;
      shared.publish(connection, bytes);
    } else if (!isOpen) {
      isOpen = true;
      edgeNs = window.closesNs;
      probe.begin();
      edges.amountAtOpen = bytes;
      edges.openedNs = clock.now();
    } else {
      edges.closedNs = nowNs;
      edges.amountAtClose = bytes;
      probe.end();
      break;
    }
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
