/** How many file descriptors connections take in this process, so that a limit is named before the first trial. */
import { type CountersAsked, EVENT_NAMES } from "../perf/events.ts";

/** The program's own: modules, the terminal, result files, control connections. */
export const PROGRAM_FILES = 64;

/** Its sockets, and what its Workers hold: six and a quarter each of 8, a few more while they start. Measured. */
const FILES_PER_CONNECTION = 2 + 2 * 7;

/**
 * Of a connection with both its ends here: at each end a descriptor for each event on each of the CPUs' PMUs, since a
 * thread may run on any (`perf/counter_set.ts`), and one for the task clock, which belongs to none.
 *
 * @param corePmus how many the CPUs have: one on most machines, two or three on hybrid ones; none is counted as one
 */
export function filesPerConnection(counters: CountersAsked, corePmus: number): number {
  if (counters === "off") return FILES_PER_CONNECTION;
  const taskClocks = counters === "all" ? 1 : 0;
  return FILES_PER_CONNECTION + 2 * (EVENT_NAMES.length * Math.max(1, corePmus) + taskClocks);
}
