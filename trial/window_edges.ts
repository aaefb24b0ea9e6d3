/**
 * The window of one end of a connection: when it opened and closed by that end's own clock, and what had been sent
 * or received by then.
 *
 * A loop works in batches, reads its clock after each and shows the reading here. The first at or after the opening
 * edge opens the window, the first at or after the closing edge closes it. A look passes one edge at most, so that the
 * two never coincide, however late an end comes to look.
 */
import type { Clock } from "../ffi/clock.ts";
import type { ThreadProbe } from "../perf/probe.ts";

/** The agreed edges, on CLOCK_MONOTONIC. */
export interface Window {
  readonly opensNs: number;
  readonly closesNs: number;
}

/**
 * What one end saw of its window. Times are on CLOCK_MONOTONIC, amounts in what its loop counts, messages or bytes. NaN
 * is "not yet", and a double, so that V8 keeps the fields' representation when the figures come.
 */
export class WindowEdges {
  openedNs = NaN;
  closedNs = NaN;
  amountAtOpen = NaN;
  amountAtClose = NaN;
  /** Over the whole connection: the loop notes it when it is over. */
  total = NaN;
  readonly #closesNs: number;
  readonly #clock: Pick<Clock, "now">;
  readonly #probe: Pick<ThreadProbe, "begin" | "end">;
  /** The edge that is looked out for; never, once all have passed. */
  #dueNs: number;
  #passed = 0;

  /** @param probe reads the thread's costs at both edges */
  constructor(window: Window, clock: Pick<Clock, "now">, probe: Pick<ThreadProbe, "begin" | "end">) {
    this.#dueNs = window.opensNs;
    this.#closesNs = window.closesNs;
    this.#clock = clock;
    this.#probe = probe;
  }

  get isOpen(): boolean {
    return this.#passed === 1;
  }

  get isClosed(): boolean {
    return this.#passed === 2;
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
    this.#pass(nowNs, amount);
    return true;
  }

  /** The probe's readings lie outside of the window: it opens after them and closes before them. */
  #pass(nowNs: number, amount: number): void {
    if (this.#passed === 0) {
      this.#dueNs = this.#closesNs;
      this.#probe.begin();
      this.amountAtOpen = amount;
      this.openedNs = this.#clock.now();
    } else {
      this.#dueNs = Infinity;
      this.closedNs = nowNs;
      this.amountAtClose = amount;
      this.#probe.end();
    }
    this.#passed += 1;
  }
}
