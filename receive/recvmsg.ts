/**
 * `recvmsg`: one recvmsg(2) scatters a message over its 8 fields (readv(2)). A short call is continued where it ended,
 * so fields stay whole.
 */
import { EINTR } from "../ffi/errno.ts";
import { errno, libc } from "../ffi/libc.ts";
import { NativeMemory } from "../ffi/memory.ts";
import { IOVEC, MSGHDR } from "../ffi/structs.ts";
import { SYS_RECVMSG } from "../ffi/syscalls.ts";
import { FIELD_COUNT } from "../modes/payload.ts";
import { FieldMemory } from "./field_memory.ts";
import type { ExpectedMessage, Receiver, ReceiveStrategy } from "./strategy.ts";

class RecvmsgReceiver implements Receiver {
  readonly mappedBytes = null;
  readonly #libc = libc();
  readonly #fd: number;
  readonly #fields: FieldMemory;
  readonly #addresses: readonly number[];
  readonly #header = new NativeMemory(MSGHDR.size + FIELD_COUNT * IOVEC.size);
  readonly #words = new Uint32Array(this.#header.buffer);
  /** How much of the message has arrived. */
  #filled = 0;

  constructor(fd: number, message: ExpectedMessage) {
    this.#fd = fd;
    this.#fields = new FieldMemory(message);
    this.#addresses = this.#fields.fields.map(({ address }) => Number(address)); // of 47 bits
    this.#write(MSGHDR.iov, Number(this.#header.address) + MSGHDR.size);
    this.#point();
  }

  receiveMany(n: number): number {
    const { recvmsg } = this.#libc, nr = SYS_RECVMSG;
    const fd = this.#fd, { address } = this.#header, { messageBytes } = this.#fields;
    let bytes = 0;
    for (let i = 0; i < n; i++) {
      const result = recvmsg(nr, fd, address, 0);
      if (result > 0) {
        bytes += result;
        if (result !== messageBytes) {
          this.#filled = (this.#filled + result) % messageBytes;
          this.#point();
        }
      } else if (result === 0) break;
      else {
        const code = errno();
        if (code !== EINTR) return -code;
        i -= 1;
      }
    }
    return bytes;
  }

  taken(bytes: number): readonly Uint8Array<ArrayBuffer>[] {
    return this.#fields.taken(this.#filled, bytes);
  }

  /** Points the header at what is missing of the message. Allocates nothing. */
  #point(): void {
    const { fields, offsets } = this.#fields;
    let at = MSGHDR.size;
    for (let i = 0; i < FIELD_COUNT; i++) {
      const size = fields[i]!.byteLength;
      const there = Math.max(0, this.#filled - offsets[i]!);
      if (there >= size) continue;
      this.#write(at + IOVEC.base, this.#addresses[i]! + there);
      this.#write(at + IOVEC.len, size - there);
      at += IOVEC.size;
    }
    this.#write(MSGHDR.iovlen, (at - MSGHDR.size) / IOVEC.size);
  }

  /** 64 bits, exact up to 2^53; without a BigInt, which would be allocated. */
  #write(at: number, value: number): void {
    this.#words[at / 4] = value % 2 ** 32;
    this.#words[at / 4 + 1] = value / 2 ** 32;
  }

  [Symbol.dispose](): void {
    this.#fields[Symbol.dispose]();
    this.#header[Symbol.dispose]();
  }
}

export const recvmsg: ReceiveStrategy = {
  id: "recvmsg",
  summary: "one recvmsg with iovec[8], each field into memory of its own",
  discards: false,
  open: (fd, message) => new RecvmsgReceiver(fd, message),
};
