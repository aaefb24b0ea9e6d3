/**
 * An io_uring by its system calls: two rings in memory that the kernel and one thread share, and io_uring_enter(2).
 *
 * Who orders what. No kernel thread polls for requests (there is no IORING_SETUP_SQPOLL), so the kernel reads them
 * inside io_uring_enter, on this very thread. Completions are posted on it too: with IORING_SETUP_DEFER_TASKRUN only
 * inside io_uring_enter, without it wherever the thread enters the kernel. So both sides of both rings are one thread of
 * execution, which sees its own writes in order, on arm64 as on x86-64. Heads and tails are accessed by Atomics all the same: V8
 * makes sequentially consistent accesses of them on any ArrayBuffer, and its compiler neither moves them nor leaves them
 * out.
 */
import { EAGAIN, EBUSY, EINTR, ENOMEM, ETIME, SyscallError } from "../ffi/errno.ts";
import {
  IO_URING_CQE,
  IO_URING_GETEVENTS_ARG,
  IORING_CQE_F_MORE,
  IORING_CQE_F_NOTIF,
  IORING_ENTER_EXT_ARG,
  IORING_ENTER_GETEVENTS,
  IORING_REGISTER_BUFFERS,
  IORING_UNREGISTER_BUFFERS,
} from "../ffi/io_uring.ts";
import { errno, libc } from "../ffi/libc.ts";
import { NativeMemory } from "../ffi/memory.ts";
import { IOVEC, TIMESPEC } from "../ffi/structs.ts";
import { SYS_IO_URING_ENTER, SYS_IO_URING_REGISTER } from "../ffi/syscalls.ts";
import { type RingPlaces, setUpRing } from "./ring_setup.ts";

const CQE_WORDS = IO_URING_CQE.size / 4;
const RES_AT = IO_URING_CQE.res / 4, FLAGS_AT = IO_URING_CQE.flags / 4;
const TIMESPEC_AT = IO_URING_GETEVENTS_ARG.size;

/** Is notified of each completion as it is read. Requests are named by the low 32 bits of their `user_data`, an i32. */
export interface CompletionSink {
  /** A request is over; `willNotify`: a notification follows. */
  finished(id: number, result: number, willNotify: boolean): void;
  /** The kernel no longer needs the memory of a zero-copy send; `usage` is the notification's `res`. */
  notified(id: number, usage: number): void;
  /** A request was withdrawn before the kernel saw it; another will have its number. */
  withdrawn(id: number): void;
}

/** The completion ring, read in its order. Heads and tails are u32 that wrap. */
export class CompletionRing {
  readonly #words: Int32Array<ArrayBuffer>;
  readonly #at: Pick<RingPlaces, "cqHead" | "cqTail" | "cqes">;
  readonly #mask: number;
  readonly #sink: CompletionSink;

  constructor(
    words: Int32Array<ArrayBuffer>,
    at: Pick<RingPlaces, "cqHead" | "cqTail" | "cqes">,
    count: number,
    sink: CompletionSink,
  ) {
    this.#words = words;
    this.#at = at;
    this.#mask = count - 1;
    this.#sink = sink;
  }

  /** Passes on what is there; returns how many requests it ended, notifications not counted. */
  read(): number {
    const words = this.#words, mask = this.#mask, sink = this.#sink, { cqHead, cqTail, cqes } = this.#at;
    const tail = Atomics.load(words, cqTail);
    let head = words[cqHead]!;
    let finished = 0;
    for (; head !== tail; head = (head + 1) | 0) {
      const at = cqes + (head & mask) * CQE_WORDS;
      const id = words[at]!, result = words[at + RES_AT]!, flags = words[at + FLAGS_AT]!;
      if ((flags & IORING_CQE_F_NOTIF) !== 0) sink.notified(id, result);
      else {
        sink.finished(id, result, (flags & IORING_CQE_F_MORE) !== 0);
        finished += 1;
      }
    }
    Atomics.store(words, cqHead, head);
    return finished;
  }
}

/** The ring of the thread that makes it. Nothing is allocated after construction, except where something goes wrong. */
export class Ring implements Disposable {
  /** The requests' places, a power of two of them, as words; request `id` goes to place `id & mask`. */
  readonly requests: Int32Array<ArrayBuffer>;
  readonly mask: number;
  /** The number of the next request, an i32 that wraps. */
  tail = 0;
  readonly #libc = libc();
  readonly #memory: ReturnType<typeof setUpRing>;
  readonly #words: Int32Array<ArrayBuffer>;
  readonly #completions: CompletionRing;
  readonly #sink: CompletionSink;
  /** The argument of a wait that has an end. */
  readonly #wait = new NativeMemory(TIMESPEC_AT + TIMESPEC.size);
  readonly #waitLength = BigInt(IO_URING_GETEVENTS_ARG.size);
  #hasBuffers = false;

