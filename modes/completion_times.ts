/**
 * How long completions take: from the return of a MSG_ZEROCOPY call to the reading of its completion, for every n-th
 * call. Nothing is allocated after construction.
 */
import { Clock } from "../ffi/clock.ts";
import { LatencyCounts, type LatencyPairs } from "../stats/latency_counts.ts";
import type { CompletionObserver } from "./send_ledger.ts";

const SLOTS = 2048;
const SAMPLE_BYTES = 1024 * 1024;
const SHIFT_MAX = 6;

export class CompletionTimes implements CompletionObserver, Disposable {
  /** An id is sampled when it has none of these bits. */
  readonly mask: number;
  readonly #shift: number;
  readonly #clock = new Clock();
  readonly #ids = new Uint32Array(SLOTS);
  readonly #sentNs = new Float64Array(SLOTS).fill(NaN);
  readonly #counts = new LatencyCounts();

  /** @param messageBytes decides how many are sampled: each call from 1 MiB on, one in 64 up to 16 KiB */
  constructor(messageBytes: number) {
    this.#shift = Math.max(0, Math.min(SHIFT_MAX, Math.floor(Math.log2(SAMPLE_BYTES / messageBytes))));
    this.mask = (1 << this.#shift) - 1;
  }

  /** Notes the time of a call whose id is sampled; ids are u32. */
  sent(id: number): void {
    const slot = (id >>> this.#shift) & (SLOTS - 1);
    this.#ids[slot] = id;
    this.#sentNs[slot] = this.#clock.now();
  }

  /** Counts the sampled ids from `first` to `last`; one overtaken by a later id in its slot is left out. */
  completed(first: number, last: number): void {
    const { mask } = this;
    let id = ((first + mask) & ~mask) >>> 0;
    if (((last - id) | 0) < 0) return;
    const nowNs = this.#clock.now();
    for (; ((last - id) | 0) >= 0; id = (id + mask + 1) >>> 0) {
      const slot = (id >>> this.#shift) & (SLOTS - 1);
      const sentNs = this.#sentNs[slot]!;
      if (this.#ids[slot] === id && nowNs >= sentNs) this.#counts.record(nowNs - sentNs);
    }
  }

  /** Leaves out the calls that are still outstanding: for a while nobody will read their completions. */
  forget(): void {
    this.#sentNs.fill(NaN);
  }

  /** What was counted so far. */
  pairs(): LatencyPairs {
    return this.#counts.pairs();
  }

  [Symbol.dispose](): void {
    this.#clock[Symbol.dispose]();
  }
}
