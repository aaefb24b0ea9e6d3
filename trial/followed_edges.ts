/**
 * The edges of the turns at the answering end of a connection: it goes by the requests, the first byte of which says
 * whose turn it is and whether its slice is open. So both ends switch after the same request, without a clock.
 */
import type { Clock } from "../ffi/clock.ts";
import type { Scheduled } from "./schedule.ts";
import { type EdgeProbe, SliceMeter, type Tally } from "./slice_meter.ts";
import type { TurnTaker } from "./turn_edges.ts";

/** The first byte of a request: whose turn it is, and whether its slice is open. */
export function requestMark(mode: number, isMeasured: boolean): number {
  return 2 * mode + (isMeasured ? 1 : 0);
}

export class FollowedEdges {
  readonly #meter: SliceMeter;
  readonly #clock: Pick<Clock, "now">;
  readonly #taker: TurnTaker;
  #mark = -1;

  /** @param probe reads the thread's costs at the edges of slices */
  constructor(
    turns: Pick<Scheduled, "modes" | "schedule">,
    clock: Pick<Clock, "now">,
    probe: EdgeProbe,
    taker: TurnTaker,
  ) {
    this.#meter = new SliceMeter(turns, clock, probe);
    this.#clock = clock;
    this.#taker = taker;
  }

  /** By place of the mode. */
  get tallies(): readonly Tally[] {
    return this.#meter.tallies;
  }

  /** Whether a slice is open. */
  get isOpen(): boolean {
    return this.#mark >= 0 && (this.#mark & 1) === 1;
  }

  /**
   * Call it before each answer: it costs one comparison, except at an edge, and allocates nothing.
   *
   * @param mark the first byte of the request
   * @param amount what has been sent up to now
   */
  follow(mark: number, amount: number): void {
    if (mark !== this.#mark) this.#pass(mark, amount);
  }

  #pass(mark: number, amount: number): void {
    if (this.isOpen) this.#meter.close(this.#clock.now(), amount, this.#mark >> 1);
    this.#mark = mark;
    this.#taker.take(mark >> 1, this.isOpen);
    if (this.isOpen) this.#meter.open(amount);
  }
}
