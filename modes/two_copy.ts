/** `two-copy` (A1): memcpy the 8 fields into one buffer, then send(2) it. */
import { MSG_NOSIGNAL } from "../ffi/constants.ts";
import { libc } from "../ffi/libc.ts";
import type { TransmitMode, Transmitter } from "./mode.ts";
import type { Payload } from "./payload.ts";
import { sendRest } from "./send_rest.ts";

class TwoCopyTransmitter implements Transmitter {
  readonly #libc = libc();
  readonly #fd: number;
  readonly #byteLength: number;
  readonly #buffer: bigint;
  readonly #bufferLength: bigint;
  readonly #sources: readonly bigint[];
  readonly #targets: readonly bigint[];
  readonly #lengths: readonly bigint[];

  constructor(fd: number, payload: Payload) {
    const { address } = payload.allocate(payload.messageBytes);
    let offset = 0;
    this.#fd = fd;
    this.#byteLength = payload.messageBytes;
    this.#buffer = address;
    this.#bufferLength = BigInt(payload.messageBytes);
    this.#sources = payload.fields.map((field) => field.address);
    this.#lengths = payload.fields.map((field) => BigInt(field.byteLength));
    this.#targets = payload.fields.map((field) => {
      const target = address + BigInt(offset);
      offset += field.byteLength;
      return target;
    });
  }

  sendMany(n: number): number {
    const { send, memcpy } = this.#libc;
    const fd = this.#fd, byteLength = this.#byteLength;
    const buffer = this.#buffer, bufferLength = this.#bufferLength;
    const sources = this.#sources, targets = this.#targets, lengths = this.#lengths;
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < 8; k++) memcpy(targets[k]!, sources[k]!, lengths[k]!);
      const result = send(fd, buffer, bufferLength, MSG_NOSIGNAL);
      if (result !== byteLength) {
        const failure = sendRest(fd, buffer, byteLength, result);
        if (failure < 0) return failure;
      }
    }
    return n;
  }

  finish(): null {
    return null;
  }

  [Symbol.dispose](): void {}
}

export const twoCopy: TransmitMode = {
  id: "two-copy",
  alias: "A1",
  summary: "memcpy 8 fields into one buffer, then send",
  asksZeroCopy: false,
  open: (fd, payload) => new TwoCopyTransmitter(fd, payload),
};
