/** `per-field` (A1f): 8 × send(2), one per field. */
import { MSG_NOSIGNAL } from "../ffi/constants.ts";
import { SYS_SENDTO } from "../ffi/syscalls.ts";
import { CopyingTransmitter } from "./copying_transmitter.ts";
import type { OpenTransmitter } from "./mode.ts";
import { type Eight, fieldAddresses, type Payload } from "./payload.ts";
import { sendRest } from "./send_rest.ts";

class PerFieldTransmitter extends CopyingTransmitter {
  readonly #messages: readonly Eight<bigint>[];
  #addresses: Eight<bigint>;
  readonly #lengths: readonly bigint[];
  readonly #byteLengths: readonly number[];

  constructor(fd: number, payload: Payload) {
    super(fd);
    this.#messages = fieldAddresses(payload);
    this.#addresses = this.#messages[0]!;
    this.#lengths = payload.fields.map((field) => BigInt(field.byteLength));
    this.#byteLengths = payload.fields.map((field) => field.byteLength);
  }

  sendMany(n: number): number {
    const { sendto } = this.libc;
    const fd = this.fd;
    const addresses = this.#addresses, lengths = this.#lengths, byteLengths = this.#byteLengths;
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < 8; k++) {
        const result = sendto(SYS_SENDTO, fd, addresses[k]!, lengths[k]!, MSG_NOSIGNAL, 0n, 0);
        if (result !== byteLengths[k]) {
          const failure = sendRest(fd, addresses[k]!, byteLengths[k]!, result);
          if (failure < 0) return failure;
        }
      }
    }
    return n;
  }

  point(message: number): void {
    this.#addresses = this.#messages[message]!;
  }
}

export const openPerField: OpenTransmitter = (fd, payload) => new PerFieldTransmitter(fd, payload);
