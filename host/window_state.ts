/**
 * What else the machine did during a window: other processes, the hypervisor, frequencies, throttling, memory. Read at
 * both edges and subtracted; every threshold is for who judges (`sweep/warnings.ts`).
 *
 * Source: proc_stat(5), proc_pid_stat(5), proc_vmstat(5), SNMP counters of /proc/net/netstat;
 * Documentation/admin-guide/pm/cpufreq.rst, Documentation/admin-guide/cputopology.rst (thermal_throttle).
 */
import { type CpuShares, cpuShares, type CpuTimes, readCpuTimes } from "./cpu_shares.ts";
import { readInteger, readText } from "./sysfs.ts";

const CPU_DIRECTORY = "/sys/devices/system/cpu";
const TICKS_PER_SECOND = 100;

/** The state at one edge; `null` where it can't be read. */
export interface HostState {
  readonly atMs: number;
  readonly cpuTimes: CpuTimes | null;
  /** User and system time of this process so far. */
  readonly ownCpuS: number | null;
  /** Of each CPU asked for, in kHz. */
  readonly frequenciesKhz: readonly (number | null)[];
  /** Throttling events of the CPUs asked for and their packages, since boot. */
  readonly throttlings: number | null;
  /** Direct reclaims of memory and pages swapped, since boot. */
  readonly reclaims: number | null;
  /** How often TCP ran short of its memory (`tcp_mem`), since boot. */
  readonly tcpMemoryPressures: number | null;
}

/** What lies between two states. */
export interface HostWindow {
  readonly elapsedS: number;
  /** Where the whole machine's CPU time went. */
  readonly shares: CpuShares | null;
  /** User and system time of other processes: what is left after this process's own. */
  readonly otherCpuS: number | null;
  /** The greatest relative change of frequency, with its sign. */
  readonly frequencyChange: number | null;
  readonly throttlings: number | null;
  readonly reclaims: number | null;
  readonly tcpMemoryPressures: number | null;
}

/** Reads the state now; takes a fraction of a millisecond. */
export function readHostState(cpus: readonly number[], root = "/"): HostState {
  return {
    atMs: performance.now(),
    cpuTimes: readCpuTimes(root),
    ownCpuS: readOwnCpuS(root),
    frequenciesKhz: cpus.map((cpu) =>
      readInteger(root, `${CPU_DIRECTORY}/cpu${cpu}/cpufreq/scaling_cur_freq`)
    ),
    throttlings: readThrottlings(root, cpus),
    reclaims: readReclaims(root),
    tcpMemoryPressures: readTcpMemoryPressures(root),
  };
}

/** The difference of two states of the same CPUs. */
export function hostWindow(first: HostState, second: HostState): HostWindow {
  const shares = cpuShares(first.cpuTimes, second.cpuTimes);
  const ownCpuS = difference(first.ownCpuS, second.ownCpuS);
  return {
    elapsedS: (second.atMs - first.atMs) / 1e3,
    shares,
    otherCpuS: shares === null || ownCpuS === null
      ? null
      : Math.max(0, shares.userS + shares.systemS - ownCpuS),
    frequencyChange: greatestChange(first.frequenciesKhz, second.frequenciesKhz),
    throttlings: difference(first.throttlings, second.throttlings),
    reclaims: difference(first.reclaims, second.reclaims),
    tcpMemoryPressures: difference(first.tcpMemoryPressures, second.tcpMemoryPressures),
  };
}

/** Fields 14 and 15 (utime, stime) of /proc/self/stat, counted from after the name, which may hold anything. */
function readOwnCpuS(root: string): number | null {
  const text = readText(root, "/proc/self/stat");
  const fields = text?.slice(text.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields?.[11]) + Number(fields?.[12]);
  return Number.isFinite(ticks) ? ticks / TICKS_PER_SECOND : null;
}

function readThrottlings(root: string, cpus: readonly number[]): number | null {
  return sumOfKnown(cpus.flatMap((cpu) => {
    const directory = `${CPU_DIRECTORY}/cpu${cpu}/thermal_throttle`;
    return [
      readInteger(root, `${directory}/core_throttle_count`),
      readInteger(root, `${directory}/package_throttle_count`),
    ];
  }));
}

function readReclaims(root: string): number | null {
  const text = readText(root, "/proc/vmstat") ?? "";
  const lines = text.matchAll(/^(?:allocstall\w*|pswpin|pswpout) (\d+)$/gm);
  return sumOfKnown([...lines].map((line) => Number(line[1])));
}

/** /proc/net/netstat has a line of names and a line of values for each group. */
function readTcpMemoryPressures(root: string): number | null {
  const [names, values] = (readText(root, "/proc/net/netstat") ?? "").split("\n")
    .filter((line) => line.startsWith("TcpExt:")).map((line) => line.split(" "));
  const value = Number(values?.[names?.indexOf("TCPMemoryPressures") ?? -1]);
  return Number.isFinite(value) ? value : null;
}

function greatestChange(
  first: HostState["frequenciesKhz"],
  second: HostState["frequenciesKhz"],
): number | null {
  let greatest: number | null = null;
  for (const [i, before] of first.entries()) {
    const after = second[i] ?? null;
    if (before === null || after === null || before === 0) continue;
    const change = after / before - 1;
    if (greatest === null || Math.abs(change) > Math.abs(greatest)) greatest = change;
  }
  return greatest;
}

function difference(first: number | null, second: number | null): number | null {
  return first === null || second === null ? null : second - first;
}

function sumOfKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}
