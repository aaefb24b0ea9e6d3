/**
 * `recv-fields`: a recv(2) for each field of a message, into the field's own memory: 8 system calls per
 * message, and nothing left to parse. A short call is continued where it ended, so fields stay whole.
 */
import { EINTR } from "../ffi/errno.ts";
import { errno, libc } from "../ffi/libc.ts";
import { SYS_RECVFROM } from "../ffi/syscalls.ts";
import { FIELD_COUNT } from "../modes/payload.ts";
import { FieldMemory } from "./field_memory.ts";
import type { ExpectedMessage, Receiver, ReceiveStrategy } from "./strategy.ts";

class RecvFieldsReceiver implements Receiver {
  readonly mappedBytes = null;
  readonly #libc = libc();
  readonly #fd: number;
  readonly #memory: FieldMemory;
  readonly #addresses: readonly bigint[];
  readonly #sizes: readonly number[];
  readonly #lengths: readonly bigint[];
  /** The field that comes next, and how much of it is there. */
  #field = 0;
  #filled = 0;

  constructor(fd: number, message: ExpectedMessage) {
    this.#fd = fd;
    this.#memory = new FieldMemory(message);
    const { fields } = this.#memory;
    this.#addresses = fields.map(({ address }) => address);
    this.#sizes = fields.map(({ byteLength }) => byteLength);
    this.#lengths = this.#sizes.map(BigInt);
  }

  /** Here one call is a recv for each field, to the end of the message or to a short one. */
  receiveMany(n: number): number {
    let bytes = 0;
    for (let i = 0; i < n; i++) {
      const result = this.#receiveFields();
      if (result < 0) return result;
      if (result === 0) break;
      bytes += result;
    }
    return bytes;
  }

  #receiveFields(): number {
    const { recvfrom } = this.#libc, nr = SYS_RECVFROM;
    const fd = this.#fd, addresses = this.#addresses, lengths = this.#lengths;
    let bytes = 0;
    for (;;) {
      const field = this.#field;
      const wanted = this.#sizes[field]! - this.#filled;
      const result = this.#filled === 0
        ? recvfrom(nr, fd, addresses[field]!, lengths[field]!, 0, 0n, 0n)
        : this.#receiveRest(field);
      if (result === 0) return bytes;
      if (result < 0) {
        const code = errno();
        if (code === EINTR) continue;
        return -code;
      }
      bytes += result;
      if (result < wanted) {
        this.#filled += result;
        return bytes;
      }
      this.#filled = 0;
      this.#field = field + 1 === FIELD_COUNT ? 0 : field + 1;
      if (this.#field === 0) return bytes;
    }
  }

  /** Two numbers are allocated for the rest of a field: negligible beside the wait or the copy that cut it off. */
  #receiveRest(field: number): number {
    const filled = BigInt(this.#filled);
    const address = this.#addresses[field]! + filled, length = this.#lengths[field]! - filled;
    return this.#libc.recvfrom(SYS_RECVFROM, this.#fd, address, length, 0, 0n, 0n);
  }

  taken(bytes: number): readonly Uint8Array<ArrayBuffer>[] {
    return this.#memory.taken(this.#memory.offsets[this.#field]! + this.#filled, bytes);
  }

  [Symbol.dispose](): void {
    this.#memory[Symbol.dispose]();
  }
}

export const recvFields: ReceiveStrategy = {
  id: "recv-fields",
  summary: "8 × recv, each field into memory of its own",
  discards: false,
  open: (fd, message) => new RecvFieldsReceiver(fd, message),
};
