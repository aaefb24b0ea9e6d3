/**
 * Which logical CPUs share a physical core, a socket, a memory node, and which are of the same type: what thread
 * placement needs. Splitting CPUs in half by number would pair SMT siblings.
 *
 * Source: /sys/devices/system/cpu (Documentation/admin-guide/cputopology.rst) and, for the type of a core, the
 * list of PMUs ({@linkcode readCpuPmus}) or the kernel's `cpu_capacity`.
 */
import { readCpuPmus } from "./pmus.ts";
import { readCpuList, readInteger, readNames } from "./sysfs.ts";

const CPU_DIRECTORY = "/sys/devices/system/cpu";

export interface CpuInfo {
  /** Logical CPU number, as `sched_setaffinity(2)` takes it. */
  readonly cpu: number;
  /** The physical core: the lowest CPU number among its SMT siblings, so unique in the machine. */
  readonly core: number;
  /** The socket; 0 where the kernel doesn't say. */
  readonly package: number;
  /** The NUMA node; 0 where the kernel has none. */
  readonly node: number;
  /** `uniform` on most machines; on hybrid ones the PMU's name (`cpu_core`, `cpu_atom`) or `capacity-N`. */
  readonly coreType: string;
  /** Greatest frequency in kHz, `null` where there is no cpufreq (most virtual machines). */
  readonly maxFreqKhz: number | null;
  /** What the kernel takes its speed to be, of 1024 for the fastest; `null` where it holds all to be alike. */
  readonly capacity: number | null;
}

/**
 * The online CPUs in ascending order. It doesn't know the affinity mask: filter by it.
 *
 * @returns an empty list when sysfs can't be read
 */
export function readCpuTopology(root = "/"): CpuInfo[] {
  const cpus = readCpuList(root, `${CPU_DIRECTORY}/online`) ?? [];
  const typeOf = coreTypes(root, cpus);
  return cpus.map((cpu) => {
    const directory = `${CPU_DIRECTORY}/cpu${cpu}`;
    return {
      cpu,
      core: siblings(root, directory)?.[0] ?? cpu,
      package: Math.max(0, readInteger(root, `${directory}/topology/physical_package_id`) ?? 0),
      node: nodeOf(root, directory),
      coreType: typeOf(cpu),
      maxFreqKhz: readInteger(root, `${directory}/cpufreq/cpuinfo_max_freq`),
      capacity: readInteger(root, `${directory}/cpu_capacity`),
    };
  });
}

/** True when two of these CPUs share a physical core. */
export function hasSmtSiblings(cpus: readonly CpuInfo[]): boolean {
  return new Set(cpus.map((c) => c.core)).size < cpus.length;
}

function siblings(root: string, directory: string): number[] | null {
  return readCpuList(root, `${directory}/topology/core_cpus_list`) ??
    readCpuList(root, `${directory}/topology/thread_siblings_list`);
}

function nodeOf(root: string, directory: string): number {
  const name = readNames(root, directory)?.find((n) => /^node\d+$/.test(n));
  return name === undefined ? 0 : Number(name.slice(4));
}

/** Types by PMU where there are several, else by capacity where CPUs differ in it, else all alike. */
function coreTypes(root: string, cpus: readonly number[]): (cpu: number) => string {
  const pmus = readCpuPmus(root);
  if (pmus.length > 1) return (cpu) => pmus.find((p) => p.cpus?.includes(cpu))?.name ?? "unknown";
  const capacities = new Map(
    cpus.map((cpu) => [cpu, readInteger(root, `${CPU_DIRECTORY}/cpu${cpu}/cpu_capacity`)]),
  );
  if (new Set(capacities.values()).size > 1) return (cpu) => `capacity-${capacities.get(cpu) ?? "unknown"}`;
  return () => "uniform";
}
