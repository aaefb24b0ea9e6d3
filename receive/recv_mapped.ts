/**
 * `recv-mapped`: getsockopt(TCP_ZEROCOPY_RECEIVE) puts the pages that bytes lie in into this process's address space
 * instead of copying them. The kernel maps whole single pages only. What comes before the next of these is copied: less
 * than a page by the same call (its copy buffer), more by a recvmsg(2) of as much as the call says (`recv_skip_hint`).
 *
 * Mapped pages are given back by the next call, which clears the mapping first. The call never waits: where nothing has
 * arrived yet, a recv with MSG_PEEK waits, and says how a stream ended.
 * Source: linux/tcp.h; net/ipv4/tcp.c, tcp_zerocopy_receive(); since Linux 4.18, its copy buffer since 5.11.
 */
import { IPPROTO_TCP, MSG_PEEK, TCP_ZEROCOPY_RECEIVE } from "../ffi/constants.ts";
import { EINTR, EIO, SyscallError } from "../ffi/errno.ts";
import { errno, libc } from "../ffi/libc.ts";
import { NativeMemory, pageBytes } from "../ffi/memory.ts";
import { IOVEC, MSGHDR, TCP_ZEROCOPY } from "../ffi/structs.ts";
import { SYS_RECVFROM, SYS_RECVMSG } from "../ffi/syscalls.ts";
import { RECEIVE_BUFFER_BYTES } from "./recv.ts";
import type { Receiver, ReceiveStrategy } from "./strategy.ts";

/** What Linux 5.11 knows of the structure. */
const REQUEST_BYTES = TCP_ZEROCOPY.flags + 4;
const NEEDED = "recv-mapped needs TCP_ZEROCOPY_RECEIVE with its copy buffer, which Linux has since 5.11";

/** Offsets in one allocation of the structures that the kernel reads and writes, and indices of 32-bit words. */
const AT = { request: 0, length: 64, header: 72, iovec: 128, size: 144 } as const;
const WORD = {
  mapped: TCP_ZEROCOPY.length / 4,
  skipHint: TCP_ZEROCOPY.recv_skip_hint / 4,
  error: TCP_ZEROCOPY.err / 4,
  copied: TCP_ZEROCOPY.copybuf_len / 4,
  requestLength: AT.length / 4,
  restLength: (AT.iovec + IOVEC.len) / 4,
} as const;

class RecvMappedReceiver implements Receiver {
  readonly #libc = libc();
  readonly #fd: number;
  readonly #pages: NativeMemory;
  /** When all that is there fits into it the kernel copies it, so a whole page must not; all that is less has to. */
  readonly #copyBufferBytes = pageBytes() - 1;
  readonly #copyBuffer = new NativeMemory(this.#copyBufferBytes);
  readonly #rest = new NativeMemory(RECEIVE_BUFFER_BYTES);
  readonly #structures = new NativeMemory(AT.size);
  readonly #words = new Int32Array(this.#structures.buffer);
  readonly #request = this.#structures.bytes.subarray(AT.request);
  readonly #requestLength = this.#structures.bytes.subarray(AT.length, AT.length + 4);
  readonly #header = this.#structures.address + BigInt(AT.header);
  readonly #restAddress = this.#rest.address;
  /** A double from the start, since it grows beyond what V8 has for small integers. */
  readonly #mappedBytes = new Float64Array(1);
  /** What the last call left in the buffer for what can't be mapped. */
  #restBytes = 0;

