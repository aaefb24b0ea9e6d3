/** What this process may do: its limits, capabilities and CPUs (proc_pid_limits(5), proc_pid_status(5)). */
import { parseCpuList, readText } from "./sysfs.ts";

/** A resource limit; `Infinity` doesn't survive JSON, so "unlimited" is a word. */
export interface ResourceLimit {
  readonly soft: number | "unlimited";
  readonly hard: number | "unlimited";
}

export interface ProcessEnvironment {
  readonly realUserId: number | null;
  readonly effectiveUserId: number | null;
  /** Memory that may be pinned, bytes; zero-copy sends count against it, except for the privileged. */
  readonly memlockBytes: ResourceLimit | null;
  readonly openFiles: ResourceLimit | null;
  /** Threads and processes of the user, all together. */
  readonly tasks: ResourceLimit | null;
  /** CPUs that the affinity mask leaves, ascending. */
  readonly allowedCpus: readonly number[] | null;
  /** Of the capabilities that matter to netio, those in effect. */
  readonly capabilities: readonly Capability[] | null;
}

/** Bit numbers in CapEff; capabilities(7), linux/capability.h. */
const CAPABILITY_BITS = {
  CAP_NET_ADMIN: 12,
  CAP_NET_RAW: 13,
  CAP_IPC_LOCK: 14,
  CAP_SYS_ADMIN: 21,
  CAP_SYS_RESOURCE: 24,
  CAP_PERFMON: 38,
} as const;

type Capability = keyof typeof CAPABILITY_BITS;

/** Reads what `/proc/self` under `root` says. */
export function readProcess(root: string): ProcessEnvironment {
  const status = readText(root, "/proc/self/status") ?? "";
  const limits = readText(root, "/proc/self/limits") ?? "";
  const field = (name: string) => status.match(new RegExp(`^${name}:\\s*(.*)$`, "m"))?.[1];
  const cpus = field("Cpus_allowed_list");
  const [realUserId = null, effectiveUserId = null] = field("Uid")?.split(/\s+/).map(Number) ?? [];
  return {
    realUserId,
    effectiveUserId,
    memlockBytes: limit(limits, "Max locked memory"),
    openFiles: limit(limits, "Max open files"),
    tasks: limit(limits, "Max processes"),
    allowedCpus: cpus === undefined ? null : parseCpuList(cpus),
    capabilities: capabilities(field("CapEff")),
  };
}

function limit(limits: string, name: string): ResourceLimit | null {
  const match = limits.match(new RegExp(`^${name}\\s+(\\d+|unlimited)\\s+(\\d+|unlimited)`, "m"));
  if (match === null) return null;
  const value = (text: string) => text === "unlimited" ? text : Number(text);
  return { soft: value(match[1]!), hard: value(match[2]!) };
}

function capabilities(hexadecimal: string | undefined): Capability[] | null {
  if (hexadecimal === undefined) return null;
  const mask = BigInt(`0x${hexadecimal}`);
  const names = Object.keys(CAPABILITY_BITS) as Capability[];
  return names.filter((name) => (mask >> BigInt(CAPABILITY_BITS[name]) & 1n) === 1n);
}
