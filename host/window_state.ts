/**
 * What else the machine did during a window: other processes, the hypervisor, frequencies, throttling, memory. Read at
 * both edges and subtracted; the thresholds are elsewhere (`trial/warnings.ts`).
 *
 * Source: proc_stat(5), proc_pid_stat(5), proc_vmstat(5), SNMP counters of /proc/net/netstat;
 * Documentation/admin-guide/pm/cpufreq.rst, Documentation/admin-guide/cputopology.rst (thermal_throttle).
 */
import { readQuotaStoppedS } from "./cgroup_cpu.ts";
import { type CpuShares, cpuShares, type CpuTimes, cpuTimesIn, TICKS_PER_SECOND } from "./cpu_shares.ts";
import { readSoftirqThreadsS } from "./softirq_threads.ts";
import { readInteger, readText } from "./sysfs.ts";

const CPU_DIRECTORY = "/sys/devices/system/cpu";
const FREQUENCIES_MAX = 4;
const FREQUENCIES_MS = 4;

/** The CPUs that matter to a trial. */
export interface WatchedCpus {
  /** Those that its threads are pinned to; `null` where they may run on any. */
  readonly pinned: readonly number[] | null;
  /** Those whose frequency and throttling matter. */
  readonly clocked: readonly number[];
  /** Whether what the kernel's own threads receive on them is the trial's: no network card's. */
  readonly isReceivingOwn: boolean;
}

/** The state at one edge; `null` where it can't be read. */
export interface HostState {
  readonly atMs: number;
  /** Of the whole machine. */
  readonly cpuTimes: CpuTimes | null;
  /** Of the CPUs that the threads are pinned to, together. */
  readonly pinnedTimes: CpuTimes | null;
  /** User and system time of this process so far. */
  readonly ownCpuS: number | null;
  /** In kHz, of at most four of the CPUs asked for, the same ones in every reading. */
  readonly frequenciesKhz: readonly (number | null)[];
  /** Throttling events of the CPUs asked for and their packages, since boot. */
  readonly throttlings: number | null;
  /** Direct reclaims of memory and pages swapped, since boot. */
  readonly reclaims: number | null;
  /** How often TCP ran short of its memory (`tcp_mem`), since boot. */
  readonly tcpMemoryPressures: number | null;
  /** For how long CPU quotas have stopped threads of this process's control groups. */
  readonly quotaStoppedS: number | null;
  /** CPU time so far of the kernel's threads that receive. */
  readonly softirqThreadsS: number | null;
}

/** The difference of two states. */
export interface HostWindow {
  readonly elapsedS: number;
  /** Where the whole machine's CPU time went. */
  readonly shares: CpuShares | null;
  /**
   * Where the time of the CPUs that the threads are pinned to went; the whole machine's, where they are not pinned
   * or /proc/stat has no line for one of them.
   */
  readonly threadShares: CpuShares | null;
  /** CPU time of other processes within {@linkcode threadShares}; an estimate that tends to be too small. */
  readonly otherCpuS: number | null;
  /** The greatest relative change of frequency, with its sign. */
  readonly frequencyChange: number | null;
  readonly throttlings: number | null;
  readonly reclaims: number | null;
  readonly tcpMemoryPressures: number | null;
  readonly quotaStoppedS: number | null;
  /** CPU time of the kernel's threads that received in place of this process's; also `null` if that can't be known. */
  readonly softirqThreadsS: number | null;
}

