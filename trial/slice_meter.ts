/** Opens and closes slices at one end of a connection and adds up, mode by mode, what lay in them. */
import type { Clock } from "../ffi/clock.ts";
import type { ThreadProbe } from "../perf/probe.ts";
import { selectInPlace } from "../stats/median_in_place.ts";
import type { Scheduled } from "./schedule.ts";

/** What one end saw in the slices of one mode. */
export interface Tally {
  slices: number;
  /** On CLOCK_MONOTONIC. */
  elapsedNs: number;
  /** In what its loop counts, messages or bytes. */
  amount: number;
  /** As {@linkcode ThreadProbe} has them. */
  readonly costs: Float64Array<ArrayBuffer>;
  /** What taking all this down took: the cost of a slice's edges, or of the notes in it, times their number. */
  edgeCostNs: number;
}

/** What {@linkcode SliceMeter} reads costs with. */
export type EdgeProbe = Pick<ThreadProbe, "begin" | "end" | "addTo" | "edgesNs" | "width">;

/** Empty tallies, one per mode. */
export function emptyTallies(modeCount: number, costWidth: number): Tally[] {
  return Array.from({ length: modeCount }, () => (
    { slices: 0, elapsedNs: 0, amount: 0, costs: new Float64Array(costWidth), edgeCostNs: 0 }
  ));
}

/** NaN is "not open", and a double, so that V8 keeps the fields' representation when the figures come. */
export class SliceMeter {
  readonly #tallies: readonly Tally[];
  readonly #clock: Pick<Clock, "now">;
  readonly #probe: EdgeProbe;
  /** What the edges of each slice took. */
  readonly #edgesNs: Float64Array<ArrayBuffer>;
  #slices = 0;
  #openedNs = NaN;
  #amountAtOpen = NaN;

  constructor(
    { modes, schedule }: Pick<Scheduled, "modes" | "schedule">,
    clock: Pick<Clock, "now">,
    probe: EdgeProbe,
  ) {
    this.#tallies = emptyTallies(modes.length, probe.width);
    this.#edgesNs = new Float64Array(modes.length * schedule.rounds);
    this.#clock = clock;
    this.#probe = probe;
  }

  /** By place of the mode. */
  get tallies(): readonly Tally[] {
    const edgesCostNs = this.#edgesCostNs();
    for (const tally of this.#tallies) tally.edgeCostNs = tally.slices * edgesCostNs;
    return this.#tallies;
  }

  /**
   * What the edges of a slice cost: the lower quartile of the trial's, so that a stall in some of them is not taken for their
   * cost. Here the median was 1.12 times as much, and 1.26 times or more in one thread of twenty.
   */
  #edgesCostNs(): number {
    const edgesNs = this.#edgesNs.slice(0, this.#slices), place = edgesNs.length >> 2;
    selectInPlace(edgesNs, place);
    return edgesNs[place] ?? 0;
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
    const tally = this.#tallies[mode]!;
    this.#probe.addTo(tally.costs);
    this.#edgesNs[this.#slices++] = this.#probe.edgesNs;
    tally.slices += 1;
    tally.elapsedNs += nowNs - this.#openedNs;
    tally.amount += amount - this.#amountAtOpen;
  }
}
