/**
 * A `msghdr` over the 8 fields of a message for sendmsg(2), set up once, and the rest of it after a partial send. Where
 * several messages are submitted at a time there is one for each.
 */
import { MSG_NOSIGNAL } from "../ffi/constants.ts";
import { EINTR } from "../ffi/errno.ts";
import { errno, libc } from "../ffi/libc.ts";
import { NativeMemory } from "../ffi/memory.ts";
import { IOVEC, MSGHDR } from "../ffi/structs.ts";
import { SYS_SENDMSG } from "../ffi/syscalls.ts";
import { FIELD_COUNT, type Payload } from "./payload.ts";

/** A msghdr and its iovec. */
export const GATHER_BYTES = MSGHDR.size + FIELD_COUNT * IOVEC.size;
const WORDS_PER_GATHER = GATHER_BYTES / 8, WORDS_PER_IOVEC = IOVEC.size / 8, IOVEC_WORD = MSGHDR.size / 8;

/** The message as a scatter-gather list in native memory. */
export class GatherMessage implements Disposable {
  /** Address of the first msghdr for a whole message; the others follow, each {@linkcode GATHER_BYTES} behind the last. */
  readonly address: bigint;
  readonly byteLength: number;
  readonly #payload: Payload;
  readonly #whole: NativeMemory;
  readonly #rest = new NativeMemory(GATHER_BYTES);
  /** Addresses of the fields of all messages. */
  readonly #addresses: BigUint64Array<ArrayBuffer>;
  /** The memory of all whole messages, as words. */
  readonly #words: BigUint64Array<ArrayBuffer>;
  #message = 0;

  /** @param places how many messages are submitted at a time; initially each is the payload's first */
  constructor(payload: Payload, places = 1) {
    this.#payload = payload;
    this.byteLength = payload.messageBytes;
    this.#whole = new NativeMemory(places * GATHER_BYTES);
    this.#words = new BigUint64Array(this.#whole.buffer);
    this.address = this.#whole.address;
    this.#addresses = new BigUint64Array(FIELD_COUNT * payload.messageCount);
    for (let i = 0; i < this.#addresses.length; i++) {
      this.#addresses[i] = payload.address(Math.floor(i / FIELD_COUNT), i % FIELD_COUNT);
    }
    for (let place = 0; place < places; place++) this.#write(this.#whole, place * GATHER_BYTES, 0);
  }

  /** Points one at another message of the payload: copies between typed arrays, so nothing is allocated. */
  point(message: number, place = 0): void {
    const addresses = this.#addresses, words = this.#words;
    const first = message * FIELD_COUNT, iovec = place * WORDS_PER_GATHER + IOVEC_WORD;
    for (let i = 0; i < FIELD_COUNT; i++) words[iovec + i * WORDS_PER_IOVEC] = addresses[first + i]!;
    this.#message = message;
  }

  /** Address of a msghdr for what is left after `sent` bytes of the message pointed at last; valid until the next call. */
  rest(sent: number): bigint {
    this.#write(this.#rest, 0, sent);
    return this.#rest.address;
  }

  /**
   * Continues a plain sendmsg until the whole message is sent.
   *
   * @param sent bytes sent before
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
      result = libc().sendmsg(SYS_SENDMSG, fd, this.rest(sent), MSG_NOSIGNAL);
    }
  }

  #write({ view, address }: NativeMemory, start: number, sent: number): void {
    let skip = sent;
    let count = 0;
    for (const [i, { byteLength }] of this.#payload.fields.entries()) {
      const skipped = Math.min(skip, byteLength);
      skip -= skipped;
      if (skipped === byteLength) continue;
      const at = start + MSGHDR.size + count * IOVEC.size;
      const base = this.#payload.address(this.#message, i) + BigInt(skipped);
      view.setBigUint64(at + IOVEC.base, base, true);
      view.setBigUint64(at + IOVEC.len, BigInt(byteLength - skipped), true);
      count += 1;
    }
    view.setBigUint64(start + MSGHDR.iov, address + BigInt(start + MSGHDR.size), true);
    view.setBigUint64(start + MSGHDR.iovlen, BigInt(count), true);
  }

  [Symbol.dispose](): void {
    this.#whole[Symbol.dispose]();
    this.#rest[Symbol.dispose]();
  }
}
