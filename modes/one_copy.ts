/** `one-copy` (A2): one sendmsg(2) with an iovec of the 8 fields, set up once. */
import { MSG_NOSIGNAL } from "../ffi/constants.ts";
import { SYS_SENDMSG } from "../ffi/syscalls.ts";
import { SimpleTransmitter } from "./simple_transmitter.ts";
import { GatherMessage } from "./gather_message.ts";
import type { OpenTransmitter } from "./mode.ts";
import type { Payload } from "./payload.ts";

class OneCopyTransmitter extends SimpleTransmitter {
  readonly #message: GatherMessage;

  constructor(fd: number, payload: Payload) {
    super(fd);
    this.#message = new GatherMessage(payload);
  }

  sendMany(n: number): number {
    const { sendmsg } = this.libc, nr = SYS_SENDMSG, flags = MSG_NOSIGNAL;
    const fd = this.fd, message = this.#message;
    const { address, byteLength } = message;
    for (let i = 0; i < n; i++) {
      const result = sendmsg(nr, fd, address, flags);
      if (result !== byteLength) {
        const failure = message.sendRest(fd, 0, result);
        if (failure < 0) return failure;
      }
    }
    return n;
  }

  point(message: number): void {
    this.#message.point(message);
  }

  override [Symbol.dispose](): void {
    this.#message[Symbol.dispose]();
  }
}

export const openOneCopy: OpenTransmitter = (fd, payload) => new OneCopyTransmitter(fd, payload);
