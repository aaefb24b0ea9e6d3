/**
 * Where a whole host's CPU time went between two moments: user, system, irq, softirq, steal. Interrupts and
 * ksoftirqd belong to no worker thread, so on two hosts this is the headline of efficiency.
 *
 * Source: proc_stat(5). Counted in ticks of 10 ms per CPU, by sampling on most kernels, so short windows are coarse.
 */
import { readText } from "./sysfs.ts";

/** Linux reports /proc/stat in USER_HZ, which is 100 on every architecture netio runs on. */
const TICKS_PER_SECOND = 100;

/** The first line of /proc/stat, CPU seconds since boot over all CPUs. */
export interface CpuTimes {
  /** With nice. */
  readonly userS: number;
  readonly systemS: number;
  readonly irqS: number;
  readonly softirqS: number;
  readonly stealS: number;
  /** With iowait. */
  readonly idleS: number;
}

/** CPU seconds between two readings, and their sum; shares are ratios to {@linkcode totalS}. */
export interface CpuShares extends CpuTimes {
  readonly totalS: number;
}

/** The times so far, or `null` where /proc/stat can't be read. */
export function readCpuTimes(root = "/"): CpuTimes | null {
  const fields = readText(root, "/proc/stat")?.match(/^cpu\s+([\d ]+)/)?.[1]?.split(" ").map(Number);
  if (fields === undefined || fields.length < 8) return null;
  const s = (index: number) => fields[index]! / TICKS_PER_SECOND;
  return {
    userS: s(0) + s(1),
    systemS: s(2),
    idleS: s(3) + s(4),
    irqS: s(5),
    softirqS: s(6),
    stealS: s(7),
  };
}

/** What lies between two readings; `null` when one is missing or no tick has passed. */
export function cpuShares(before: CpuTimes | null, after: CpuTimes | null): CpuShares | null {
  if (before === null || after === null) return null;
  const delta = (field: keyof CpuTimes) =>
    Math.max(0, Math.round((after[field] - before[field]) * 100) / 100);
  const shares = {
    userS: delta("userS"),
    systemS: delta("systemS"),
    irqS: delta("irqS"),
    softirqS: delta("softirqS"),
    stealS: delta("stealS"),
    idleS: delta("idleS"),
  };
  const totalS = Math.round(100 * Object.values(shares).reduce((sum, value) => sum + value, 0)) / 100;
  return totalS === 0 ? null : { ...shares, totalS };
}
