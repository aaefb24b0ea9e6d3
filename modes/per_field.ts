/**
 * `per-field` (A1f): 8 × send(2), one per field. `per-field-more` (A1m): the same with MSG_MORE on the first seven, which
 * makes TCP wait for the eighth before it sends a partial segment.
 */
import { MSG_MORE, MSG_NOSIGNAL } from "../ffi/constants.ts";
import { SYS_SENDTO } from "../ffi/syscalls.ts";
import { SimpleTransmitter } from "./simple_transmitter.ts";
import type { OpenTransmitter } from "./mode.ts";
import { type Eight, eight, FIELD_COUNT, fieldAddresses, type Payload } from "./payload.ts";
import { sendRest } from "./send_rest.ts";

class PerFieldTransmitter extends SimpleTransmitter {
  readonly #messages: readonly Eight<bigint>[];
  #addresses: Eight<bigint>;
  readonly #lengths: readonly bigint[];
  readonly #byteLengths: readonly number[];
  readonly #flags: Eight<number>;

  /** @param more MSG_MORE, or 0 */
  constructor(fd: number, payload: Payload, more: number) {
    super(fd);
    this.#flags = eight((field) => field < FIELD_COUNT - 1 ? MSG_NOSIGNAL | more : MSG_NOSIGNAL);
    this.#messages = fieldAddresses(payload);
    this.#addresses = this.#messages[0]!;
    this.#lengths = payload.fields.map((field) => BigInt(field.byteLength));
    this.#byteLengths = payload.fields.map((field) => field.byteLength);
  }

  sendMany(n: number): number {
    const { sendto } = this.libc, nr = SYS_SENDTO;
    const fd = this.fd;
    const addresses = this.#addresses, lengths = this.#lengths, byteLengths = this.#byteLengths;
    const flags = this.#flags;
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < 8; k++) {
        const result = sendto(nr, fd, addresses[k]!, lengths[k]!, flags[k]!, 0n, 0);
        if (result !== byteLengths[k]) {
          const failure = sendRest(fd, addresses[k]!, byteLengths[k]!, result, flags[k]!);
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

export const openPerField: OpenTransmitter = (fd, payload) => new PerFieldTransmitter(fd, payload, 0);

export const openPerFieldMore: OpenTransmitter = (fd, payload) =>
  new PerFieldTransmitter(fd, payload, MSG_MORE);
