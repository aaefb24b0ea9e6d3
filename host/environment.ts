/**
 * The machine as `environment.json` records it: everything that can explain why two result sets differ.
 *
 * Plain data that survives JSON; units are in the names; `null` is "could not be read", never a guess.
 */
import { type CpuEnvironment, readCpu } from "./cpu.ts";
import { chargesIrqTimeToThreads } from "./irq_accounting.ts";
import { type MemoryEnvironment, readMemory } from "./memory.ts";
import { LOOPBACK_INTERFACE, type NetworkEnvironment, readNetwork } from "./network.ts";
import { isRealTimeKernel } from "./receive_path.ts";
import { type ProcessEnvironment, readProcess } from "./process.ts";
import { readCpuTimes } from "./cpu_shares.ts";
import { readInteger, readText } from "./sysfs.ts";

export interface HostEnvironment {
  readonly kernelRelease: string | null;
  /** The build, such as `#1 SMP PREEMPT_DYNAMIC …`. */
  readonly kernelVersion: string | null;
  readonly distribution: string | null;
  readonly architecture: string;
  readonly clockSource: string | null;
  /** Whether the CPU time of threads includes the interrupts and soft interrupts that came while they ran. */
  readonly irqTimeInThreads: boolean | null;
  /** Whether it was built with PREEMPT_RT. */
  readonly realTimeKernel: boolean | null;
  /** Runnable processes, averaged over 1, 5 and 15 minutes. */
  readonly loadAverage: readonly [number, number, number] | null;
  /** CPU time that a hypervisor gave to others, share of all since boot, percent. */
  readonly stealSinceBootPct: number | null;
  readonly perfEventParanoid: number | null;
  /** 1 when the kernel's hard-lockup detector occupies a hardware counter. */
  readonly nmiWatchdog: number | null;
  readonly cpu: CpuEnvironment;
  readonly memory: MemoryEnvironment;
  readonly network: NetworkEnvironment;
  readonly process: ProcessEnvironment;
}

interface EnvironmentOptions {
  /** Where /proc and /sys are mounted; tests give another machine's. */
  readonly root?: string;
  /** The interfaces that traffic uses. */
  readonly interfaceNames?: readonly string[];
}

/** Describes the machine, its settings and what this process may do. Takes a few milliseconds. */
export function readEnvironment(
  { root = "/", interfaceNames = [LOOPBACK_INTERFACE] }: EnvironmentOptions = {},
): HostEnvironment {
  return {
    kernelRelease: readText(root, "/proc/sys/kernel/osrelease"),
    kernelVersion: readText(root, "/proc/sys/kernel/version"),
    distribution: readText(root, "/etc/os-release")?.match(/^PRETTY_NAME="?([^"\n]+)/m)?.[1] ?? null,
    architecture: Deno.build.arch,
    clockSource: readClockSource(root),
    irqTimeInThreads: chargesIrqTimeToThreads(root),
    realTimeKernel: isRealTimeKernel(root),
    loadAverage: readLoadAverage(root),
    stealSinceBootPct: readStealPct(root),
    perfEventParanoid: readInteger(root, "/proc/sys/kernel/perf_event_paranoid"),
    nmiWatchdog: readInteger(root, "/proc/sys/kernel/nmi_watchdog"),
    cpu: readCpu(root),
    memory: readMemory(root),
    network: readNetwork(root, interfaceNames),
    process: readProcess(root),
  };
}

const CHEAP_CLOCKS = ["tsc", "kvm-clock", "arch_sys_counter", "hyperv_clocksource_tsc_page"];

/** What the kernel reads the time from. */
export function readClockSource(root = "/"): string | null {
  return readText(root, "/sys/devices/system/clocksource/clocksource0/current_clocksource");
}

/** Whether each reading of a clock costs a system call, since the vDSO can't make it. */
export function hasSlowClock(clockSource: string): boolean {
  return !CHEAP_CLOCKS.includes(clockSource);
}

function readLoadAverage(root: string): [number, number, number] | null {
  const [one, five, fifteen] = readText(root, "/proc/loadavg")?.split(" ").map(Number) ?? [];
  return one === undefined || five === undefined || fifteen === undefined ? null : [one, five, fifteen];
}

function readStealPct(root: string): number | null {
  const times = readCpuTimes(root);
  if (times === null) return null;
  const totalS = Object.values(times).reduce((sum, seconds) => sum + seconds, 0);
  return totalS === 0 ? null : Math.round(10_000 * times.stealS / totalS) / 100;
}