  /** @throws SyscallError, or another Error with the reason, where the kernel can't do it */
  constructor(fd: number, pages: NativeMemory) {
    this.#fd = fd;
    this.#pages = pages;
    const { view, address } = this.#structures;
    view.setBigUint64(TCP_ZEROCOPY.address, this.#pages.address, true);
    view.setBigUint64(TCP_ZEROCOPY.copybuf_address, this.#copyBuffer.address, true);
    view.setBigUint64(AT.header + MSGHDR.iov, address + BigInt(AT.iovec), true);
    view.setBigUint64(AT.header + MSGHDR.iovlen, 1n, true);
    view.setBigUint64(AT.iovec + IOVEC.base, this.#restAddress, true);
    this.#requireSupport();
  }

  get mappedBytes(): number {
    return this.#mappedBytes[0]!;
  }

  receiveMany(n: number): number {
    let bytes = 0;
    for (let i = 0; i < n; i++) {
      const result = this.#receive();
      if (result < 0) return result;
      if (result === 0) break;
      bytes += result;
    }
    return bytes;
  }

  taken(): readonly Uint8Array<ArrayBuffer>[] {
    return [
      this.#pages.bytes.subarray(0, this.#words[WORD.mapped]),
      this.#copyBuffer.bytes.subarray(0, this.#words[WORD.copied]),
      this.#rest.bytes.subarray(0, this.#restBytes),
    ];
  }

  /** @returns bytes that a call took, and the recvmsg that goes with it; 0 at the end of the stream; `-errno` */
  #receive(): number {
    const words = this.#words;
    for (;;) {
      const failure = this.#map(RECEIVE_BUFFER_BYTES, this.#copyBufferBytes);
      if (failure < 0) return failure;
      const mappedBytes = words[WORD.mapped]!;
      this.#mappedBytes[0]! += mappedBytes;
      const restBytes = this.#receiveRest(words[WORD.skipHint]!);
      if (restBytes < 0) return restBytes;
      const bytes = mappedBytes + words[WORD.copied]! + restBytes;
      if (bytes > 0) return bytes;
      const waited = this.#waitForMore();
      if (waited <= 0) return waited;
    }
  }

  /** @returns 0, with what it did in the structure, or `-errno` */
  #map(mostBytes: number, copyBufferBytes: number): number {
    const words = this.#words;
    words[WORD.mapped] = mostBytes;
    words[WORD.copied] = copyBufferBytes;
    words[WORD.error] = 0;
    words[WORD.requestLength] = REQUEST_BYTES;
    const { getsockopt } = this.#libc;
    if (getsockopt(this.#fd, IPPROTO_TCP, TCP_ZEROCOPY_RECEIVE, this.#request, this.#requestLength) < 0) {
      words[WORD.mapped] = words[WORD.copied] = words[WORD.skipHint] = 0;
      const code = errno();
      return code === EIO ? 0 : -code; // EIO: nothing is left of a stream that has ended
    }
    const copied = words[WORD.copied]!;
    return copied < 0 ? copied : words[WORD.error]!;
  }

  #receiveRest(unmappableBytes: number): number {
    this.#restBytes = 0;
    if (unmappableBytes === 0) return 0;
    const { recvmsg } = this.#libc;
    this.#words[WORD.restLength] = Math.min(unmappableBytes, RECEIVE_BUFFER_BYTES);
    for (;;) {
      const result = recvmsg(SYS_RECVMSG, this.#fd, this.#header, 0);
      if (result >= 0) return this.#restBytes = result;
      const code = errno();
      if (code !== EINTR) return -code;
    }
  }

  /** @returns 1, or 0 at the end of the stream, or `-errno` */
  #waitForMore(): number {
    const { recvfrom } = this.#libc;
    for (;;) {
      const result = recvfrom(SYS_RECVFROM, this.#fd, this.#restAddress, 1n, MSG_PEEK, 0n, 0n);
      if (result >= 0) return result;
      const code = errno();
      if (code !== EINTR) return -code;
    }
  }

  /** Asks for nothing, and so takes nothing; an older kernel refuses, or takes a shorter structure only. */
  #requireSupport(): void {
    const result = this.#map(0, 0);
    const isShort = this.#words[WORD.requestLength]! < REQUEST_BYTES;
    if (result === 0 && !isShort) return;
    this[Symbol.dispose]();
    if (result < 0) throw new SyscallError("getsockopt(TCP_ZEROCOPY_RECEIVE)", -result, NEEDED);
    throw new Error(NEEDED);
  }

  [Symbol.dispose](): void {
    for (const memory of [this.#pages, this.#copyBuffer, this.#rest, this.#structures]) {
      memory[Symbol.dispose]();
    }
  }
}

/** Addresses for pages of a socket: read-only, or tcp_mmap() refuses. */
function addressesFor(fd: number): NativeMemory {
  try {
    return new NativeMemory(RECEIVE_BUFFER_BYTES, { fd, offset: 0n, isReadOnly: true });
  } catch (error) {
    throw error instanceof SyscallError ? new SyscallError("mmap of a socket", error.errno, NEEDED) : error;
  }
}

export const recvMapped: ReceiveStrategy = {
  id: "recv-mapped",
  summary: "TCP_ZEROCOPY_RECEIVE: pages are mapped where they can be, the rest copied",
  discards: false,
  open: (fd) => new RecvMappedReceiver(fd, addressesFor(fd)),
};
