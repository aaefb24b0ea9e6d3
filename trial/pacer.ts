/**
 * `--rate`: sends by the clock instead of as fast as it can. Messages go out in bursts of at most a quarter of a
 * millisecond's worth, each when the schedule says so; a delayed sender catches up, burst after burst, so that the
 * offered load stays what was asked for. With each turn the schedule starts over: no mode inherits the arrears of
 * another.
 *
 * Falling asleep and being woken costs CPU time, tens of µs for each burst, which no mode causes: it is read around each
 * sleep, so that a row can say how much of its sender's CPU time it is.
 */
import type { Clock } from "../ffi/clock.ts";
import type { SharedState } from "./shared_state.ts";
import type { TurnTaker } from "./turn_edges.ts";

const BURST_MS = 0.25;
/** How often a sleeping sender checks whether the trial was stopped. */
const NAP_NS = 20e6;

/** Bits per second of one connection; all have equal shares. */
export function connectionRate(rateBps: number, threads: number): number {
  return rateBps / threads;
}

/** Messages in a burst: what a quarter of a millisecond holds, one at least, no more than a batch. */
export function burstMessages(messageBytes: number, bps: number, batch: number): number {
  return Math.max(1, Math.min(batch, Math.floor(bps / 8 / messageBytes * BURST_MS / 1e3)));
}

type PacingClock = Pick<Clock, "now" | "sleepUntil" | "threadCpu">;

export class Pacer implements TurnTaker {
  readonly #messageNs: number;
  readonly #clock: PacingClock;
  readonly #shared: Pick<SharedState, "stopped">;
  readonly #taker: TurnTaker;
  #mode = NaN;
  #originNs = NaN;
  #originMessages = 0;
  /** A double from the start, since it grows beyond what V8 has for small integers. */
  readonly #cpuNs = new Float64Array(1);

  /** @param taker is notified of turns as this is */
  constructor(
    messageBytes: number,
    bps: number,
    clock: PacingClock,
    shared: Pick<SharedState, "stopped">,
    taker: TurnTaker,
  ) {
    this.#messageNs = 8e9 * messageBytes / bps;
    this.#clock = clock;
    this.#shared = shared;
    this.#taker = taker;
  }

  take(mode: number, isMeasured: boolean): void {
    if (mode !== this.#mode) this.#originNs = NaN;
    this.#mode = mode;
    this.#taker.take(mode, isMeasured);
  }

  /** CPU time of this thread's sleeps so far. */
  get cpuNs(): number {
    return this.#cpuNs[0]!;
  }

  /** Sleeps until the message after `messages` is due, or the trial is stopped. Allocates nothing. */
  wait(messages: number): void {
    let nowNs = this.#clock.now();
    if (Number.isNaN(this.#originNs)) {
      this.#originNs = nowNs;
      this.#originMessages = messages;
    }
    const dueNs = this.#originNs + (messages - this.#originMessages) * this.#messageNs;
    if (nowNs >= dueNs) return;
    const awakeNs = this.#clock.threadCpu();
    while (nowNs < dueNs && !this.#shared.stopped) {
      this.#clock.sleepUntil(Math.min(dueNs, nowNs + NAP_NS));
      nowNs = this.#clock.now();
    }
    this.#cpuNs[0]! += this.#clock.threadCpu() - awakeNs;
  }
}
