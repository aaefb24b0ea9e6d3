/** What this machine allows a sweep, as it is now; {@linkcode obstacles} judges. */
import { readCgroupHeadroomBytes } from "../host/cgroup_memory.ts";
import { readMemory } from "../host/memory.ts";
import { readProcess } from "../host/process.ts";
import { pinnableCpus } from "./affinity.ts";
import type { Allowance } from "./preflight.ts";

/** Reads the limits, of memory the lower of the machine's and the control group's; what can't be read is `null`. */
export function allowanceHere(root = "/"): Allowance {
  const openFiles = readProcess(root).openFiles?.soft ?? null;
  const bytes = [readMemory(root).availableBytes, readCgroupHeadroomBytes(root)].filter((b) => b !== null);
  return {
    availableBytes: bytes.length === 0 ? null : Math.min(...bytes),
    openFiles: openFiles === "unlimited" ? null : openFiles,
    cpus: pinnableCpus(root),
  };
}
