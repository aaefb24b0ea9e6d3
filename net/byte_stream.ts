/**
 * A connected socket of netio's own as a stream of bytes, read and written without blocking the thread. Deno's
 * connections can't be given options before they connect, which is when the segment size is negotiated.
 */
import { MSG_DONTWAIT, MSG_NOSIGNAL, POLLIN, POLLOUT } from "../ffi/constants.ts";
import { EAGAIN, EINTR, SyscallError } from "../ffi/errno.ts";
import { errno, libc } from "../ffi/libc.ts";
import { NativeMemory } from "../ffi/memory.ts";
import { POLLFD } from "../ffi/structs.ts";
import { type PathState, readPathState } from "./path_state.ts";
import type { Socket } from "./socket.ts";

const CHUNK_BYTES = 64 * 1024;
const NO_TIMEOUT = -1;

/** Owns the socket; gives it up by {@linkcode close}. */
export class ByteStream {
  readonly #socket: Socket;
  readonly #incoming = new NativeMemory(CHUNK_BYTES);
  readonly #outgoing = new NativeMemory(CHUNK_BYTES);
  readonly #waits = new Set<Promise<void>>();
  #last: PathState | null = null;
  #open = true;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** The path to the peer as it is, or was when the stream was closed. */
  get path(): PathState | null {
    return this.#open ? readPathState(this.#socket) : this.#last;
  }

  /**
   * The next bytes, as many as are there; `null` at the end of the stream.
   *
   * @throws SyscallError when the connection is lost
   */
  async read(into: Uint8Array): Promise<number | null> {
    const most = Math.min(into.length, CHUNK_BYTES);
    const { address, bytes } = this.#incoming;
    const count = await this.#again(
      "recv",
      POLLIN,
      () => libc().recv(this.#socket.fd, address, BigInt(most), MSG_DONTWAIT),
    );
    into.set(bytes.subarray(0, count));
    return count === 0 ? null : count;
  }

  /**
   * Sends some of the bytes, and returns how many.
   *
   * @throws SyscallError when the connection is lost
   */
  async write(from: Uint8Array): Promise<number> {
    const most = Math.min(from.length, CHUNK_BYTES);
    this.#outgoing.bytes.set(from.subarray(0, most));
    const { address } = this.#outgoing;
    return await this.#again(
      "send",
      POLLOUT,
      () => libc().send(this.#socket.fd, address, BigInt(most), MSG_DONTWAIT | MSG_NOSIGNAL),
    );
  }

  /** Ends the connection, and any read or write that still waits. */
  close(): void {
    if (!this.#open) return;
    this.#last = readPathState(this.#socket);
    this.#open = false;
    this.#socket.shutdown();
    Promise.allSettled(this.#waits).then(() => {
      for (const held of [this.#socket, this.#incoming, this.#outgoing]) held[Symbol.dispose]();
    });
  }

  /** Repeats a call until it would no longer block. */
  async #again(name: string, events: number, call: () => number): Promise<number> {
    for (;;) {
      if (!this.#open) throw new Error("the connection is closed");
      const result = call();
      if (result >= 0) return result;
      const code = errno();
      if (code === EAGAIN) await this.#ready(events);
      else if (code !== EINTR) throw new SyscallError(name, code);
    }
  }

  async #ready(events: number): Promise<void> {
    using pollfd = new NativeMemory(POLLFD.size);
    pollfd.view.setInt32(POLLFD.fd, this.#socket.fd, true);
    pollfd.view.setInt16(POLLFD.events, events, true);
    const wait = libc().pollAside(pollfd.address, 1n, NO_TIMEOUT).then(() => {});
    this.#waits.add(wait);
    await wait;
    this.#waits.delete(wait);
  }
}
