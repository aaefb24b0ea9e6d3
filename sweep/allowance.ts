/** What this machine allows a sweep, as it is now; {@linkcode obstacles} judges. */
import { readMemory } from "../host/memory.ts";
import { readProcess } from "../host/process.ts";
import type { Allowance } from "./preflight.ts";
import { usableCpus } from "./session.ts";

/** Reads the limits; what can't be read is `null`. */
export function allowanceHere(): Allowance {
  const openFiles = readProcess().openFiles?.soft ?? null;
  return {
    availableBytes: readMemory().availableBytes,
    openFiles: openFiles === "unlimited" ? null : openFiles,
    cpus: usableCpus().map(({ cpu }) => cpu),
  };
}
