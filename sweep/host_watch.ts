/** Reads the host's state at both edges of a window, from the main thread, which has nothing else to do then. */
import { type HostState, type HostWindow, hostWindow, readHostState } from "../host/window_state.ts";

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

  /** Plans the two readings, in ms from now. */
  start(opensInMs: number, lastsMs: number): void {
    this.#timers = [
      setTimeout(() => this.#opened = readHostState(this.#cpus, this.#root), opensInMs),
      setTimeout(() => this.#closed = readHostState(this.#cpus, this.#root), opensInMs + lastsMs),
    ];
  }

  /** What lay between them; `null` when the trial ended before its window opened. */
  end(): HostWindow | null {
    for (const timer of this.#timers) clearTimeout(timer);
    if (this.#opened === null) return null;
    return hostWindow(this.#opened, this.#closed ?? readHostState(this.#cpus, this.#root));
  }
}
