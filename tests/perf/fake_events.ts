/** A machine's counters, made up: what it refuses and what its groups count is given by the test. */
import type { NativeMemory } from "../../ffi/memory.ts";
import type { CpuPmu } from "../../host/pmus.ts";
import { type CounterReport, CounterSet } from "../../perf/counter_set.ts";
import type { CounterFacts, EventSource, OpenOptions } from "../../perf/event_source.ts";
import { type EventName, type EventSpec, HARDWARE_GROUPS } from "../../perf/events.ts";
import type { PmuEvents } from "../../perf/own_events.ts";

export const BARE_METAL: CounterFacts = {
  pmus: [{ name: "cpu", type: 4, cpus: null }],
  paranoid: 2,
  virtualMachine: false,
};

export const HYBRID: CounterFacts = {
  pmus: [{ name: "cpu_atom", type: 10, cpus: [4, 5, 6, 7] }, {
    name: "cpu_core",
    type: 4,
    cpus: [0, 1, 2, 3],
  }],
  paranoid: 2,
  virtualMachine: false,
};

/** A phone's or single-board computer's CPU: small cores and big ones, which alone have a last-level cache event. */
export const BIG_LITTLE: CounterFacts = {
  pmus: [{ name: "armv8_cortex_a53", type: 8, cpus: [0, 1, 2, 3] }, {
    name: "armv8_cortex_a76",
    type: 9,
    cpus: [4, 5],
  }],
  paranoid: 2,
  virtualMachine: false,
};

const ARM_EVENTS: PmuEvents = {
  cpu_cycles: "event=0x0011",
  inst_retired: "event=0x0008",
  l1d_cache_refill: "event=0x0003",
  br_mis_pred: "event=0x0010",
  pc_write_retired: "event=0x000c",
};

/** What the PMUs of {@linkcode BIG_LITTLE} list. */
export const BIG_LITTLE_EVENTS: Readonly<Record<string, PmuEvents>> = {
  armv8_cortex_a53: ARM_EVENTS,
  armv8_cortex_a76: { ...ARM_EVENTS, br_retired: "event=0x0021", ll_cache_miss_rd: "event=0x0037" },
};

/** What one event counted in the window, on one PMU. */
export interface FakeCount {
  readonly raw: number;
  readonly enabledNs: number;
  readonly runningNs: number;
}

export interface OpenedEvent {
  readonly fd: number;
  readonly event: EventSpec;
  readonly options: OpenOptions;
}

export interface FakeMachine {
  readonly facts?: CounterFacts;
  /** The errno of an attempt to open, or 0 to allow it. */
  readonly refuse?: (event: EventSpec, options: OpenOptions) => number;
  /** The PMUs' own events, by the PMU's name. */
  readonly ownEvents?: Readonly<Record<string, PmuEvents>>;
  /** What an open event counts; by default 1000, on the hardware all the time. */
  readonly count?: (opened: OpenedEvent) => FakeCount;
  /** How many bytes a read gives instead of all; `null` gives all. */
  readonly readBytes?: () => number | null;
}

const ALWAYS_RUNNING: FakeCount = { raw: 1000, enabledNs: 1e6, runningNs: 1e6 };

/** Counts before the window, so that a report that forgets to subtract is wrong. */
const BEFORE = 5_000_000_000n;

export class FakeEvents implements EventSource {
  readonly facts: CounterFacts;
  readonly opened: OpenedEvent[] = [];
  readonly openFds = new Set<number>();
  readonly enabled = new Set<number>();
  readonly #machine: FakeMachine;

  constructor(machine: FakeMachine = {}) {
    this.#machine = machine;
    this.facts = machine.facts ?? BARE_METAL;
  }

  ownEvents({ name }: CpuPmu): PmuEvents {
    return this.#machine.ownEvents?.[name] ?? {};
  }

  open(event: EventSpec, options: OpenOptions): number {
    const errno = this.#machine.refuse?.(event, options) ?? 0;
    if (errno !== 0) return -errno;
    const fd = 100 + this.opened.length;
    this.opened.push({ fd, event, options });
    this.openFds.add(fd);
    return fd;
  }

  enable(leaderFd: number): number {
    this.enabled.add(leaderFd);
    return 0;
  }

  read(leaderFd: number, into: NativeMemory): number {
    const members = this.opened.filter(({ fd, options }) => fd === leaderFd || options.groupFd === leaderFd);
    const counts = members.map((member) => this.#machine.count?.(member) ?? ALWAYS_RUNNING);
    const counting = this.enabled.has(leaderFd);
    const words = [counts[0]!.enabledNs, counts[0]!.runningNs, ...counts.map((count) => count.raw)];
    into.view.setBigUint64(0, BigInt(members.length), true);
    words.forEach((word, i) =>
      into.view.setBigUint64(8 + 8 * i, BEFORE + (counting ? BigInt(word) : 0n), true)
    );
    return this.#machine.readBytes?.() ?? 8 * (words.length + 1);
  }

  close(fd: number): void {
    this.openFds.delete(fd);
  }

  /** The names of the events that were opened, in groups. */
  groups(): string[][] {
    return this.opened.filter(({ options }) => options.groupFd === -1).map((leader) =>
      this.opened.filter(({ fd, options }) => fd === leader.fd || options.groupFd === leader.fd)
        .map(({ event }) => event.name)
    );
  }
}

/** What one window of all hardware events gives. */
export function countOn(source: FakeEvents): CounterReport<EventName> {
  using counters = new CounterSet(source, HARDWARE_GROUPS);
  counters.begin();
  counters.end();
  return counters.report();
}

export function countWith(machine: FakeMachine): CounterReport<EventName> {
  return countOn(new FakeEvents(machine));
}

/** What was not counted, as text: the events, then why. */
export function factsOf({ notCounted }: CounterReport<EventName>): string[] {
  return notCounted.map(({ counters, why }) => `${counters.join(" ")}: ${why}`);
}
