/**
 * `sendfile` (Cf): sendfile(2) of a message that lies in a file in memory (memfd_create(2)). The file's pages go into the
 * stream by reference, so nothing is copied, nothing is pinned, and nothing says when they may be rewritten.
 */
import { MADV_NOHUGEPAGE, MADV_REMOVE, MFD_CLOEXEC } from "../ffi/constants.ts";
import { EINTR, EPIPE } from "../ffi/errno.ts";
import { check, errno, libc } from "../ffi/libc.ts";
import { NativeMemory, pageBytes } from "../ffi/memory.ts";
import { SYS_MEMFD_CREATE, SYS_SENDFILE } from "../ffi/syscalls.ts";
import type { OpenTransmitter } from "./mode.ts";
import type { Payload } from "./payload.ts";
import { PageSharingTransmitter, type Region } from "./shared_pages.ts";

/** The messages of a payload, packed, in a file in memory, each from a page's start. */
class MessageFile implements Disposable {
  readonly fd: number;
  readonly strideBytes: number;
  readonly address: bigint;

  /** @param rewrites keeps the kernel from merging pages into huge ones, of which it would clear parts in place */
  constructor(payload: Payload, rewrites: boolean) {
    const { madvise, memfd_create, ftruncate } = libc();
    const page = pageBytes();
    this.strideBytes = Math.ceil(payload.messageBytes / page) * page;
    const byteLength = payload.messageCount * this.strideBytes;
    const name = new TextEncoder().encode("netio\0");
    this.fd = check(
      "memfd_create",
      memfd_create(SYS_MEMFD_CREATE, name, MFD_CLOEXEC),
      () => "needs Linux 3.17",
    );
    try {
      check("ftruncate", ftruncate(this.fd, BigInt(byteLength)));
      const memory = new NativeMemory(byteLength, { fd: this.fd, offset: 0n });
      this.address = memory.address;
      if (rewrites) {
        madvise(this.address, BigInt(byteLength), MADV_NOHUGEPAGE); // EINVAL: this kernel has none
        check("madvise", madvise(this.address, BigInt(byteLength), MADV_REMOVE));
      }
      payload.packInto(memory, this.strideBytes);
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  [Symbol.dispose](): void {
    libc().close(this.fd);
  }
}

class SendfileTransmitter extends PageSharingTransmitter {
  readonly #file: MessageFile;
  readonly #byteLength: number;
  readonly #length: bigint;
  /** The offset in the file, which the kernel advances: an off_t, as two words. */
  readonly #offsetMemory = new NativeMemory(8);
  readonly #offset = new Uint32Array(this.#offsetMemory.buffer);
  #message = 0;
  #low = 0;
  #high = 0;

  /** @throws SyscallError where the kernel refuses the file or has no memory for it */
  constructor(fd: number, payload: Payload, rewrites: boolean) {
    super(fd, "file", rewrites);
    this.#byteLength = payload.messageBytes;
    this.#length = BigInt(payload.messageBytes);
    this.#file = new MessageFile(payload, rewrites);
  }

  sendMany(n: number): number {
    const { sendfile } = this.libc, nr = SYS_SENDFILE;
    const fd = this.fd, byteLength = this.#byteLength, length = this.#length, file = this.#file.fd;
    const offset = this.#offset,
      offsetAddress = this.#offsetMemory.address,
      low = this.#low,
      high = this.#high;
    for (let i = 0; i < n; i++) {
      offset[0] = low;
      offset[1] = high;
      const result = sendfile(nr, fd, file, offsetAddress, length);
      if (result !== byteLength) {
        const failure = this.#sendRest(result);
        if (failure < 0) return failure;
      }
    }
    this.noteSent(this.#message, n);
    return n;
  }

  point(message: number): void {
    const at = message * this.#file.strideBytes;
    this.#message = message;
    this.#low = at >>> 0;
    this.#high = Math.floor(at / 2 ** 32);
  }

  /** Continues a call that returned `result` until the whole message is sent; returns its length, or `-errno`. */
  #sendRest(result: number): number {
    let sent = 0;
    for (;;) {
      if (result > 0) {
        sent += result;
        if (sent === this.#byteLength) return sent;
      } else if (result === 0) return -EPIPE; // at the end of the file, which no message reaches
      else {
        const code = errno();
        if (code !== EINTR) return -code;
      }
      const left = BigInt(this.#byteLength - sent);
      result = this.libc.sendfile(SYS_SENDFILE, this.fd, this.#file.fd, this.#offsetMemory.address, left);
    }
  }

  protected override regions(message: number): readonly Region[] {
    const address = this.#file.address + BigInt(message * this.#file.strideBytes);
    return [{ address, byteLength: this.#byteLength }];
  }

  override [Symbol.dispose](): void {
    this.#file[Symbol.dispose]();
    this.#offsetMemory[Symbol.dispose]();
  }
}

export const openSendfile: OpenTransmitter = (fd, payload, options) =>
  new SendfileTransmitter(fd, payload, options?.rewrites ?? false);
