/**
 * The measuring loops of `--pattern rr`: the client (rx) sends a request and waits for the whole response, the server
 * (tx) reads the whole request and answers with one message in the mode whose turn the request says it is.
 *
 * At no moment do both ends send, so messages may be larger than the socket buffers. Round trips are timed at the
 * client, each from before its request to after its response, and passed on when both lie in a slice. Nothing is
 * allocated inside.
 */
import type { Clock } from "../ffi/clock.ts";
import { ECANCELED, EPIPE } from "../ffi/errno.ts";
import type { Transmitter } from "../modes/mode.ts";
import type { Receiver } from "../receive/strategy.ts";
import type { LatencyCounts } from "../stats/latency_counts.ts";
import type { FollowedEdges } from "./followed_edges.ts";
import type { SharedState } from "./shared_state.ts";
import type { TurnEdges } from "./turn_edges.ts";

/**
 * Receives the rest of a message: the peer has no other one in flight.
 *
 * @param bytes what has come of it, or the result of the first receive call
 * @returns its length, 0 when the stream ended before it, or `-errno`; EPIPE when the stream ended within it
 */
function receiveRest(receiver: Pick<Receiver, "receiveMany">, messageBytes: number, bytes: number): number {
  if (bytes <= 0) return bytes;
  while (bytes < messageBytes) {
    const result = receiver.receiveMany(1);
    if (result < 0) return result;
    if (result === 0) return -EPIPE;
    bytes += result;
  }
  return bytes;
}

/** What {@linkcode respondLoop} works with. */
interface RespondLoop {
  /** `firstByte` is that of the last receive call. */
  readonly requests: Pick<Receiver, "receiveMany"> & { readonly firstByte: number };
  /** Of the mode whose turn it is. */
  readonly transmitter: Pick<Transmitter, "sendMany">;
  readonly messageBytes: number;
  readonly shared: Pick<SharedState, "stopped">;
  /** In messages sent. */
  readonly edges: Pick<FollowedEdges, "follow" | "isOpen">;
}

/**
 * Answers requests to the end of the stream.
 *
 * @returns messages sent, or `-errno`; ECANCELED when stopped, EPIPE when the stream ended inside a slice
 */
export function respondLoop({ requests, transmitter, messageBytes, shared, edges }: RespondLoop): number {
  let messages = 0;
  for (;;) {
    const begun = requests.receiveMany(1);
    const mark = requests.firstByte;
    const received = receiveRest(requests, messageBytes, begun);
    if (received < 0) return shared.stopped ? -ECANCELED : received;
    if (received === 0) break;
    edges.follow(mark, messages);
    const result = transmitter.sendMany(1);
    if (result < 0) return shared.stopped ? -ECANCELED : result;
    messages += 1;
  }
  if (shared.stopped) return -ECANCELED;
  return edges.isOpen ? -EPIPE : messages;
}

/** What {@linkcode requestLoop} works with. */
interface RequestLoop {
  readonly requester: Pick<Transmitter, "sendMany">;
  readonly responses: Pick<Receiver, "receiveMany">;
  readonly messageBytes: number;
  /** Its number, under which its bytes are published. */
  readonly connection: number;
  readonly clock: Pick<Clock, "now">;
  readonly shared: Pick<SharedState, "stopped" | "publish">;
  /** In bytes of responses. */
  readonly edges: Pick<TurnEdges, "look" | "isOpen" | "isOver">;
  /** Gets the times of the round trips in slices. */
  readonly roundTrips: Pick<LatencyCounts, "record">;
}

/**
 * Makes round trips until the last slice has closed, and one more, which tells the server so.
 *
 * @returns bytes of responses, or `-errno`; ECANCELED when stopped, EPIPE when the server went away
 */
export function requestLoop(loop: RequestLoop): number {
  const { requester, responses, messageBytes, connection, clock, shared, edges, roundTrips } = loop;
  let bytes = 0;
  for (;;) {
    const isLast = edges.isOver;
    const startNs = clock.now();
    const result = requester.sendMany(1);
    if (result < 0) return shared.stopped ? -ECANCELED : result;
    const received = receiveRest(responses, messageBytes, responses.receiveMany(1));
    if (received <= 0) return shared.stopped ? -ECANCELED : received || -EPIPE;
    bytes += received;
    if (isLast) return bytes;
    const nowNs = clock.now();
    if (edges.isOpen) roundTrips.record(nowNs - startNs);
    if (!edges.look(nowNs, bytes)) shared.publish(connection, bytes);
  }
}
