/**
 * The loops of `--verify`: as in `timed_loop.ts`, but one message at a time, each written or checked, and so not for
 * timing.
 */
import type { Clock } from "../ffi/clock.ts";
import { ECANCELED } from "../ffi/errno.ts";
import type { VerifiedReceiver, VerifiedSender } from "./integrity.ts";
import type { SharedState } from "./shared_state.ts";
import type { ReceiveLog } from "./receive_log.ts";
import type { TurnEdges } from "./turn_edges.ts";

/** What {@linkcode sendVerifiedLoop} works with. */
interface SendVerifiedLoop {
  readonly sender: Pick<VerifiedSender, "send">;
  readonly clock: Pick<Clock, "now">;
  readonly shared: Pick<SharedState, "stopped">;
  /** In messages. */
  readonly edges: Pick<TurnEdges, "look" | "isOver">;
}

/**
 * Sends numbered messages until the last slice has closed, and one more.
 *
 * @returns messages sent, or `-errno`; ECANCELED when stopped
 */
export function sendVerifiedLoop({ sender, clock, shared, edges }: SendVerifiedLoop): number {
  let messages = 0;
  do {
    const result = sender.send();
    if (shared.stopped) return -ECANCELED;
    if (result < 0) return result;
    messages += 1;
    edges.look(clock.now(), messages);
  } while (!edges.isOver);
  const result = sender.send();
  return result < 0 ? result : messages + 1;
}

/** What {@linkcode receiveVerifiedLoop} works with. */
interface ReceiveVerifiedLoop {
  readonly receiver: Pick<VerifiedReceiver, "receive">;
  readonly clock: Pick<Clock, "now">;
  readonly shared: Pick<SharedState, "stopped">;
  readonly log: Pick<ReceiveLog, "note" | "end" | "dueNs">;
}

/**
 * Receives and checks messages to the end of the stream.
 *
 * @returns bytes received, or `-errno`; ECANCELED when stopped
 */
export function receiveVerifiedLoop({ receiver, clock, shared, log }: ReceiveVerifiedLoop): number {
  let bytes = 0;
  log.note(clock.now(), bytes);
  for (;;) {
    const result = receiver.receive();
    if (shared.stopped) return -ECANCELED;
    if (result < 0) return result;
    const nowNs = clock.now();
    if (result === 0) {
      log.end(nowNs, bytes);
      return bytes;
    }
    bytes += result;
    if (nowNs >= log.dueNs) log.note(nowNs, bytes);
  }
}
