/**
 * Reads the host's state around a window, from the main thread: late in the warm-up, and when the window has closed.
 * A reading takes up to a millisecond of a CPU that may be a pinned thread's, so none falls inside the window.
 */
import { type HostState, type HostWindow, hostWindow, readHostState } from "../host/window_state.ts";

const BEFORE_MS = 15;
const AFTER_MS = 1;

export class HostWatch {
  readonly #cpus: readonly number[];
  readonly #root: string;
  #timers: ReturnType<typeof setTimeout>[] = [];
  #opened: HostState | null = null;
  #closed: HostState | null = null;

  /** @param cpus whose frequencies and throttling matter */
  constructor(cpus: readonly number[], root = "/") {
    this.#cpus = cpus;
    this.#root = root;
  }

  /** Plans the two readings around a window that opens in so many ms. */
  start(opensInMs: number, lastsMs: number): void {
    const beforeMs = Math.max(0, opensInMs - BEFORE_MS), afterMs = opensInMs + lastsMs + AFTER_MS;
    this.#timers = [
      setTimeout(() => this.#opened = readHostState(this.#cpus, this.#root), beforeMs),
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