  /**
   * @param requests places for requests, a power of two
   * @param completions places for completions, a power of two, at least as many
   * @throws SyscallError in one sentence where there is no io_uring for this process
   */
  constructor(requests: number, completions: number, sink: CompletionSink) {
    this.#memory = setUpRing(requests, completions);
    const { rings, at, completionCount, requestCount } = this.#memory;
    this.requests = new Int32Array(this.#memory.requests.buffer);
    this.mask = requestCount - 1;
    this.#words = new Int32Array(rings.buffer);
    this.#completions = new CompletionRing(this.#words, at, completionCount, sink);
    this.#sink = sink;
    const address = this.#wait.address + BigInt(TIMESPEC_AT);
    this.#wait.view.setBigUint64(IO_URING_GETEVENTS_ARG.ts, address, true);
  }

  /** Completions that the kernel had no memory to keep; anything but 0 is the end of all counting. */
  get lost(): number {
    return this.#words[this.#memory.at.cqOverflow]! >>> 0;
  }

  /**
   * Submits the last `count` requests before {@linkcode tail}, one chain, and waits until each of them has completed.
   *
   * @returns 0, or `-errno`: what was not submitted never will be
   */
  submit(count: number): number {
    const { io_uring_enter } = this.#libc;
    const { fd } = this.#memory;
    Atomics.store(this.#words, this.#memory.at.sqTail, this.tail);
    let ahead = count, missing = count, isRetried = false;
    for (;;) {
      const entered = io_uring_enter(SYS_IO_URING_ENTER, fd, ahead, missing, IORING_ENTER_GETEVENTS, 0n, 0n);
      if (entered === ahead) ahead = 0;
      else if (entered < 0) {
        const code = errno();
        const isShort = code === EAGAIN || code === EBUSY; // of memory for requests, or of room for completions
        if (code !== EINTR && (!isShort || isRetried)) {
          this.#withdraw(ahead);
          return -code;
        }
        isRetried ||= isShort;
      } else {
        // what is left would overtake those of the chain whose turn has not come
        missing -= this.#withdraw(ahead - entered);
        ahead = 0;
      }
      missing -= this.read();
      if (missing === 0) return 0;
    }
  }

  /**
   * Reads the completions that are there; returns how many requests they ended. Those that had no room are in the
   * kernel's own memory until this thread enters the kernel again (IORING_FEAT_NODROP).
   */
  read(): number {
    return this.#completions.read();
  }

  /** Waits at most so many ms for a completion, and reads what came. */
  wait(timeoutMs: number): void {
    const { view, address } = this.#wait;
    view.setUint32(TIMESPEC_AT + TIMESPEC.sec, Math.floor(timeoutMs / 1e3), true);
    view.setUint32(TIMESPEC_AT + TIMESPEC.nsec, (timeoutMs % 1e3) * 1e6, true);
    const flags = IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG;
    const { fd } = this.#memory;
    const result = this.#libc.io_uring_enter(SYS_IO_URING_ENTER, fd, 0, 1, flags, address, this.#waitLength);
    const code = result < 0 ? errno() : 0;
    this.read();
    if (code !== 0 && code !== ETIME && code !== EINTR) throw new SyscallError("io_uring_enter", code);
  }

  /**
   * Registers buffers: their pages are looked up and pinned once, here.
   *
   * @throws SyscallError ENOMEM when RLIMIT_MEMLOCK is too low for them
   */
  register(buffers: readonly { readonly address: bigint; readonly byteLength: number }[]): void {
    using iovec = new NativeMemory(buffers.length * IOVEC.size);
    for (const [i, { address, byteLength }] of buffers.entries()) {
      iovec.view.setBigUint64(i * IOVEC.size + IOVEC.base, address, true);
      iovec.view.setBigUint64(i * IOVEC.size + IOVEC.len, BigInt(byteLength), true);
    }
    const { fd } = this.#memory, { io_uring_register } = this.#libc;
    const count = buffers.length;
    if (io_uring_register(SYS_IO_URING_REGISTER, fd, IORING_REGISTER_BUFFERS, iovec.address, count) < 0) {
      const code = errno();
      const advice = code === ENOMEM
        ? "registered buffers are locked memory, and RLIMIT_MEMLOCK is too low for them: ulimit -l unlimited"
        : undefined;
      throw new SyscallError("io_uring_register(IORING_REGISTER_BUFFERS)", code, advice);
    }
    this.#hasBuffers = true;
  }

  /** Withdraws the last requests; returns how many. */
  #withdraw(count: number): number {
    this.tail = (this.tail - count) | 0;
    Atomics.store(this.#words, this.#memory.at.sqTail, this.tail);
    for (let i = 0; i < count; i++) this.#sink.withdrawn((this.tail + i) | 0);
    return count;
  }

  [Symbol.dispose](): void {
    const { fd, rings, requests } = this.#memory;
    if (this.#hasBuffers) { // closing would unlock them later, when the next ring already needs the room
      this.#libc.io_uring_register(SYS_IO_URING_REGISTER, fd, IORING_UNREGISTER_BUFFERS, 0n, 0);
    }
    requests[Symbol.dispose]();
    rings[Symbol.dispose]();
    this.#libc.close(fd);
    this.#wait[Symbol.dispose]();
  }
}
