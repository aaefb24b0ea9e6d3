/** `zero-copy` (A3): one sendmsg(2) with MSG_ZEROCOPY and an iovec of the 8 fields. */
import { MSG_NOSIGNAL, MSG_ZEROCOPY } from "../ffi/constants.ts";
import { SYS_SENDMSG } from "../ffi/syscalls.ts";
import { GatherMessage } from "./gather_message.ts";
import type { OpenTransmitter, TransmitOptions } from "./mode.ts";
import type { Payload } from "./payload.ts";
import { ZeroCopyTransmitter } from "./zero_copy_transmitter.ts";

const FLAGS = MSG_ZEROCOPY | MSG_NOSIGNAL;

class GatheringZeroCopyTransmitter extends ZeroCopyTransmitter {
  readonly #message: GatherMessage;

  constructor(fd: number, payload: Payload, options: TransmitOptions = {}) {
    super(fd, payload.messageBytes, options);
    this.#message = new GatherMessage(payload);
  }

  sendMany(n: number): number {
    const { sendmsg } = this.libc, nr = SYS_SENDMSG, flags = FLAGS;
    const fd = this.fd, byteLength = this.byteLength, { address } = this.#message;
    for (let i = 0; i < n; i++) {
      const result = sendmsg(nr, fd, address, flags);
      if (result === byteLength) this.countSend();
      else {
        const failure = this.finishMessage(result);
        if (failure < 0) return failure;
      }
    }
    return n;
  }

  point(message: number): void {
    this.#message.point(message);
  }

  protected override sendZeroCopyFrom(sent: number): number {
    return this.libc.sendmsg(SYS_SENDMSG, this.fd, this.#message.rest(sent), FLAGS);
  }

  protected override sendPlainFrom(sent: number): number {
    return this.#message.sendRest(this.fd, sent, 0);
  }

  override [Symbol.dispose](): void {
    this.#message[Symbol.dispose]();
    super[Symbol.dispose]();
  }
}

export const openZeroCopy: OpenTransmitter = (fd, payload, options) =>
  new GatheringZeroCopyTransmitter(fd, payload, options);
