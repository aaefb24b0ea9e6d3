/**
 * Where CPU time went between two moments, on a whole host or on some of its CPUs: user, system, irq, softirq, steal.
 * Interrupts and ksoftirqd are charged to no worker thread, so between two hosts this is the main measure of efficiency.
 *
 * Source: proc_stat(5). Counted in ticks of 10 ms per CPU, by sampling on most kernels, so short windows are coarse.
 */
import { readText } from "./sysfs.ts";

/** Linux reports CPU times in /proc in USER_HZ, which is 100 on every architecture netio runs on. */
export const TICKS_PER_SECOND = 100;

/** CPU seconds since boot, of one CPU or of several together. */
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

/** The times of all CPUs so far, or `null` where /proc/stat can't be read. */
export function readCpuTimes(root = "/"): CpuTimes | null {
  return cpuTimesIn(readText(root, "/proc/stat"));
}

/**
 * The times that a text of /proc/stat gives.
 *
 * @param cpus sums the lines of these CPUs; absent takes the line for all
 * @returns `null` where a line is missing (some containers hide the host's CPUs)
 */
export function cpuTimesIn(stat: string | null, cpus?: readonly number[]): CpuTimes | null {
  const names = cpus === undefined ? ["cpu"] : cpus.map((cpu) => `cpu${cpu}`);
  const lines = new Map((stat ?? "").split("\n").map((line) => [line.split(" ", 1)[0], line]));
  const ticks = names.map((name) => lines.get(name)?.split(/\s+/).slice(1).map(Number));
  if (ticks.length === 0 || ticks.some((fields) => fields === undefined || fields.length < 8)) return null;
  const s = (index: number) => ticks.reduce((sum, fields) => sum + fields![index]!, 0) / TICKS_PER_SECOND;
  return {
    userS: s(0) + s(1),
    systemS: s(2),
    idleS: s(3) + s(4),
    irqS: s(5),
    softirqS: s(6),
    stealS: s(7),
  };
}

/** The difference of two readings; `null` if one is missing or no tick has passed. */
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
