/**
 * What a connection's sender has written and TCP has not sent yet. On a path slower than the sender the queue holds up to
 * a send buffer of megabytes, so that bytes of a turn are still sent after its end: their segments, retransmits and
 * transmit work would count for the next mode.
 *
 * Source: tcp(7), linux/sockios.h (SIOCOUTQNSD).
 */
import { libc } from "../ffi/libc.ts";
import { NativeMemory } from "../ffi/memory.ts";

const SIOCOUTQNSD = 0x894bn;

export class SendQueue implements Disposable {
  readonly #fd: number;
  readonly #messageBytes: number;
  readonly #memory = new NativeMemory(4);
  readonly #unsentBytes = new Int32Array(this.#memory.buffer);
  readonly #ioctl = libc().ioctl;

  constructor(fd: number, messageBytes: number) {
    this.#fd = fd;
    this.#messageBytes = messageBytes;
  }

  /** Whether it holds more than the last `messages`; no, where the kernel does not say. Allocates nothing. */
  isDeeperThan(messages: number): boolean {
    return this.#ioctl(this.#fd, SIOCOUTQNSD, this.#memory.address) === 0 &&
      this.#unsentBytes[0]! > messages * this.#messageBytes;
  }

  [Symbol.dispose](): void {
    this.#memory[Symbol.dispose]();
  }
}
