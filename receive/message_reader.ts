/** Reads whole messages into memory, for who looks at their bytes: recv(2) until one is complete. */
import { EINTR } from "../ffi/errno.ts";
import { errno, libc } from "../ffi/libc.ts";
import { NativeMemory } from "../ffi/memory.ts";

export class MessageReader implements Disposable {
  readonly #fd: number;
  readonly #memory: NativeMemory;

  /** @param fd a connected, blocking TCP socket */
  constructor(fd: number, messageBytes: number) {
    this.#fd = fd;
    this.#memory = new NativeMemory(messageBytes);
  }

  /** The message that was read last. */
  get message(): Uint8Array<ArrayBuffer> {
    return this.#memory.bytes;
  }

  /** @returns bytes read, fewer than a message when the stream ended within it or before it; `-errno` on failure */
  read(): number {
    const { address, byteLength } = this.#memory;
    let bytes = 0;
    while (bytes < byteLength) {
      const result = libc().recv(this.#fd, address + BigInt(bytes), BigInt(byteLength - bytes), 0);
      if (result > 0) bytes += result;
      else if (result === 0) return bytes;
      else {
        const code = errno();
        if (code !== EINTR) return -code;
      }
    }
    return bytes;
  }

  [Symbol.dispose](): void {
    this.#memory[Symbol.dispose]();
  }
}
