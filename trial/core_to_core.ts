/**
 * How far apart two CPUs are: the time a cache line takes from one core to another and back. It
 * distinguishes siblings of one core, cores that share a last-level cache, and cores of different dies or sockets; and in
 * a virtual machine it shows what no file does, that the hypervisor has moved a virtual CPU from one to another. On the
 * machine netio was developed on that changes TCP throughput by 15 to 20 % from one minute to the next.
 */
import type { Clock } from "../ffi/clock.ts";

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
 * @returns the mean round trip of the quickest of 64 groups of 16, in ns: disturbances only ever add. `null` when the
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
