/**
 * The processor and what changes its speed: model, cores, caches, governor, turbo, mitigations.
 *
 * Source: /proc/cpuinfo; /sys/devices/system/cpu (Documentation/admin-guide/pm/cpufreq.rst, intel_pstate.rst,
 * hw-vuln/index.rst).
 */
import { readCpuQuota } from "./cgroup_cpu.ts";
import { type CpuInfo, readCpuTopology } from "./cpu_topology.ts";
import { isVirtualMachine } from "./hypervisor.ts";
import { type CpuPmu, readCpuPmus, readPmuEvents } from "./pmus.ts";
import { readCpuList, readInteger, readNames, readText } from "./sysfs.ts";

const CPU_DIRECTORY = "/sys/devices/system/cpu";

interface CpuCache {
  readonly level: number;
  /** `Data`, `Instruction` or `Unified`. */
  readonly type: string | null;
  readonly sizeBytes: number | null;
  readonly sharedByCpus: readonly number[] | null;
}

/** A core PMU and the kernel's encodings of its named events: generic events mean different things on each. */
interface PmuDescription extends CpuPmu {
  /** The driver's name for the microarchitecture, such as `skylake`; `null` where it gives none. */
  readonly model: string | null;
  readonly events: readonly { readonly name: string; readonly encoding: string }[];
}

export interface CpuEnvironment {
  readonly model: string | null;
  readonly logicalCpus: number;
  readonly physicalCores: number;
  readonly packages: number;
  readonly numaNodes: number;
  readonly topology: readonly CpuInfo[];
  /** The caches of the first CPU. */
  readonly caches: readonly CpuCache[];
  /** The cpufreq governors in use, each once; `null` where there is no cpufreq. */
  readonly governors: readonly string[] | null;
  readonly frequencyDriver: string | null;
  /** Whether frequencies above nominal are allowed; `null` where the driver doesn't say. */
  readonly turbo: boolean | null;
  readonly virtualMachine: boolean;
  /** CPUs that the scheduler leaves alone (`isolcpus`). */
  readonly isolatedCpus: readonly number[] | null;
  /** How many CPUs' worth of time the control groups allow this process; `null` for all. */
  readonly quotaCpus: number | null;
  /** Known vulnerabilities and what the kernel says about each; `null` where it has no list. */
  readonly mitigations: readonly { readonly name: string; readonly state: string }[] | null;
  /** The core PMUs; empty where there are no hardware counters. */
  readonly pmus: readonly PmuDescription[];
}

/** Reads the processor's description under `root`; what can't be read is `null`. */
export function readCpu(root: string): CpuEnvironment {
  const topology = readCpuTopology(root);
  const first = topology[0]?.cpu ?? 0;
  const distinct = (key: (cpu: CpuInfo) => number) => new Set(topology.map(key)).size;
  return {
    model: readModel(root),
    logicalCpus: topology.length,
    physicalCores: distinct((cpu) => cpu.core),
    packages: distinct((cpu) => cpu.package),
    numaNodes: distinct((cpu) => cpu.node),
    topology,
    caches: readCaches(root, first),
    governors: readGovernors(root, topology),
    frequencyDriver: readText(root, `${CPU_DIRECTORY}/cpu${first}/cpufreq/scaling_driver`),
    turbo: readTurbo(root),
    virtualMachine: isVirtualMachine(root),
    isolatedCpus: readCpuList(root, `${CPU_DIRECTORY}/isolated`),
    quotaCpus: readCpuQuota(root),
    mitigations: readMitigations(root),
    pmus: readCpuPmus(root).map((pmu) => ({
      ...pmu,
      model: readText(root, `/sys/bus/event_source/devices/${pmu.name}/caps/pmu_name`),
      events: Object.entries(readPmuEvents(root, pmu.name)).map(([name, encoding]) => ({ name, encoding })),
    })),
  };
}

/** x86 names the model; arm64 gives implementer and part numbers, so there the board's name is better. */
function readModel(root: string): string | null {
  const cpuinfo = readText(root, "/proc/cpuinfo") ?? "";
  const named = cpuinfo.match(/^(?:model name|Processor|cpu model)\s*:\s*(.+)$/m)?.[1];
  if (named !== undefined) return named.trim();
  const field = (name: string) => cpuinfo.match(new RegExp(`^${name}\\s*:\\s*(\\S+)`, "m"))?.[1];
  const part = field("CPU part");
  if (part === undefined) return null;
  const board = readText(root, "/proc/device-tree/model")?.replace(/\0+$/, "");
  return `arm implementer ${field("CPU implementer") ?? "unknown"} part ${part}${board ? `, ${board}` : ""}`;
}

function readCaches(root: string, cpu: number): CpuCache[] {
  const directory = `${CPU_DIRECTORY}/cpu${cpu}/cache`;
  const indexes = (readNames(root, directory) ?? []).filter((name) => /^index\d+$/.test(name));
  return indexes.flatMap((index) => {
    const level = readInteger(root, `${directory}/${index}/level`);
    if (level === null) return [];
    const size = readText(root, `${directory}/${index}/size`)?.match(/^(\d+)K$/);
    return [{
      level,
      type: readText(root, `${directory}/${index}/type`),
      sizeBytes: size ? Number(size[1]) * 1024 : null,
      sharedByCpus: readCpuList(root, `${directory}/${index}/shared_cpu_list`),
    }];
  });
}

function readGovernors(root: string, topology: readonly CpuInfo[]): string[] | null {
  const governors = topology.flatMap(({ cpu }) =>
    readText(root, `${CPU_DIRECTORY}/cpu${cpu}/cpufreq/scaling_governor`) ?? []
  );
  return governors.length === 0 ? null : [...new Set(governors)].sort();
}

function readTurbo(root: string): boolean | null {
  const noTurbo = readInteger(root, `${CPU_DIRECTORY}/intel_pstate/no_turbo`);
  if (noTurbo !== null) return noTurbo === 0;
  const boost = readInteger(root, `${CPU_DIRECTORY}/cpufreq/boost`);
  return boost === null ? null : boost === 1;
}

function readMitigations(root: string): CpuEnvironment["mitigations"] {
  const names = readNames(root, `${CPU_DIRECTORY}/vulnerabilities`);
  if (names === null) return null;
  return names.flatMap((name) => {
    const state = readText(root, `${CPU_DIRECTORY}/vulnerabilities/${name}`);
    return state === null ? [] : [{ name, state }];
  });
}
