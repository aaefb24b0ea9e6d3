/// <reference lib="deno.worker" />
/** A thread that sends messages in one mode or several that take turns, so that a test can read the other end. */
import { libc } from "../../ffi/libc.ts";
import { Payload } from "../../modes/payload.ts";
import { shutdownSending } from "../../net/socket.ts";
import { TurnSenders } from "../../trial/turn_senders.ts";
import { expectedMessage } from "./delivery.ts";

/** A mode's place and how many messages it sends. */
export type Turn = readonly [mode: number, messages: number];

export interface SendOrder {
  readonly fd: number;
  readonly modes: readonly string[];
  readonly messageBytes: number;
  readonly turns: readonly Turn[];
  readonly alignBytes: number;
  readonly messageCount: number;
  readonly queueDepth: number;
}

libc();
self.postMessage({ tid: Number(Deno.readLinkSync("/proc/thread-self").split("/").at(-1)) });

self.onmessage = ({ data }: MessageEvent<SendOrder>) => {
  const { fd, modes, messageBytes, turns, alignBytes, messageCount, queueDepth } = data;
  using payload = new Payload(messageBytes, alignBytes, 1, messageCount);
  for (let i = 0; i < messageCount; i++) payload.write(i, expectedMessage(messageBytes, i));
  using senders = new TurnSenders(fd, payload, { modes, queueDepth, reapEvery: 32 });
  const sent = takeTurns(senders, turns);
  shutdownSending(fd);
  self.postMessage({ sent, counts: senders.finish(() => false).map(({ zeroCopy }) => zeroCopy) });
};

function takeTurns(senders: TurnSenders, turns: readonly Turn[]): number {
  let sent = 0;
  for (const [mode, messages] of turns) {
    senders.take(mode);
    const result = senders.sendMany(messages);
    if (result < 0) return result;
    sent += result;
  }
  return sent;
}
