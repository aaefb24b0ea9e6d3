/**
 * Up to which MSG_ZEROCOPY call everything has completed: what must be known before a buffer is rewritten. Notifications
 * may come out of order, so counting them is not enough.
 */
import type { CompletionObserver } from "./send_ledger.ts";

export class CompletedPrefix implements CompletionObserver {
  /** Calls that have completed, and all before them. */
  count = 0;
  /** Ranges beyond {@linkcode count}: calls before them, and how many they are. */
  #ahead: { readonly from: number; readonly length: number }[] = [];

  completed(first: number, last: number): void {
    const distance = (first - this.count) | 0; // ids are u32; outstanding ones are far fewer than 2^31
    this.#ahead.push({ from: this.count + distance, length: ((last - first) >>> 0) + 1 });
    for (;;) {
      const next = this.#ahead.find(({ from }) => from === this.count);
      if (next === undefined) return;
      this.#ahead = this.#ahead.filter((range) => range !== next);
      this.count += next.length;
    }
  }
}
