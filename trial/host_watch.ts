/**
 * Reads the host's state around a window, from the main thread: late in the warm-up, and when the window has closed.
 *
 * A reading takes up to a millisecond of CPU time, so none falls inside the window. Where the trial's threads use all
 * CPUs, even one in the warm-up delays a receiver, and a receive queue that has overflowed stays slow for the whole
 * window (tcp_collapse); there the first reading is taken before the start, without CPU frequencies, which are idle
 * then.
 */
import { chargesIrqTimeToThreads } from "../host/irq_accounting.ts";
import { readSoftirqThreadsS } from "../host/softirq_threads.ts";
import {
  type HostState,
  type HostWindow,
  hostWindow,
  readHostState,
  type WatchedCpus,
} from "../host/window_state.ts";

const BEFORE_MS = 15;
const AFTER_MS = 1;

/** How a trial uses its host. */
interface HostShare {
  /** The CPUs that its threads run on. */
  readonly cpus: readonly number[];
  /** Whether each thread is pinned to one of them. */
  readonly isPinned: boolean;
  /** Whether its threads have all CPUs. */
  readonly isCrowded: boolean;
  /** Whether both ends are in this process, so that no network card's interrupts are among the trial's. */
  readonly isLocal: boolean;
}

export class HostWatch {
  readonly #watched: WatchedCpus;
  readonly #isCrowded: boolean;
  readonly #isIrqTimeOwn: boolean;
  readonly #root: string;
  #timers: ReturnType<typeof setTimeout>[] = [];
  #opened: HostState | null = null;
  #closed: HostState | null = null;

  constructor({ cpus, isPinned, isCrowded, isLocal }: HostShare, root = "/") {
    this.#watched = {
      pinned: isPinned ? cpus : null,
      clocked: isCrowded ? [] : cpus,
      isReceivingOwn: isLocal,
    };
    this.#isCrowded = isCrowded;
    this.#isIrqTimeOwn = isLocal && chargesIrqTimeToThreads(root) === true;
    this.#root = root;
    if (isLocal) readSoftirqThreadsS([], root); // the first time it looks for them, which takes long
  }

  /** Schedules the two readings around a window. */
  start(opensInMs: number, lastsMs: number): void {
    const beforeMs = Math.max(0, opensInMs - BEFORE_MS), afterMs = opensInMs + lastsMs + AFTER_MS;
    if (this.#isCrowded) this.#opened = this.#read();
    this.#timers = [
      ...(this.#isCrowded ? [] : [setTimeout(() => this.#opened = this.#read(), beforeMs)]),
      setTimeout(() => this.#closed = this.#read(), afterMs),
    ];
  }

  /** What lay between them; `null` when the trial ended before its window opened. */
  end(): HostWindow | null {
    for (const timer of this.#timers) clearTimeout(timer);
    if (this.#opened === null) return null;
    return hostWindow(this.#opened, this.#closed ?? this.#read(), this.#isIrqTimeOwn);
  }

  #read(): HostState {
    return readHostState(this.#watched, this.#root);
  }
}
