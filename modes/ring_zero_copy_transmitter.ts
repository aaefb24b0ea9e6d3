/**
 * What the io_uring modes share that request zero-copy: each send has two completions, its own and later a notification
 * (IORING_CQE_F_NOTIF), which says that the kernel no longer needs the memory, and whether it copied.
 *
 * IORING_CQE_F_MORE in a send's own completion promises the notification. A send that was cancelled within a broken chain
 * may have one that was not promised; one that took no byte has one that says "copied" of nothing. Neither is counted.
 *
 * Since Linux 6.10 sends that end up in one segment share a notification (they are stacked), and the kernel reports
 * "copied" for all of them but the first, whatever it did: seen on 6.18. A trial without any copy then looks `mixed`.
 */
import { Clock } from "../ffi/clock.ts";
import { CompletedPrefix } from "./completed_prefix.ts";
import { CompletionTimes } from "./completion_times.ts";
import { WAIT_MS } from "./completions.ts";
import { DRAIN_TIMEOUT_MS, type TransmitOptions, type ZeroCopyCounts } from "./mode.ts";
import type { Payload } from "./payload.ts";
import { type RequestKind, RingTransmitter } from "./ring_transmitter.ts";

/** Requests from the oldest one that waits for its notification to the newest, at most: a power of two. */
const REACH = 4096;
const ROOM_WAIT_MS = 50;

export class RingZeroCopyTransmitter extends RingTransmitter {
  readonly #reach: number;
  /** Of sends whose notification is outstanding, by the low bits of their number. */
  readonly #awaited: Uint8Array<ArrayBuffer>;
  readonly #ids: Int32Array<ArrayBuffer>;
  readonly #times: CompletionTimes;
  readonly #sampleMask: number;
  readonly #prefix: CompletedPrefix | null;
  readonly #drainTimeoutMs: number;
  #sends = 0;
  #completions = 0;
  #copied = 0;
  #fallbacks = 0;
  #enobufs = 0;

  /** The completion ring has room for all notifications that can be outstanding, so it does not overflow. */
  constructor(fd: number, payload: Payload, kind: RequestKind, options: TransmitOptions, reach = REACH) {
    super(fd, payload, kind, options, reach);
    this.#reach = reach;
    this.#awaited = new Uint8Array(reach);
    this.#ids = new Int32Array(reach);
    this.#times = new CompletionTimes(payload.messageBytes);
    this.#sampleMask = this.#times.mask;
    this.#drainTimeoutMs = options.drainTimeoutMs ?? DRAIN_TIMEOUT_MS;
    this.#prefix = options.rewrites ? new CompletedPrefix() : null;
  }

  override finished(id: number, result: number, willNotify: boolean): void {
    super.finished(id, result, willNotify);
    if (!willNotify || result <= 0) {
      this.#prefix?.completed(id >>> 0, id >>> 0);
      return;
    }
    const slot = id & (this.#reach - 1);
    this.#awaited[slot] = 1;
    this.#ids[slot] = id;
    this.#sends += 1;
    if ((id & this.#sampleMask) === 0) this.#times.sent(id >>> 0);
  }

  override notified(id: number, usage: number): void {
    const slot = id & (this.#reach - 1);
    if (this.#awaited[slot] === 0 || this.#ids[slot] !== id) return;
    this.#awaited[slot] = 0;
    this.#completions += 1;
    if (usage < 0) this.#copied += 1; // IORING_NOTIF_USAGE_ZC_COPIED is the sign bit
    (this.#prefix ?? this.#times).completed(id >>> 0, id >>> 0);
  }

  override end(): void {
    this.#times.forget();
  }

  protected override sendPlainFrom(message: number, sent: number): number {
    this.#fallbacks += 1;
    return super.sendPlainFrom(message, sent);
  }

  protected override hasRoom(count: number): boolean {
    return this.#isFree(count) || this.#waitUntil(() => this.#isFree(count), ROOM_WAIT_MS);
  }

  /** Pages of outstanding sends have used up RLIMIT_MEMLOCK (ENOMEM here, not ENOBUFS); notifications give them back. */
  protected override recovered(): boolean {
    this.#enobufs += 1;
    const before = this.#completions;
    return this.#sends > before && this.#waitUntil(() => this.#completions > before, ROOM_WAIT_MS);
  }

  override mark(): number {
    const { count } = this.#settling;
    return count + ((this.ring.tail - count) | 0);
  }

  override settle(mark: number): boolean {
    const prefix = this.#settling;
    return this.#waitUntil(() => prefix.count >= mark, this.#drainTimeoutMs);
  }

  override finish(stopped: () => boolean): ZeroCopyCounts {
    using clock = new Clock();
    const startNs = clock.now();
    this.#waitUntil(() => this.#sends === this.#completions, this.#drainTimeoutMs, stopped);
    const drainMs = (clock.now() - startNs) / 1e6;
    const { lost } = this.ring;
    if (lost > 0) throw new Error(`the kernel had no memory for ${lost} completions: counts would be wrong`);
    return {
      sends: this.#sends,
      completions: this.#completions,
      copied: this.#copied,
      fallbacks: this.#fallbacks,
      enobufs: this.#enobufs,
      drainMs,
      completionTimes: this.#times.pairs(),
    };
  }

  get #settling(): CompletedPrefix {
    if (this.#prefix === null) throw new Error("settle needs a transmitter that was opened with `rewrites`");
    return this.#prefix;
  }

  /** Whether so many more requests have room in the table of outstanding ones. */
  #isFree(count: number): boolean {
    const awaited = this.#awaited, mask = this.#reach - 1, first = this.ring.tail;
    for (let i = 0; i < count; i++) {
      if (awaited[(first + i) & mask] !== 0) return false;
    }
    return true;
  }

  /** Reads completions until `isEnough`, as long as no `timeoutMs` pass without one; returns whether it is. */
  #waitUntil(isEnough: () => boolean, timeoutMs: number, stopped = () => false): boolean {
    using clock = new Clock();
    let lastNs = clock.now();
    while (!isEnough() && clock.now() - lastNs < timeoutMs * 1e6 && !stopped()) {
      const before = this.#completions;
      this.ring.wait(WAIT_MS);
      if (this.#completions > before) lastNs = clock.now();
    }
    return isEnough();
  }

  override [Symbol.dispose](): void {
    super[Symbol.dispose]();
    this.#times[Symbol.dispose]();
  }
}
