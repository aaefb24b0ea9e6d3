/**
 * The loops of `--verify`: as in `timed_loop.ts`, but one message at a time, each written or checked, and so not for
 * timing.
 */
import type { Clock } from "../ffi/clock.ts";
import { ECANCELED, EPIPE } from "../ffi/errno.ts";
import type { VerifiedReceiver, VerifiedSender } from "./integrity.ts";
import type { SharedState } from "./shared_state.ts";
import type { WindowEdges } from "./window_edges.ts";

/** What {@linkcode sendVerifiedLoop} works with. */
export interface SendVerifiedLoop {
  readonly sender: Pick<VerifiedSender, "send">;
  readonly clock: Pick<Clock, "now">;
  readonly shared: Pick<SharedState, "stopped">;
  /** In messages. */
  readonly edges: WindowEdges;
}

/**
 * Sends numbered messages until the window has closed, and one more.
 *
 * @returns 0, or `-errno`; ECANCELED when stopped
 */
export function sendVerifiedLoop({ sender, clock, shared, edges }: SendVerifiedLoop): number {
  let messages = 0;
  do {
    const result = sender.send();
    if (shared.stopped) return -ECANCELED;
    if (result < 0) return result;
    messages += 1;
    edges.look(clock.now(), messages);
  } while (!edges.isClosed);
  const result = sender.send();
  edges.total = messages + 1;
  return result < 0 ? result : 0;
}

/** What {@linkcode receiveVerifiedLoop} works with. */
export interface ReceiveVerifiedLoop {
  readonly receiver: Pick<VerifiedReceiver, "receive">;
  readonly clock: Pick<Clock, "now">;
  readonly shared: Pick<SharedState, "stopped">;
  /** In bytes. */
  readonly edges: WindowEdges;
}

/**
 * Receives and checks messages to the end of the stream.
 *
 * @returns 0, or `-errno`; ECANCELED when stopped, EPIPE when the stream ended inside the window
 */
export function receiveVerifiedLoop({ receiver, clock, shared, edges }: ReceiveVerifiedLoop): number {
  let bytes = 0;
  for (;;) {
    const result = receiver.receive();
    if (shared.stopped) return -ECANCELED;
    if (result < 0) return result;
    if (result === 0) break;
    bytes += result;
    edges.look(clock.now(), bytes);
  }
  edges.total = bytes;
  return edges.isClosed ? 0 : -EPIPE;
}