/** Reads the state now; takes a fraction of a millisecond, except for the frequencies: {@linkcode readFrequencies}. */
export function readHostState(
  { pinned, clocked, isReceivingOwn }: WatchedCpus,
  root = "/",
): HostState {
  const frequenciesKhz = readFrequencies(root, spread(clocked, FREQUENCIES_MAX));
  const stat = readText(root, "/proc/stat");
  return {
    atMs: performance.now(),
    cpuTimes: cpuTimesIn(stat),
    pinnedTimes: pinned === null ? null : cpuTimesIn(stat, pinned),
    ownCpuS: readOwnCpuS(root),
    frequenciesKhz,
    throttlings: readThrottlings(root, clocked),
    reclaims: readReclaims(root),
    tcpMemoryPressures: readTcpMemoryPressures(root),
    quotaStoppedS: readQuotaStoppedS(root),
    softirqThreadsS: isReceivingOwn ? readSoftirqThreadsS(pinned, root) : null,
  };
}

/**
 * The difference of two states of the same CPUs.
 *
 * @param isIrqTimeOwn whether the interrupts in the window are part of this process's own CPU time:
 * {@linkcode otherCpuS} says when
 */
export function hostWindow(first: HostState, second: HostState, isIrqTimeOwn: boolean): HostWindow {
  const shares = cpuShares(first.cpuTimes, second.cpuTimes);
  const threadShares = cpuShares(first.pinnedTimes, second.pinnedTimes) ?? shares;
  const ownCpuS = difference(first.ownCpuS, second.ownCpuS);
  const softirqThreadsS = difference(first.softirqThreadsS, second.softirqThreadsS);
  return {
    elapsedS: (second.atMs - first.atMs) / 1e3,
    shares,
    threadShares,
    otherCpuS: threadShares === null || ownCpuS === null
      ? null
      : otherCpuS(threadShares, ownCpuS + (isIrqTimeOwn ? softirqThreadsS ?? 0 : 0), isIrqTimeOwn),
    frequencyChange: greatestChange(first.frequenciesKhz, second.frequenciesKhz),
    throttlings: difference(first.throttlings, second.throttlings),
    reclaims: difference(first.reclaims, second.reclaims),
    tcpMemoryPressures: difference(first.tcpMemoryPressures, second.tcpMemoryPressures),
    quotaStoppedS: difference(first.quotaStoppedS, second.quotaStoppedS),
    softirqThreadsS,
  };
}

/**
 * The busy time minus this process's own: all of it, including what its unpinned threads spent elsewhere, and where soft
 * interrupts count as busy what the kernel's threads received for it.
 *
 * Busy is user and system time. Where the kernel charges interrupts to the thread that they interrupt, own time holds
 * some of them, and on loopback and veth, where our threads' own sends raise the soft interrupts, nearly all: they
 * have to count as busy too, or they would hide as much load of others. A network card's also come to idle CPUs and
 * run in ksoftirqd, where they are no process's load, and how many did is not known; there, and if the kernel does
 * not say whom it charges for them, they are left out, which gives the smaller estimate.
 */
function otherCpuS(shares: CpuShares, ownCpuS: number, isIrqTimeOwn: boolean): number {
  const { userS, systemS, irqS, softirqS } = shares;
  const busyS = userS + systemS + (isIrqTimeOwn ? irqS + softirqS : 0);
  return Math.max(0, busyS - ownCpuS);
}

/**
 * In kHz. Reading one takes 10 ms and interrupts its CPU on bare-metal x86 with Linux 5.10–5.18
 * (arch/x86/kernel/cpu/aperfmperf.c), so once a few ms have gone the rest is left unread.
 */
function readFrequencies(root: string, cpus: readonly number[]): (number | null)[] {
  const untilMs = performance.now() + FREQUENCIES_MS;
  return cpus.map((cpu) =>
    performance.now() > untilMs
      ? null
      : readInteger(root, `${CPU_DIRECTORY}/cpu${cpu}/cpufreq/scaling_cur_freq`)
  );
}

/** At most `max` of them, at even distances, the first and the last among them. */
function spread(cpus: readonly number[], max: number): number[] {
  if (cpus.length <= max) return [...cpus];
  return Array.from({ length: max }, (_, i) => cpus[Math.round(i * (cpus.length - 1) / (max - 1))]!);
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
