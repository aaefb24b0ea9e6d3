/**
 * The border between counting and the kernel: four calls, three facts and what a PMU lists. Tests put a fake machine
 * behind it (hybrid, virtual, locked down); {@linkcode kernelEvents} is perf_event_open(2) itself.
 */
import { errno, type Libc, libc } from "../ffi/libc.ts";
import { NativeMemory } from "../ffi/memory.ts";
import * as perf from "../ffi/perf_event.ts";
import { isVirtualMachine } from "../host/hypervisor.ts";
import { type CpuPmu, readCpuPmus, readPmuEvents } from "../host/pmus.ts";
import { readInteger } from "../host/sysfs.ts";
import type { EventSpec } from "./events.ts";
import type { PmuEvents } from "./own_events.ts";

/** What decides which counters to ask for and how to explain a refusal. */
export interface CounterFacts {
  /** The CPUs' counting units; two or more on a hybrid machine. */
  readonly pmus: readonly CpuPmu[];
  /** `kernel.perf_event_paranoid`, `null` when unreadable. */
  readonly paranoid: number | null;
  readonly virtualMachine: boolean;
}

/** How to open one event for the calling thread, on any CPU. */
export interface OpenOptions {
  /** The group's leader, or -1 to lead a new one, which starts disabled. */
  readonly groupFd: number;
  /** Leave out the kernel (and a hypervisor). */
  readonly userOnly: boolean;
  /** The PMU to count on, of several; `null` lets the kernel choose. */
  readonly pmu: CpuPmu | null;
}

export interface EventSource {
  readonly facts: CounterFacts;
  /** What the PMU lists of its own events. */
  ownEvents(pmu: CpuPmu): PmuEvents;
  /** @returns a file descriptor, or -errno */
  open(event: EventSpec, options: OpenOptions): number;
  /** Starts the group that `leaderFd` leads: members follow their leader. Called at the window's edge: allocates nothing. */
  enable(leaderFd: number): number;
  /**
   * Reads a group's times and counts ({@linkcode perf.PERF_GROUP_READ}). Called at the window's edges: allocates nothing.
   * @returns bytes read, or less than 1
   */
  read(leaderFd: number, into: NativeMemory): number;
  close(fd: number): void;
}

/** Room for a group of 13 events; more than any group here. */
export const GROUP_READ_BYTES = 128;
const GROUP_READ_SIZE = BigInt(GROUP_READ_BYTES);

const NO_ARGUMENT = 0n;

const READ_FORMAT = perf.PERF_FORMAT_TOTAL_TIME_ENABLED | perf.PERF_FORMAT_TOTAL_TIME_RUNNING |
  perf.PERF_FORMAT_GROUP;

/** The facts according to /proc and /sys. */
function readCounterFacts(root = "/"): CounterFacts {
  return {
    pmus: readCpuPmus(root),
    paranoid: readInteger(root, "/proc/sys/kernel/perf_event_paranoid"),
    virtualMachine: isVirtualMachine(root),
  };
}

/** Fills `struct perf_event_attr` in zeroed memory of {@linkcode perf.PERF_EVENT_ATTR.size} bytes. */
export function writeEventAttr(attr: DataView, event: EventSpec, options: OpenOptions): void {
  const flag = (name: keyof typeof perf.PERF_ATTR_FLAG, on: boolean) =>
    (on ? 1 : 0) << perf.PERF_ATTR_FLAG[name];
  attr.setUint32(perf.PERF_EVENT_ATTR.type, event.type, true);
  attr.setUint32(perf.PERF_EVENT_ATTR.attrSize, perf.PERF_EVENT_ATTR.size, true);
  attr.setUint32(perf.PERF_EVENT_ATTR.config, event.config, true);
  attr.setUint32(perf.PERF_PMU_TYPE_OFFSET, options.pmu?.type ?? 0, true);
  attr.setUint32(perf.PERF_EVENT_ATTR.readFormat, READ_FORMAT, true);
  attr.setUint32(
    perf.PERF_EVENT_ATTR.flags,
    flag("disabled", options.groupFd === -1) | flag("exclude_guest", true) |
      flag("exclude_kernel", options.userOnly) | flag("exclude_hv", options.userOnly),
    true,
  );
}

class KernelEvents implements EventSource {
  readonly facts = readCounterFacts();
  readonly #number = perf.perfEventOpenNumber();
  readonly #libc: Libc = libc();

  ownEvents(pmu: CpuPmu): PmuEvents {
    return readPmuEvents("/", pmu.name);
  }

  open(event: EventSpec, options: OpenOptions): number {
    using attr = new NativeMemory(perf.PERF_EVENT_ATTR.size);
    writeEventAttr(attr.view, event, options);
    const fd = this.#libc.perf_event_open(
      this.#number,
      attr.address,
      0,
      -1,
      options.groupFd,
      perf.PERF_FLAG_FD_CLOEXEC,
    );
    return fd >= 0 ? fd : -errno();
  }

  enable(leaderFd: number): number {
    return this.#libc.ioctl(leaderFd, perf.PERF_EVENT_IOC_ENABLE, NO_ARGUMENT);
  }

  read(leaderFd: number, into: NativeMemory): number {
    return this.#libc.read(leaderFd, into.address, GROUP_READ_SIZE);
  }

  close(fd: number): void {
    this.#libc.close(fd);
  }
}

let kernel: EventSource | undefined;

/** The kernel's counters, one source per isolate: the facts are read once. */
export function kernelEvents(): EventSource {
  return kernel ??= new KernelEvents();
}
