/**
 * A transmit mode: one way of handing a message of 8 fields to the kernel.
 *
 * A mode knows a connected socket and a payload; nothing of sweeps, threads, clocks or CSV. Adding one takes a file
 * beside this, an entry in `results/mode_catalogue.ts` and a line in `registry.ts`. Transmitters are instances of
 * module-level classes, and their inner loop is `sendMany`, so that every trial runs the same optimised code (closures
 * per trial get stuck in a slow tier).
 */
import type { LatencyPairs } from "../stats/latency_counts.ts";
import type { CompletionQueue } from "./completions.ts";
import type { Payload } from "./payload.ts";

/**
 * Opens a mode on a connection: allocates everything that sending needs.
 *
 * @param fd a connected, blocking TCP socket
 * @throws SyscallError where the kernel refuses (no zero-copy support, no memory)
 */
export type OpenTransmitter = (fd: number, payload: Payload, options?: TransmitOptions) => Transmitter;

/** What only some modes use. */
export interface TransmitOptions {
  /** MSG_ZEROCOPY modes read completions after this many sends; absent is {@linkcode REAP_EVERY}. */
  readonly reapEvery?: number;
  /** io_uring modes submit at most so many messages per system call; absent is {@linkcode QUEUE_DEPTH}. */
  readonly queueDepth?: number;
  /** Waiting for completions ends when none came for so long; absent is {@linkcode DRAIN_TIMEOUT_MS}. */
  readonly drainTimeoutMs?: number;
  /** Whether {@linkcode Transmitter.settle} will be called; then completions are not timed. */
  readonly rewrites?: boolean;
  /**
   * The socket's error queue, where several modes take turns on it: MSG_ZEROCOPY modes that are given none create one;
   * for other modes it may hold completions of such a mode.
   */
  readonly zeroCopySocket?: { readonly queue: CompletionQueue };
}

/** How many sends MSG_ZEROCOPY modes make before they read completions. */
export const REAP_EVERY = 32;

/** How long no completion may come before the rest are given up. */
export const DRAIN_TIMEOUT_MS = 5000;

/** How many messages io_uring modes submit per system call, at most: chosen by measurement, `docs/modes.md`. */
export const QUEUE_DEPTH = 32;

export interface Transmitter extends Disposable {
  /**
   * Sends `n` whole messages and allocates nothing on the usual path. Partial sends and EINTR are continued.
   *
   * Imported constants are taken into locals before the loop: inside it each use would read the module's cell, and a
   * BigInt's digits in another page, which costs 1 to 2 % at 1 KiB where the kernel isolates page tables.
   *
   * @returns `n`, or `-errno` (EPIPE, ECONNRESET: the peer went away)
   */
  sendMany(n: number): number;
  /** Its turn begins, where several modes take turns on a connection: what is sent from now on is its own. */
  begin(): void;
  /** Its turn ends: completions that are read from now on had to wait for others' turns, so their times don't count. */
  end(): void;
  /** Makes the payload's message of this number the next to be sent; initially it is 0. Allocates nothing. */
  point(message: number): void;
  /**
   * Sends `n` messages as {@linkcode sendMany} does, but each the payload's next, round-robin, from the one pointed at.
   * Modes that send one message per system call have none.
   */
  walkMany?(n: number): number;
  /** All that was sent so far, as a mark for {@linkcode settle}. */
  mark(): number;
  /**
   * Waits (bounded) until the kernel no longer needs the memory of what was sent up to a mark.
   *
   * @returns false when that did not happen in time: the memory must not be rewritten
   */
  settle(mark: number): boolean;
  /**
   * Waits for what is still outstanding in the kernel (bounded) and returns the connection's counts; `null` for modes
   * that do not request zero-copy.
   *
   * @param stopped polled while waiting; true ends the wait early
   */
  finish(stopped: () => boolean): ZeroCopyCounts | null;
}

/** What MSG_ZEROCOPY did for one mode on one connection, from its first send to the end of the drain. */
export interface ZeroCopyCounts {
  /** Successful MSG_ZEROCOPY calls. */
  readonly sends: number;
  /** Completions reported for them; fewer than `sends` means some never came. */
  readonly completions: number;
  /** Completions flagged SO_EE_CODE_ZEROCOPY_COPIED. */
  readonly copied: number;
  /** Messages, or remainders of messages, that went by a plain send after ENOBUFS. */
  readonly fallbacks: number;
  /** ENOBUFS results. */
  readonly enobufs: number;
  /** From the last send to the last completion. */
  readonly drainMs: number;
  /** From the return of sampled MSG_ZEROCOPY calls to the reading of their completions, ns. */
  readonly completionTimes: LatencyPairs;
}
