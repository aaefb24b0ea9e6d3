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

/** In place of what a call has returned. */
const NOT_TRIED = -2;

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
    const { recvfrom } = this.#libc, nr = SYS_RECVFROM;
    const fd = this.#fd, size = this.#sizes[0]!, lastSize = this.#sizes[7]!;
    const a = this.#addresses, length = this.#lengths[0]!, lastLength = this.#lengths[7]!;
    // Spelled out: addresses that do not change in the loop are unwrapped once, as in `two_copy.ts`.
    // deno-fmt-ignore
    const a0 = a[0]!, a1 = a[1]!, a2 = a[2]!, a3 = a[3]!, a4 = a[4]!, a5 = a[5]!, a6 = a[6]!, a7 = a[7]!;
    let bytes = 0;
    for (let i = 0; i < n; i++) {
      let field = 0, result = NOT_TRIED;
      if (this.#field === 0 && this.#filled === 0) {
        result = recvfrom(nr, fd, a0, length, 0, 0n, 0n);
        // deno-fmt-ignore
        {
          if (result === size) { field = 1; result = recvfrom(nr, fd, a1, length, 0, 0n, 0n); }
          if (result === size && field === 1) { field = 2; result = recvfrom(nr, fd, a2, length, 0, 0n, 0n); }
          if (result === size && field === 2) { field = 3; result = recvfrom(nr, fd, a3, length, 0, 0n, 0n); }
          if (result === size && field === 3) { field = 4; result = recvfrom(nr, fd, a4, length, 0, 0n, 0n); }
          if (result === size && field === 4) { field = 5; result = recvfrom(nr, fd, a5, length, 0, 0n, 0n); }
          if (result === size && field === 5) { field = 6; result = recvfrom(nr, fd, a6, length, 0, 0n, 0n); }
          if (result === size && field === 6) { field = 7; result = recvfrom(nr, fd, a7, lastLength, 0, 0n, 0n); }
        }
        if (result === lastSize && field === 7) {
          bytes += 7 * size + lastSize;
          continue;
        }
        this.#field = field;
      }
      const rest = this.#receiveFrom(result);
      if (rest < 0) return rest;
      if (field + rest === 0) break;
      bytes += field * size + rest;
    }
    return bytes;
  }

  /**
   * Goes on from the field and byte that come next, to the end of the message or to a short call.
   *
   * @param first what a call for the field has returned already
   */
  #receiveFrom(first: number): number {
    let bytes = 0, result = first;
    for (;;) {
      const field = this.#field;
      const wanted = this.#sizes[field]! - this.#filled;
      if (result === NOT_TRIED) result = this.#receiveRest(field);
      if (result === 0) return bytes;
      if (result < 0) {
        const code = errno();
        if (code !== EINTR) return -code;
        result = NOT_TRIED;
        continue;
      }
      bytes += result;
      if (result < wanted) {
        this.#filled += result;
        return bytes;
      }
      this.#filled = 0;
      this.#field = field + 1 === FIELD_COUNT ? 0 : field + 1;
      if (this.#field === 0) return bytes;
      result = NOT_TRIED;
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
