/**
 * The measuring loops of `--pattern rr`: the client (rx) sends a request and waits for the whole response, the server
 * (tx) reads the whole request and answers with one message in the mode under test.
 *
 * At no moment do both ends send, so messages may be larger than the socket buffers. Round trips are timed at the
 * client, each from before its request to after its response, and counted when both lie in the window. Nothing is
 * allocated inside.
 */
import type { Clock } from "../ffi/clock.ts";
import { ECANCELED, EPIPE } from "../ffi/errno.ts";
import type { Transmitter } from "../modes/mode.ts";
import type { Receiver } from "../receive/strategy.ts";
import type { LatencyCounts } from "../stats/latency_counts.ts";
import type { SharedState } from "./shared_state.ts";
import type { WindowEdges } from "./window_edges.ts";

/**
 * Receives one whole message: the peer has no other one in flight.
 *
 * @returns its length, 0 when the stream ended before it, or `-errno`; EPIPE when the stream ended within it
 */
function receiveMessage(receiver: Pick<Receiver, "receiveMany">, messageBytes: number): number {
  let bytes = 0;
  do {
    const result = receiver.receiveMany(1);
    if (result < 0) return result;
    if (result === 0) return bytes === 0 ? 0 : -EPIPE;
    bytes += result;
  } while (bytes < messageBytes);
  return bytes;
}

/** What {@linkcode respondLoop} works with. */
export interface RespondLoop {
  readonly requests: Pick<Receiver, "receiveMany">;
  readonly transmitter: Pick<Transmitter, "sendMany">;
  readonly messageBytes: number;
  readonly clock: Pick<Clock, "now">;
  readonly shared: Pick<SharedState, "stopped">;
  /** In messages sent. */
  readonly edges: WindowEdges;
}

/**
 * Answers requests to the end of the stream.
 *
 * @returns 0, or `-errno`; ECANCELED when stopped, EPIPE when the stream ended inside the window
 */
export function respondLoop(loop: RespondLoop): number {
  const { requests, transmitter, messageBytes, clock, shared, edges } = loop;
  let messages = 0;
  for (;;) {
    const received = receiveMessage(requests, messageBytes);
    if (received < 0) return shared.stopped ? -ECANCELED : received;
    if (received === 0) break;
    const result = transmitter.sendMany(1);
    if (result < 0) return shared.stopped ? -ECANCELED : result;
    messages += 1;
    edges.look(clock.now(), messages);
  }
  edges.total = messages;
  if (edges.isClosed) return 0;
  return shared.stopped ? -ECANCELED : -EPIPE;
}

/** What {@linkcode requestLoop} works with. */
export interface RequestLoop {
  readonly requester: Pick<Transmitter, "sendMany">;
  readonly responses: Pick<Receiver, "receiveMany">;
  readonly messageBytes: number;
  /** Its number, under which its bytes are published. */
  readonly connection: number;
  readonly clock: Pick<Clock, "now">;
  readonly shared: Pick<SharedState, "stopped" | "publish">;
  /** In bytes of responses. */
  readonly edges: WindowEdges;
  /** Gets the times of the round trips of the window. */
  readonly roundTrips: Pick<LatencyCounts, "record">;
}

/**
 * Makes round trips until the window has closed, and one more, so that the server passes its own edge on a request.
 *
 * @returns 0, or `-errno`; ECANCELED when stopped, EPIPE when the server went away
 */
export function requestLoop(loop: RequestLoop): number {
  const { requester, responses, messageBytes, connection, clock, shared, edges, roundTrips } = loop;
  let bytes = 0;
  while (!edges.isClosed || bytes === edges.amountAtClose) {
    const startNs = clock.now();
    const result = requester.sendMany(1);
    if (result < 0) return shared.stopped ? -ECANCELED : result;
    const received = receiveMessage(responses, messageBytes);
    if (received <= 0) return shared.stopped ? -ECANCELED : received || -EPIPE;
    const nowNs = clock.now();
    bytes += received;
    if (edges.isOpen) roundTrips.record(nowNs - startNs);
    if (!edges.look(nowNs, bytes)) shared.publish(connection, bytes);
  }
  edges.total = bytes;
  return 0;
}
