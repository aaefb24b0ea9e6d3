/**
 * The edges of the turns at the driving end of a connection, which goes by the clock: all such ends of a trial switch
 * modes together.
 *
 * A loop works in batches, reads its clock after each and shows the reading here. The first at or after an edge passes
 * it, one edge per look, so that a slice is never empty, however late the loop looks. A loop that looks when the whole
 * slice is over has missed it; the only turn of a trial has no successor, so its slice may be as late as it likes. A slice
 * opens late, too, while what another mode wrote before is still in the send queue, but by half of its time at most.
 */
import type { Clock } from "../ffi/clock.ts";
import { type Scheduled, turnMs, turnOrder } from "./schedule.ts";
import type { SendQueue } from "./send_queue.ts";
import { type EdgeProbe, SliceMeter, type Tally } from "./slice_meter.ts";

/** What a trial's turns are, and when the first begins. */
export interface TimedTurns extends Scheduled {
  readonly warmupMs: number;
}

/** Is notified of whose turn it is, and whether its slice is open: at each edge, before the next send. */
export interface TurnTaker {
  take(mode: number, isMeasured: boolean): void;
}

const WASHOUT = 0, SLICE = 1, TAIL = 2, OVER = 3;

export class TurnEdges {
  /** What had been sent when each slice opened and closed, turn after turn; twice the same where one was missed. */
  readonly amounts: Float64Array<ArrayBuffer>;
  readonly #order: readonly number[];
  readonly #turns: TimedTurns;
  readonly #meter: SliceMeter;
  readonly #taker: TurnTaker;
  readonly #queue: Pick<SendQueue, "isDeeperThan"> | null;
  #turn = 0;
  /** What had been sent when the mode whose turn it is took over from another; 0 for the first. */
  #amountAtSwitch = 0;
  #phase = WASHOUT;
  #beganNs: number;
  #dueNs: number;

  /**
   * @param startNs the common start, on CLOCK_MONOTONIC
   * @param probe reads the thread's costs at the edges of slices
   * @param queue of a sender whose amounts are messages; `null` for an end that waits for each message's answer
   */
  constructor(
    turns: TimedTurns,
    startNs: number,
    clock: Pick<Clock, "now">,
    probe: EdgeProbe,
    taker: TurnTaker,
    queue: Pick<SendQueue, "isDeeperThan"> | null = null,
  ) {
    this.#turns = turns;
    this.#order = turnOrder(turns);
    this.#meter = new SliceMeter(turns, clock, probe);
    this.#taker = taker;
    this.#queue = queue;
    this.amounts = new Float64Array(2 * this.#order.length);
    this.#beganNs = startNs + turns.warmupMs * 1e6;
    this.#dueNs = this.#opensNs;
    taker.take(this.#order[0]!, false);
  }

  /** By place of the mode. */
  get tallies(): readonly Tally[] {
    return this.#meter.tallies;
  }

  /** Whether a slice is open. */
  get isOpen(): boolean {
    return this.#phase === SLICE;
  }

  /** Whether the last slice has closed. */
  get isOver(): boolean {
    return this.#phase === OVER;
  }

  /** When this turn's slice is due to open and to close. */
  get #opensNs(): number {
    return this.#beganNs + this.#turns.schedule.washoutMs * 1e6;
  }

  get #closesNs(): number {
    return this.#opensNs + this.#turns.schedule.sliceMs * 1e6;
  }

  /**
   * Call it after each batch: it costs one comparison, except at an edge, and allocates nothing.
   *
   * @param nowNs the clock as just read
   * @param amount what has been sent or received up to that reading
   * @returns whether this look passed an edge
   */
  look(nowNs: number, amount: number): boolean {
    if (nowNs < this.#dueNs) return false;
    if (this.#phase === SLICE) this.#close(nowNs, amount);
    else if (this.#phase === TAIL) this.#next(amount);
    else if (this.#phase === WASHOUT) {
      if (this.#isWaiting(nowNs, amount)) return false;
      this.#open(nowNs, amount);
    }
    return true;
  }

  /** Whether the slice has to wait for bytes of another mode. */
  #isWaiting(nowNs: number, amount: number): boolean {
    const untilNs = (this.#opensNs + this.#closesNs) / 2;
    return this.#amountAtSwitch > 0 && nowNs < untilNs && this.#queue !== null &&
      this.#queue.isDeeperThan(amount - this.#amountAtSwitch);
  }

  #open(nowNs: number, amount: number): void {
    this.amounts[2 * this.#turn] = amount;
    this.amounts[2 * this.#turn + 1] = amount;
    if (nowNs >= this.#closesNs && this.#order.length > 1) return this.#end();
    this.#phase = SLICE;
    this.#dueNs = this.#closesNs;
    this.#taker.take(this.#order[this.#turn]!, true);
    this.#meter.open(amount);
  }

  #close(nowNs: number, amount: number): void {
    const mode = this.#order[this.#turn]!;
    this.amounts[2 * this.#turn + 1] = amount;
    this.#meter.close(nowNs, amount, mode);
    this.#taker.take(mode, false);
    this.#end();
  }

  #end(): void {
    const isLast = this.#turn === this.#order.length - 1;
    this.#phase = isLast ? OVER : TAIL;
    this.#dueNs = isLast ? Infinity : this.#beganNs + turnMs(this.#turns.schedule) * 1e6;
  }

  #next(amount: number): void {
    if (this.#order[this.#turn] !== this.#order[this.#turn + 1]) this.#amountAtSwitch = amount;
    this.#turn += 1;
    this.#beganNs += turnMs(this.#turns.schedule) * 1e6;
    this.#phase = WASHOUT;
    this.#dueNs = this.#opensNs;
    this.#taker.take(this.#order[this.#turn]!, false);
  }
}
