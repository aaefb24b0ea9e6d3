/** The CPUs that trials of this process can be placed on. */
import { allowedCpus } from "../ffi/affinity.ts";
import { type CpuInfo, readCpuTopology } from "../host/cpu_topology.ts";

/** The CPUs this process may use, with what is known of them; at least the numbers where sysfs is hidden. */
export function usableCpus(): CpuInfo[] {
  const allowed = allowedCpus();
  const known = readCpuTopology().filter(({ cpu }) => allowed.includes(cpu));
  if (known.length > 0) return known;
  return allowed.map((cpu) => (
    { cpu, core: cpu, package: 0, node: 0, coreType: "uniform", maxFreqKhz: null }
  ));
}
