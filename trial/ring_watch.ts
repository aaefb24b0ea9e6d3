/**
 * Looks for the kernel's io_uring workers while modes run that have a ring. They should need none
 * (`modes/ring_transmitter.ts`); where one is seen, what it spent is missing from the sender's account.
 */
import { readRingWorkers, WORKER_IDLE_MS } from "../host/ring_workers.ts";
import { hasSetting } from "../results/mode_catalogue.ts";

export class RingWatch {
  readonly #root: string;
  readonly #timer: ReturnType<typeof setInterval> | null;
  #most: number | null = null;

  /** @param modes of the trial */
  constructor(modes: readonly string[], root = "/") {
    this.#root = root;
    const hasRing = modes.some((mode) => hasSetting(mode, "queueDepth"));
    this.#timer = hasRing ? setInterval(() => this.#look(), WORKER_IDLE_MS - 1000) : null;
  }

  /** The most that were seen at a time; `null` where no mode has a ring, or nothing could be read. */
  end(): number | null {
    if (this.#timer === null) return null;
    clearInterval(this.#timer);
    this.#look();
    return this.#most;
  }

  #look(): void {
    const found = readRingWorkers(this.#root);
    if (found !== null) this.#most = Math.max(found, this.#most ?? 0);
  }
}
