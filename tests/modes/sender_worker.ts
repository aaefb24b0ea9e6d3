/// <reference lib="deno.worker" />
/** A thread that sends a number of messages in one mode, so that a test can read the other end. */
import { libc } from "../../ffi/libc.ts";
import { Payload } from "../../modes/payload.ts";
import { modeById } from "../../modes/registry.ts";
import { shutdownSending } from "../../net/socket.ts";

export interface SendOrder {
  readonly fd: number;
  readonly mode: string;
  readonly messageBytes: number;
  readonly messages: number;
  readonly alignBytes: number;
}

libc();
self.postMessage({ tid: Number(Deno.readLinkSync("/proc/thread-self").split("/").at(-1)) });

self.onmessage = ({ data }: MessageEvent<SendOrder>) => {
  using payload = new Payload(data.messageBytes, data.alignBytes, 1);
  using transmitter = modeById(data.mode).open(data.fd, payload);
  const sent = transmitter.sendMany(data.messages);
  shutdownSending(data.fd);
  self.postMessage({ sent, counts: transmitter.finish(() => false) });
};
