/** Main memory and huge pages, as /proc/meminfo and sysfs have them (proc_meminfo(5), transhuge.rst). */
import { readText } from "./sysfs.ts";

export interface MemoryEnvironment {
  readonly totalBytes: number | null;
  readonly availableBytes: number | null;
  /** Explicit huge pages that are reserved, and their size. */
  readonly hugePagesTotal: number | null;
  readonly hugePageBytes: number | null;
  /** `always`, `madvise` or `never`. */
  readonly transparentHugePages: string | null;
}

/** Reads the state of memory under `root`. */
export function readMemory(root: string): MemoryEnvironment {
  const meminfo = readText(root, "/proc/meminfo") ?? "";
  const field = (name: string) => {
    const value = meminfo.match(new RegExp(`^${name}:\\s+(\\d+)`, "m"))?.[1];
    return value === undefined ? null : Number(value);
  };
  const bytes = (name: string) => {
    const kibibytes = field(name);
    return kibibytes === null ? null : kibibytes * 1024;
  };
  return {
    totalBytes: bytes("MemTotal"),
    availableBytes: bytes("MemAvailable"),
    hugePagesTotal: field("HugePages_Total"),
    hugePageBytes: bytes("Hugepagesize"),
    transparentHugePages:
      readText(root, "/sys/kernel/mm/transparent_hugepage/enabled")?.match(/\[(\w+)\]/)?.[1] ??
        null,
  };
}
