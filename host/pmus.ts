/**
 * The performance-monitoring units of the CPUs, as the kernel lists them. Ordinary machines have one; hybrid ones
 * have one per core type (`cpu_core` and `cpu_atom` on Intel, one per cluster on arm64).
 *
 * Source: /sys/bus/event_source/devices; a PMU that counts for CPU cores is named `cpu` or has a file `cpus`
 * (tools/perf/util/pmu.c decides likewise), others (uncore, software, tracepoints) have neither.
 */
import { readCpuList, readInteger, readNames, readText } from "./sysfs.ts";

const DEVICES = "/sys/bus/event_source/devices";

export interface CpuPmu {
  /** Name in sysfs, such as `cpu`, `cpu_core`, `armv8_cortex_a76`. */
  readonly name: string;
  /** What `perf_event_attr.type` calls it. */
  readonly type: number;
  /** The CPUs it counts on; `null` means all. */
  readonly cpus: readonly number[] | null;
}

/** The core PMUs in order of name; empty on a machine (most virtual ones) without any. */
export function readCpuPmus(root: string): CpuPmu[] {
  const pmus: CpuPmu[] = [];
  for (const name of readNames(root, DEVICES) ?? []) {
    const cpus = readCpuList(root, `${DEVICES}/${name}/cpus`);
    const type = readInteger(root, `${DEVICES}/${name}/type`);
    if (type !== null && (name === "cpu" || (cpus !== null && cpus.length > 0))) {
      pmus.push({ name, type, cpus });
    }
  }
  return pmus;
}

/** The named events of a PMU (`cpu-cycles`, `cache-misses`, …) as the kernel spells their encodings. */
export function readPmuEvents(root: string, pmu: string): Record<string, string> {
  const events: Record<string, string> = {};
  for (const name of readNames(root, `${DEVICES}/${pmu}/events`) ?? []) {
    const encoding = readText(root, `${DEVICES}/${pmu}/events/${name}`);
    if (encoding !== null) events[name] = encoding;
  }
  return events;
}
