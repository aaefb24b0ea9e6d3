/** Opens and closes slices at one end of a connection and adds up, mode by mode, what lay in them. */
import type { Clock } from "../ffi/clock.ts";
import type { ThreadProbe } from "../perf/probe.ts";

/** What one end saw in the slices of one mode. */
export interface Tally {
  slices: number;
  /** On CLOCK_MONOTONIC. */
  elapsedNs: number;
  /** In what its loop counts, messages or bytes. */
  amount: number;
  /** As {@linkcode ThreadProbe} has them. */
  readonly costs: Float64Array<ArrayBuffer>;
}

/** Empty tallies, one per mode. */
export function emptyTallies(modeCount: number, costWidth: number): Tally[] {
  return Array.from({ length: modeCount }, () => (
    { slices: 0, elapsedNs: 0, amount: 0, costs: new Float64Array(costWidth) }
  ));
}

/** NaN is "not open", and a double, so that V8 keeps the fields' representation when the figures come. */
export class SliceMeter {
  /** By place of the mode. */
  readonly tallies: readonly Tally[];
  readonly #clock: Pick<Clock, "now">;
  readonly #probe: Pick<ThreadProbe, "begin" | "end" | "addTo">;
  #openedNs = NaN;
  #amountAtOpen = NaN;

  constructor(
    modeCount: number,
    clock: Pick<Clock, "now">,
    probe: Pick<ThreadProbe, "begin" | "end" | "addTo" | "width">,
  ) {
    this.tallies = emptyTallies(modeCount, probe.width);
    this.#clock = clock;
    this.#probe = probe;
  }

  /** The slice opens after the probe's reading. Allocates nothing, nor does {@linkcode close}. */
  open(amount: number): void {
    this.#probe.begin();
    this.#amountAtOpen = amount;
    this.#openedNs = this.#clock.now();
  }

  /**
   * The slice has closed before the probe's reading.
   *
   * @param nowNs the clock as just read
   * @param mode whose slice it was
   */
  close(nowNs: number, amount: number, mode: number): void {
    this.#probe.end();
    const tally = this.tallies[mode]!;
    this.#probe.addTo(tally.costs);
    tally.slices += 1;
    tally.elapsedNs += nowNs - this.#openedNs;
    tally.amount += amount - this.#amountAtOpen;
  }
}
