/** The CPUs that trials of this process can be placed on. */
import { allowedCpus } from "../ffi/affinity.ts";
import { type CpuInfo, readCpuTopology } from "../host/cpu_topology.ts";

/** The CPUs this process may use, from trial to trial: they can be taken away and given back during a sweep. */
export class UsableCpus {
  #allowed = "";
  #cpus: readonly CpuInfo[] = [];

  /** As of now; the topology is read again where the mask has changed. */
  now(): readonly CpuInfo[] {
    const allowed = allowedCpus().join();
    if (allowed !== this.#allowed) this.#cpus = usableCpus();
    this.#allowed = allowed;
    return this.#cpus;
  }
}

/** The CPUs this process may use, with what is known of them; at least the numbers where sysfs is hidden. */
export function usableCpus(): CpuInfo[] {
  const allowed = allowedCpus();
  const known = readCpuTopology().filter(({ cpu }) => allowed.includes(cpu));
  if (known.length > 0) return known;
  return allowed.map((cpu) => (
    { cpu, core: cpu, package: 0, node: 0, coreType: "uniform", maxFreqKhz: null, capacity: null }
  ));
}

/**
 * How many cores CPUs are on. Threads may be pinned to isolated CPUs, which are not among those that may be used without
 * asking: the machine's are read then. One that is not known at all counts as a core of its own.
 *
 * @param used CPU numbers
 * @param cpus what is known already
 */
export function coreCountOf(used: readonly number[], cpus: readonly CpuInfo[], root = "/"): number {
  const isKnown = used.every((number) => cpus.some(({ cpu }) => cpu === number));
  const cores = new Map((isKnown ? cpus : readCpuTopology(root)).map(({ cpu, core }) => [cpu, core]));
  return new Set(used.map((cpu) => cores.get(cpu) ?? `CPU ${cpu}`)).size;
}
