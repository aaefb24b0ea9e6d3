/** `zero-copy-contiguous` (C3): the control with nothing to gather: one page-aligned buffer, send(2) with MSG_ZEROCOPY. */
import { MSG_NOSIGNAL, MSG_ZEROCOPY } from "../ffi/constants.ts";
import { SYS_SENDTO } from "../ffi/syscalls.ts";
import type { OpenTransmitter, TransmitOptions } from "./mode.ts";
import { packedAddresses, type Payload } from "./payload.ts";
import { sendRest } from "./send_rest.ts";
import { ZeroCopyTransmitter } from "./zero_copy_transmitter.ts";

const FLAGS = MSG_ZEROCOPY | MSG_NOSIGNAL;

class ContiguousZeroCopyTransmitter extends ZeroCopyTransmitter {
  readonly #messages: readonly bigint[];
  #address: bigint;
  readonly #length: bigint;

  constructor(fd: number, payload: Payload, options: TransmitOptions = {}) {
    super(fd, payload.messageBytes, options);
    const { byteLength } = payload.packed();
    this.#messages = packedAddresses(payload);
    this.#address = this.#messages[0]!;
    this.#length = BigInt(byteLength);
  }

  sendMany(n: number): number {
    const { sendto } = this.libc, nr = SYS_SENDTO, flags = FLAGS;
    const fd = this.fd, byteLength = this.byteLength, address = this.#address, length = this.#length;
    for (let i = 0; i < n; i++) {
      const result = sendto(nr, fd, address, length, flags, 0n, 0);
      if (result === byteLength) this.countSend();
      else {
        const failure = this.finishMessage(result);
        if (failure < 0) return failure;
      }
    }
    return n;
  }

  point(message: number): void {
    this.#address = this.#messages[message]!;
  }

  protected override sendZeroCopyFrom(sent: number): number {
    return this.libc.send(this.fd, this.#address + BigInt(sent), BigInt(this.byteLength - sent), FLAGS);
  }

  protected override sendPlainFrom(sent: number): number {
    return sendRest(this.fd, this.#address + BigInt(sent), this.byteLength - sent, 0);
  }
}

export const openZeroCopyContiguous: OpenTransmitter = (fd, payload, options) =>
  new ContiguousZeroCopyTransmitter(fd, payload, options);
