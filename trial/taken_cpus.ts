/**
 * CPUs that are taken away during a trial, or between two: a cpuset is narrowed, a CPU goes offline, someone calls
 * taskset. The kernel then moves the threads silently, and both ends of a connection may share a CPU.
 */
import type { ResultRow } from "../results/columns.ts";
import { warning } from "../results/warnings.ts";
import type { Job } from "./job.ts";
import type { Placement } from "./placement.ts";

/**
 * Compares a thread's affinity mask after its job with the one before.
 *
 * @param before the mask that the job began with
 * @param after the mask that it ended with
 * @throws Error when they differ: the measurement belongs to neither
 */
export function requireSameCpus(
  { end, connection }: Job,
  before: readonly number[],
  after: readonly number[],
) {
  if (before.join() === after.join()) return;
  const noticed = new Date().toISOString().replace(/\.\d+/, "");
  const whose = `the ${end === "send" ? "sender" : "receiver"} of connection ${connection}`;
  throw new Error(
    `the CPUs of ${whose} were changed during the trial, ` +
      `from ${cpuListText(before)} to ${cpuListText(after)}, ` +
      `by a cpuset, taskset or a CPU that went offline (noticed at ${noticed})`,
  );
}

/** Remembers where the connections of each thread count first ran. */
export class TakenCpus {
  readonly #first = new Map<number, string>();

  /** @param earlier rows of the same result set, measured before this process began */
  constructor(earlier: readonly ResultRow[] = []) {
    for (const { threads, tx_cpus: tx, rx_cpus: rx } of earlier) {
      if (threads !== null && tx !== null && rx !== null) this.#firstOf(threads, placesText(tx, rx));
    }
  }

  /** The warning of a trial, or none: where it was placed differs only when the CPUs that may be used do. */
  warningsOf({ tx, rx }: Placement): string[] {
    if (tx.includes(null) || rx.includes(null)) return [];
    const now = placesText(tx.join(" "), rx.join(" "));
    const first = this.#firstOf(tx.length, now);
    return now === first ? [] : [warning("cpus-taken", `${now}, at first ${first}`)];
  }

  #firstOf(threads: number, places: string): string {
    const first = this.#first.get(threads) ?? places;
    this.#first.set(threads, first);
    return first;
  }
}

function placesText(tx: string, rx: string): string {
  return `tx ${tx} rx ${rx}`;
}

/** A CPU list in the kernel's notation: `0-3,8`. */
export function cpuListText(cpus: readonly number[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const cpu of cpus) {
    const range = ranges.at(-1);
    if (range !== undefined && range[1] === cpu - 1) range[1] = cpu;
    else ranges.push([cpu, cpu]);
  }
  return ranges.map(([first, last]) => first === last ? `${first}` : `${first}-${last}`).join(",");
}
