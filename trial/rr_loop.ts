/**
 * The measuring loops of `--pattern rr`: the client (rx) sends a request and waits for the whole response, the server
 * (tx) reads the whole request and answers with one message in the mode under test.
 *
 * At no moment do both ends send, so messages may be larger than the socket buffers. Round trips are timed at the
 * client, each from before its request to after its response, and counted when both lie in the window. Windows are as in
 * `timed_loop.ts`; nothing is allocated inside.
 */
import type { Clock } from "../ffi/clock.ts";
import { ECANCELED, EPIPE } from "../ffi/errno.ts";
import type { Transmitter } from "../modes/mode.ts";
import type { ThreadProbe } from "../perf/probe.ts";
import type { Receiver } from "../receive/strategy.ts";
import type { LatencyCounts } from "../stats/latency_counts.ts";
import type { SharedState } from "./shared_state.ts";
import type { Edges, Window } from "./timed_loop.ts";

/**
 * Receives one whole message: the peer has no other one in flight.
 *
 * @returns its length, 0 when the stream ended before it, or `-errno`; EPIPE when the stream ended within it
 */
function receiveMessage(receiver: Receiver, messageBytes: number): number {
  let bytes = 0;
  do {
    const result = receiver.receiveMany(1);
    if (result < 0) return result;
    if (result === 0) return bytes === 0 ? 0 : -EPIPE;
    bytes += result;
  } while (bytes < messageBytes);
  return bytes;
}

/**
 * Answers requests to the end of the stream. Edges are in messages sent.
 *
 * @returns 0, or `-errno`; ECANCELED when stopped, EPIPE when the stream ended inside the window
 */
export function respondLoop(
  requests: Receiver,
  transmitter: Transmitter,
  messageBytes: number,
  window: Window,
  clock: Clock,
  probe: ThreadProbe,
  shared: SharedState,
  edges: Edges,
): number {
  let messages = 0;
  let isOpen = false, isClosed = false;
  let edgeNs = window.opensNs;
  for (;;) {
    const received = receiveMessage(requests, messageBytes);
    if (received < 0) return shared.stopped ? -ECANCELED : received;
    if (received === 0) break;
    const result = transmitter.sendMany(1);
    if (result < 0) return shared.stopped ? -ECANCELED : result;
    messages += 1;
    const nowNs = clock.now();
    if (nowNs < edgeNs) continue;
    if (!isOpen) {
      isOpen = true;
      edgeNs = window.closesNs;
      probe.begin();
      edges.amountAtOpen = messages;
      edges.openedNs = clock.now();
    } else {
      isClosed = true;
      edgeNs = Infinity;
      edges.closedNs = nowNs;
      edges.amountAtClose = messages;
      probe.end();
    }
  }
  edges.total = messages;
  if (isClosed) return 0;
  return shared.stopped ? -ECANCELED : -EPIPE;
}

/**
 * Makes round trips until the window has closed, and one more, so that the server passes its own edge on a request.
 * Edges are in bytes of responses.
 *
 * @returns 0, or `-errno`; ECANCELED when stopped, EPIPE when the server went away
 */
export function requestLoop(
  requester: Transmitter,
  responses: Receiver,
  messageBytes: number,
  connection: number,
  window: Window,
  clock: Clock,
  probe: ThreadProbe,
  shared: SharedState,
  edges: Edges,
  roundTrips: LatencyCounts,
): number {
  let bytes = 0;
  let isOpen = false, isClosed = false;
  let edgeNs = window.opensNs;
  while (!isClosed || bytes === edges.amountAtClose) {
    const startNs = clock.now();
    const result = requester.sendMany(1);
    if (result < 0) return shared.stopped ? -ECANCELED : result;
    const received = receiveMessage(responses, messageBytes);
    if (received <= 0) return shared.stopped ? -ECANCELED : received || -EPIPE;
    const nowNs = clock.now();
    bytes += received;
    if (isOpen && !isClosed) roundTrips.record(nowNs - startNs);
    if (nowNs < edgeNs) {
      shared.publish(connection, bytes);
    } else if (!isOpen) {
      isOpen = true;
      edgeNs = window.closesNs;
      probe.begin();
      edges.amountAtOpen = bytes;
      edges.openedNs = clock.now();
    } else if (!isClosed) {
      isClosed = true;
      edges.closedNs = nowNs;
      edges.amountAtClose = bytes;
      probe.end();
    }
  }
  edges.total = bytes;
  return 0;
}
