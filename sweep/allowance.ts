/** What this machine allows a sweep, as it is now; {@linkcode obstacles} judges. */
import { readCgroupHeadroomBytes } from "../host/cgroup_memory.ts";
import { readMemory } from "../host/memory.ts";
import { readCpuPmus } from "../host/pmus.ts";
import { readProcess, type ResourceLimit } from "../host/process.ts";
import { readTaskHeadroom } from "../host/tasks.ts";
import { readCpuList } from "../host/sysfs.ts";
import { allowedCpus, pinThread } from "../ffi/affinity.ts";
import type { Allowance } from "./preflight.ts";

/** Reads the limits, of memory the lower of the machine's and the control group's; what can't be read is `null`. */
export function allowanceHere(root = "/"): Allowance {
  const { openFiles, memlockBytes, capabilities } = readProcess(root);
  const locked = capabilities?.includes("CAP_IPC_LOCK") ? null : limitOf(memlockBytes);
  const bytes = [readMemory(root).availableBytes, readCgroupHeadroomBytes(root)].filter((b) => b !== null);
  return {
    availableBytes: bytes.length === 0 ? null : Math.min(...bytes),
    openFiles: limitOf(openFiles),
    lockableBytes: locked,
    tasks: readTaskHeadroom(root),
    cpus: pinnableCpus(root),
    corePmus: readCpuPmus(root).length,
  };
}

function limitOf(limit: ResourceLimit | null): number | null {
  return limit === null || limit.soft === "unlimited" ? null : limit.soft;
}

/**
 * The CPUs that the calling thread may be pinned to: its mask, and those that the boot option `isolcpus` keeps out of
 * every mask for this very purpose, as far as the cpuset allows them. The kernel would also grant CPUs that taskset or a
 * batch system removed from the mask, but those were removed on purpose.
 */
export function pinnableCpus(root: string): number[] {
  const allowed = allowedCpus();
  const isolated = readCpuList(root, "/sys/devices/system/cpu/isolated") ?? [];
  const kept = isolated.filter((cpu) => !allowed.includes(cpu));
  if (kept.length === 0) return allowed;
  try {
    pinThread(kept); // the kernel leaves out what the cpuset does not allow
    return [...allowed, ...allowedCpus()].sort((a, b) => a - b);
  } catch {
    return allowed; // none of them
  } finally {
    pinThread(allowed);
  }
}
