/**
 * `recv`: repeated recv(2) into one buffer. `recv-message`: the same with a buffer of the length of a message, as most
 * programs do it. `recv-discard`: the first with MSG_TRUNC, which discards the bytes inside the kernel (tcp(7)) and so
 * shows what the sender could do if the receiver's copy cost nothing.
 */
import { MSG_TRUNC } from "../ffi/constants.ts";
import { EINTR } from "../ffi/errno.ts";
import { errno, libc } from "../ffi/libc.ts";
import { NativeMemory } from "../ffi/memory.ts";
import { SYS_RECVFROM } from "../ffi/syscalls.ts";
import type { Receiver, ReceiveStrategy } from "./strategy.ts";

/** The most that a receiver takes by one call, where nothing else says how much. */
export const RECEIVE_BUFFER_BYTES = 256 * 1024;

export class RecvReceiver implements Receiver {
  readonly mappedBytes = null;
  readonly #libc = libc();
  readonly #fd: number;
  readonly #flags: number;
  readonly #memory: NativeMemory;
  readonly #address: bigint;
  readonly #length: bigint;

  constructor(fd: number, flags = 0, bufferBytes = RECEIVE_BUFFER_BYTES) {
    this.#fd = fd;
    this.#flags = flags;
    this.#memory = new NativeMemory(bufferBytes);
    this.#address = this.#memory.address;
    this.#length = BigInt(bufferBytes);
  }

  /** The first byte that the last call took. */
  get firstByte(): number {
    return this.#memory.bytes[0]!;
  }

  receiveMany(n: number): number {
    const { recvfrom } = this.#libc, nr = SYS_RECVFROM;
    const fd = this.#fd, flags = this.#flags, address = this.#address, length = this.#length;
    let bytes = 0;
    for (let i = 0; i < n; i++) {
      const result = recvfrom(nr, fd, address, length, flags, 0n, 0n);
      if (result > 0) bytes += result;
      else if (result === 0) break;
      else {
        const code = errno();
        if (code !== EINTR) return -code;
        i -= 1;
      }
    }
    return bytes;
  }

  taken(bytes: number): readonly Uint8Array<ArrayBuffer>[] {
    return [this.#memory.bytes.subarray(0, bytes)];
  }

  [Symbol.dispose](): void {
    this.#memory[Symbol.dispose]();
  }
}

export const recv: ReceiveStrategy = {
  id: "recv",
  summary: "recv into one 256 KiB buffer",
  discards: false,
  open: (fd) => new RecvReceiver(fd),
};

export const recvMessage: ReceiveStrategy = {
  id: "recv-message",
  summary: "recv into a buffer of one message",
  discards: false,
  open: (fd, { messageBytes }) => new RecvReceiver(fd, 0, messageBytes),
};

export const recvDiscard: ReceiveStrategy = {
  id: "recv-discard",
  summary: "recv with MSG_TRUNC: discarded in the kernel, no copy",
  discards: true,
  open: (fd) => new RecvReceiver(fd, MSG_TRUNC),
};
