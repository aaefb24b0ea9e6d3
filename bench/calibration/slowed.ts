/**
 * `slowed`: one-copy, and after every few batches 5 % of the time that they took spent spinning. `slowdown.ts` puts it
 * among the modes of a copy of the checkout.
 */
import { Clock } from "../../ffi/clock.ts";
import { ForwardingTransmitter } from "../../modes/forwarding_transmitter.ts";
import type { OpenTransmitter } from "../../modes/mode.ts";
import { openOneCopy } from "../../modes/one_copy.ts";

const SLOWED_BY = 0.05;
/** Reading the clock takes time as well: seldom enough to be nothing beside the spinning. */
const BATCHES = 16;

class Slowed extends ForwardingTransmitter {
  readonly #clock = new Clock();
  #batches = 0;
  #sinceNs = 0;

  override sendMany(n: number): number {
    if (this.#batches === 0) this.#sinceNs = this.#clock.now();
    const result = this.inner.sendMany(n);
    if (++this.#batches === BATCHES) {
      this.#batches = 0;
      const nowNs = this.#clock.now();
      const untilNs = nowNs + SLOWED_BY * (nowNs - this.#sinceNs);
      while (this.#clock.now() < untilNs);
    }
    return result;
  }

  override begin(): void {
    this.#batches = 0;
    super.begin();
  }

  override [Symbol.dispose](): void {
    super[Symbol.dispose]();
    this.#clock[Symbol.dispose]();
  }
}

export const openSlowed: OpenTransmitter = (fd, payload) => new Slowed(openOneCopy(fd, payload));
