/** What `environment.json` says of the machine: CPU and kernel. Where they are unknown, two may be different machines. */
import { textAt } from "./json.ts";

/** The model of the CPU; `null` where it is not recorded. */
export function cpuModelOf(environment: unknown): string | null {
  return textAt(environment, "host", "cpu", "model");
}

/** `Linux 6.8.0`; `null` where it is not recorded. */
export function kernelOf(environment: unknown): string | null {
  const release = textAt(environment, "host", "kernelRelease");
  return release === null ? null : `Linux ${release}`;
}

/** CPU and kernel as one text; `null` where neither is recorded. */
export function machineOf(environment: unknown): string | null {
  const known = [cpuModelOf(environment), kernelOf(environment)].filter((part) => part !== null);
  return known.join(", ") || null;
}
