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
    { cpu, core: cpu, package: 0, node: 0, coreType: "uniform", maxFreqKhz: null }
  ));
}
