/**
 * Reads the host's state around a window, from the main thread: late in the warm-up, and when the window has closed.
 *
 * A reading takes up to a millisecond of CPU time, so none falls inside the window. Where the trial's threads have all
 * CPUs, even one in the warm-up puts a receiver behind, and a receive queue that overflowed once stays slow for the
 * whole window (tcp_collapse); there the first reading is made before the start, without frequencies, which idle then.
 */
import { type HostState, type HostWindow, hostWindow, readHostState } from "../host/window_state.ts";

const BEFORE_MS = 15;
const AFTER_MS = 1;

export class HostWatch {
  readonly #cpus: readonly number[];
  readonly #isCrowded: boolean;
  readonly #root: string;
  #timers: ReturnType<typeof setTimeout>[] = [];
  #opened: HostState | null = null;
  #closed: HostState | null = null;

  /**
   * @param cpus whose frequencies and throttling matter
   * @param isCrowded whether the trial's threads have all CPUs
   */
  constructor(cpus: readonly number[], isCrowded: boolean, root = "/") {
    this.#cpus = isCrowded ? [] : cpus;
    this.#isCrowded = isCrowded;
    this.#root = root;
  }

  /** Plans the two readings around a window that opens in so many ms. */
  start(opensInMs: number, lastsMs: number): void {
    const beforeMs = Math.max(0, opensInMs - BEFORE_MS), afterMs = opensInMs + lastsMs + AFTER_MS;
    if (this.#isCrowded) this.#opened = readHostState(this.#cpus, this.#root);
    this.#timers = [
      ...(this.#isCrowded
        ? []
        : [setTimeout(() => this.#opened = readHostState(this.#cpus, this.#root), beforeMs)]),
      setTimeout(() => this.#closed = readHostState(this.#cpus, this.#root), afterMs),
    ];
  }

  /** What lay between them; `null` when the trial ended before its window opened. */
  end(): HostWindow | null {
    for (const timer of this.#timers) clearTimeout(timer);
    if (this.#opened === null) return null;
    return hostWindow(this.#opened, this.#closed ?? readHostState(this.#cpus, this.#root));
  }
}
