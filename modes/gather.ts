/**
 * A `msghdr` over the 8 fields for sendmsg(2), set up once, and the rest of it after a partial send.
 */
import { MSG_NOSIGNAL } from "../ffi/constants.ts";
import { EINTR } from "../ffi/errno.ts";
import { errno, libc } from "../ffi/libc.ts";
import { NativeMemory } from "../ffi/memory.ts";
import { IOVEC, MSGHDR } from "../ffi/structs.ts";
import type { Field } from "./payload.ts";

/** The message as a scatter-gather list in native memory. */
export class GatherMessage implements Disposable {
  /** Address of the msghdr for the whole message. */
  readonly address: bigint;
  readonly byteLength: number;
  readonly #fields: readonly Field[];
  readonly #whole: NativeMemory;
  readonly #rest: NativeMemory;

  constructor(fields: readonly Field[]) {
    const size = MSGHDR.size + fields.length * IOVEC.size;
    this.#fields = fields;
    this.#whole = new NativeMemory(size);
    this.#rest = new NativeMemory(size);
    this.byteLength = fields.reduce((sum, field) => sum + field.byteLength, 0);
    this.address = this.#whole.address;
    writeMessage(this.#whole, fields, 0);
  }

  /** Address of a msghdr for what is left after `sent` bytes; valid until the next call. */
  rest(sent: number): bigint {
    writeMessage(this.#rest, this.#fields, sent);
    return this.#rest.address;
  }

  /**
   * Continues a plain sendmsg until the whole message is handed over.
   *
   * @param sent bytes handed over before
   * @param result what the last call returned; errno is read if it is -1
   * @returns the message's length, or `-errno`
   */
  sendRest(fd: number, sent: number, result: number): number {
    for (;;) {
      if (result >= 0) {
        sent += result;
        if (sent === this.byteLength) return sent;
      } else {
        const code = errno();
        if (code !== EINTR) return -code;
      }
      result = libc().sendmsg(fd, this.rest(sent), MSG_NOSIGNAL);
    }
  }

  [Symbol.dispose](): void {
    this.#whole[Symbol.dispose]();
    this.#rest[Symbol.dispose]();
  }
}

function writeMessage(memory: NativeMemory, fields: readonly Field[], sent: number): void {
  const { view } = memory;
  let skip = sent;
  let count = 0;
  for (const { address, byteLength } of fields) {
    const skipped = Math.min(skip, byteLength);
    skip -= skipped;
    if (skipped === byteLength) continue;
    const at = MSGHDR.size + count * IOVEC.size;
    view.setBigUint64(at + IOVEC.base, address + BigInt(skipped), true);
    view.setBigUint64(at + IOVEC.len, BigInt(byteLength - skipped), true);
    count += 1;
  }
  view.setBigUint64(MSGHDR.iov, memory.address + BigInt(MSGHDR.size), true);
  view.setBigUint64(MSGHDR.iovlen, BigInt(count), true);
}
