/** `contiguous` (C): the control with nothing to gather: one send(2) of one buffer that already holds the message. */
import { MSG_NOSIGNAL } from "../ffi/constants.ts";
import { SYS_SENDTO } from "../ffi/syscalls.ts";
import { SimpleTransmitter } from "./simple_transmitter.ts";
import type { OpenTransmitter } from "./mode.ts";
import { packedAddresses, type Payload } from "./payload.ts";
import { sendRest } from "./send_rest.ts";

class ContiguousTransmitter extends SimpleTransmitter {
  readonly #messages: readonly bigint[];
  #address: bigint;
  readonly #length: bigint;
  readonly #byteLength: number;

  constructor(fd: number, payload: Payload) {
    super(fd);
    const { byteLength } = payload.packed();
    this.#messages = packedAddresses(payload);
    this.#address = this.#messages[0]!;
    this.#length = BigInt(byteLength);
    this.#byteLength = byteLength;
  }

  sendMany(n: number): number {
    const { sendto } = this.libc, nr = SYS_SENDTO, flags = MSG_NOSIGNAL;
    const fd = this.fd, address = this.#address, length = this.#length, byteLength = this.#byteLength;
    for (let i = 0; i < n; i++) {
      const result = sendto(nr, fd, address, length, flags, 0n, 0);
      if (result !== byteLength) {
        const failure = sendRest(fd, address, byteLength, result);
        if (failure < 0) return failure;
      }
    }
    return n;
  }

  point(message: number): void {
    this.#address = this.#messages[message]!;
  }
}

export const openContiguous: OpenTransmitter = (fd, payload) => new ContiguousTransmitter(fd, payload);
