/**
 * How far apart two CPUs are: the time a cache line takes from one core to another and back. It tells siblings of one
 * core, cores below one last-level cache, and cores of different dies or sockets from each other; and in a virtual
 * machine it tells what no file does, that the hypervisor has moved a virtual CPU from one to the other. On the machine
 * netio was made on that changes TCP throughput by 20 % from one minute to the next.
 */
import type { Clock } from "../ffi/clock.ts";
import type { ResultRow } from "../results/columns.ts";
import type { Placement } from "./placement.ts";
import { warning } from "./warnings.ts";

/** Which of the two threads a Worker is. */
export type BounceEnd = "first" | "second";

const GROUPS = 64;
const ROUND_TRIPS_PER_GROUP = 16;
const SPINS_PER_CLOCK_READING = 256;

/**
 * Bounces a cache line between the two threads that call this at about the same time. Both spin, so that they have to
 * be on different CPUs.
 *
 * @param line one word, 0 when both begin, on a cache line of its own
 * @param untilNs gives up at this time of CLOCK_MONOTONIC
 * @returns the mean round trip of the quickest of 64 groups of 16, in ns: what disturbs only ever adds. `null` when the
 * other thread did not keep up
 */
export function bounce(line: Int32Array, end: BounceEnd, clock: Clock, untilNs: number): number | null {
  let word = end === "first" ? 0 : 1;
  let quickestNs = Infinity;
  for (let group = 0; group < GROUPS; group++) {
    const startNs = clock.now();
    for (let trip = 0; trip < ROUND_TRIPS_PER_GROUP; trip++) {
      let spins = 0;
      while (Atomics.load(line, 0) !== word) {
        if (++spins % SPINS_PER_CLOCK_READING === 0 && clock.now() > untilNs) return null;
      }
      Atomics.store(line, 0, word + 1);
      word += 2;
    }
    quickestNs = Math.min(quickestNs, clock.now() - startNs);
  }
  return quickestNs / ROUND_TRIPS_PER_GROUP;
}

/** CPUs that are so many times as far apart as before were moved. */
const MOVED_FACTOR = 2;

/** Remembers how far apart pairs of CPUs were at first. */
export class MovedCpus {
  readonly #firstNs = new Map<string, number>();
  readonly #isVirtual: boolean;

  /**
   * @param isVirtual whether CPUs can be moved at all; on bare metal only clock frequencies change
   * @param earlier rows of the same result set, measured before this process began
   */
  constructor(isVirtual: boolean, earlier: readonly ResultRow[] = []) {
    this.#isVirtual = isVirtual;
    for (const { tx_cpus: tx, rx_cpus: rx, core_to_core_ns: ns } of earlier) {
      if (tx !== null && rx !== null && ns !== null) this.#firstOf(tx.split(" ")[0]!, rx.split(" ")[0]!, ns);
    }
  }

  /**
   * The warning of a trial, or none.
   *
   * @param coreToCoreNs between the CPUs of its first connection's ends
   */
  warningsOf({ tx, rx }: Placement, coreToCoreNs: number | null): string[] {
    if (coreToCoreNs === null) return [];
    const firstNs = this.#firstOf(`${tx[0]}`, `${rx[0]}`, coreToCoreNs);
    const factor = Math.max(coreToCoreNs / firstNs, firstNs / coreToCoreNs);
    if (!this.#isVirtual || factor < MOVED_FACTOR) return [];
    return [warning("cpus-moved", `${coreToCoreNs.toFixed(0)} ns apart, at first ${firstNs.toFixed(0)} ns`)];
  }

  /** What a pair's distance was at first; the given one, where there was none before. */
  #firstOf(txCpu: string, rxCpu: string, ns: number): number {
    const pair = `${txCpu} ${rxCpu}`;
    const firstNs = this.#firstNs.get(pair) ?? ns;
    this.#firstNs.set(pair, firstNs);
    return firstNs;
  }
}
