/**
 * Groups of counters for the calling thread: opened before the first window, started at its first edge, read at the edges
 * of all, added up, and scaled and explained afterwards.
 *
 * Counts and times are read before and after and subtracted, since PERF_EVENT_IOC_RESET leaves the times alone.
 * A group that did not always have the hardware is scaled by `time_enabled / time_running`; on hybrid CPUs every
 * PMU is asked and the value is Σ raw × enabled / Σ running (scaling each PMU first would count the thread's time
 * once per PMU). Source: perf_event_open(2), "Reading results".
 */
import { EACCES, EINVAL, ENOENT, EPERM } from "../ffi/errno.ts";
import { PERF_TYPE_SOFTWARE } from "../ffi/perf_event.ts";
import type { CpuPmu } from "../host/pmus.ts";
import { CounterGroup } from "./counter_group.ts";
import type { EventSource, OpenOptions } from "./event_source.ts";
import type { EventSpec } from "./events.ts";
import { ownEvent, type PmuEvents } from "./own_events.ts";
import {
  COUNTED_NOTHING,
  explainRefusal,
  explainUserOnly,
  GROUP_UNREADABLE,
  NEVER_RAN,
  type NotCounted,
} from "./refusals.ts";

/** What the counts include; `none` when nothing was counted. */
export type CountersScope = "user+kernel" | "user" | "none";

/** Plain data, fit for `postMessage`. */
export interface CounterReport<Name extends string> {
  readonly scope: CountersScope;
  /** Least share of the window that a counted event was on the hardware, percent; `null` when nothing was. */
  readonly runningPct: number | null;
  /** Counts in the window, scaled and rounded; `null` where not counted. */
  readonly values: Record<Name, number | null>;
  /** What was not counted, or only partly. */
  readonly notCounted: readonly NotCounted<Name>[];
}

/** One PMU's contribution to one event, in the window. */
interface Contribution {
  readonly raw: number;
  readonly enabledNs: number;
  readonly runningNs: number;
}

/** The counters of one thread; it must be made, started and ended on that thread. */
export class CounterSet<Name extends string> implements Disposable {
  readonly #source: EventSource;
  readonly #names: Name[];
  /** Software events belong to no PMU and count the same with the kernel left out. */
  readonly #isHardware: boolean;
  readonly #groups: CounterGroup<Name>[] = [];
  readonly #refused: { readonly name: Name; readonly errno: number; readonly pmu: CpuPmu | null }[] = [];
  /** For several PMUs, the events listed by those that take only their own; `null` for one that takes generic events. */
  readonly #listed = new Map<CpuPmu, PmuEvents | null>();
  /** The errno that made the set leave the kernel out; 0 while it is included. */
  #userOnlyErrno = 0;

  /** Opens what the machine allows of `plan`; never throws for a refusal, {@linkcode report} explains it. */
  constructor(source: EventSource, plan: readonly (readonly EventSpec<Name>[])[]) {
    this.#source = source;
    this.#names = plan.flatMap((group) => group.map((event) => event.name));
    this.#isHardware = plan.some((group) => group.some((event) => event.type !== PERF_TYPE_SOFTWARE));
    const pmus = this.#isHardware && source.facts.pmus.length > 1 ? source.facts.pmus : [null];
    for (const pmu of pmus) {
      for (const events of plan) this.#openGroup(events, pmu);
    }
  }

  /** How many figures the groups have, each with its two times. */
  get width(): number {
    return this.#groups.reduce((sum, group) => sum + group.figureCount, 0);
  }

  /** A window's first edge: records the groups' values, then starts those that don't run yet. Allocates nothing. */
  begin(): void {
    const groups = this.#groups;
    for (let i = groups.length - 1; i >= 0; i--) groups[i]!.begin(); // the first, most wanted, begins last and ends first
  }

  /** A window's second edge: reads the groups. Allocates nothing. */
  end(): void {
    const groups = this.#groups;
    for (let i = 0; i < groups.length; i++) groups[i]!.end();
  }

  /** Adds what lies between the last {@linkcode begin} and {@linkcode end} to `sums`, from `at` on; NaN for what could not be read. */
  addTo(sums: Float64Array, at: number): void {
    const groups = this.#groups;
    for (let i = 0; i < groups.length; i++) at = groups[i]!.addTo(sums, at);
  }

  /** The groups' values at the last {@linkcode end}, from `at` on; NaN for what could not be read. */
  copyTo(figures: Float64Array, at: number): void {
    const groups = this.#groups;
    for (let i = 0; i < groups.length; i++) at = groups[i]!.copyTo(figures, at);
  }

  /** What `sums` has, from `at` on; without it, what lies between the last {@linkcode begin} and {@linkcode end}. */
  report(sums: Float64Array = this.#lastWindow(), at = 0): CounterReport<Name> {
    const values = {} as Record<Name, number | null>;
    const unreadable = new Set<Name>();
    const neverRan: Name[] = [];
    let runningPct: number | null = null;
    for (const name of this.#names) {
      values[name] = null;
      const read = this.#contributions(name, sums, at);
      const parts = read.filter(({ raw }) => !Number.isNaN(raw));
      if (parts.length < read.length) unreadable.add(name);
      if (parts.length === 0) continue;
      const combined = combine(parts);
      if (combined === null) {
        neverRan.push(name);
        continue;
      }
      values[name] = combined.value;
      runningPct = Math.min(runningPct ?? 100, combined.runningPct);
    }
    const zeros = zerosOfDeadPmu(values);
    for (const name of zeros) values[name] = null;
    const notCounted = this.#notCounted(values, neverRan, [...unreadable]);
    if (zeros.length > 0) notCounted.push({ counters: zeros, why: COUNTED_NOTHING });
    return { scope: this.#scope(), runningPct, values, notCounted };
  }

  #lastWindow(): Float64Array {
    const sums = new Float64Array(this.width);
    this.addTo(sums, 0);
    return sums;
  }

  [Symbol.dispose](): void {
    for (const group of this.#groups) group[Symbol.dispose]();
  }

  /** One group of what the PMU takes; an event that it refuses beside the others gets a group of its own. */
  #openGroup(events: readonly EventSpec<Name>[], pmu: CpuPmu | null): void {
    let group: CounterGroup<Name> | undefined;
    for (const event of events) {
      const groupFd = group?.leaderFd ?? -1;
      let fd = this.#openOn(pmu, event, groupFd);
      const alone = fd === -EINVAL && groupFd !== -1;
      if (alone) fd = this.#openOn(pmu, event, -1);
      if (fd < 0) {
        this.#refused.push({ name: event.name, errno: -fd, pmu });
      } else if (group === undefined || alone) {
        const led = new CounterGroup(this.#source, event.name, fd);
        group ??= led;
        this.#groups.push(led);
      } else {
        group.add(event.name, fd);
      }
    }
  }

  /** Opens an event in the form that the PMU takes: the form of the first that was opened on it. */
  #openOn(pmu: CpuPmu | null, event: EventSpec<Name>, groupFd: number): number {
    const listed = pmu === null ? null : this.#listed.get(pmu);
    if (pmu !== null && listed) return this.#openOwn(event, groupFd, pmu, listed);
    const fd = this.#open(event, { groupFd, pmu });
    if (pmu === null || listed === null) return fd;
    if (fd >= 0) this.#listed.set(pmu, null);
    if (fd !== -ENOENT && fd !== -EINVAL) return fd;
    const all = this.#source.ownEvents(pmu);
    const own = this.#openOwn(event, groupFd, pmu, all);
    if (own < 0) return fd;
    this.#listed.set(pmu, all);
    return own;
  }

  #openOwn(event: EventSpec<Name>, groupFd: number, pmu: CpuPmu, listed: PmuEvents): number {
    const own = ownEvent(event, pmu, listed);
    return own === null ? -ENOENT : this.#open(own, { groupFd, pmu: null });
  }

  /** Opens with the kernel included until that is refused; what was refused before a first success decides for all. */
  #open(event: EventSpec<Name>, options: Omit<OpenOptions, "userOnly">): number {
    const fd = this.#source.open(event, { ...options, userOnly: this.#userOnlyErrno !== 0 });
    const forbidden = fd === -EACCES || fd === -EPERM;
    if (!forbidden || this.#userOnlyErrno !== 0 || this.#groups.length > 0) return fd;
    const userOnly = this.#source.open(event, { ...options, userOnly: true });
    if (userOnly !== -EACCES && userOnly !== -EPERM) this.#userOnlyErrno = -fd;
    return userOnly;
  }

  #scope(): CountersScope {
    if (this.#groups.length === 0) return "none";
    return this.#userOnlyErrno === 0 ? "user+kernel" : "user";
  }

  #contributions(name: Name, sums: Float64Array, at: number): Contribution[] {
    const parts: Contribution[] = [];
    for (const group of this.#groups) {
      const index = group.names.indexOf(name);
      if (index >= 0) {
        parts.push({ enabledNs: sums[at]!, runningNs: sums[at + 1]!, raw: sums[at + 2 + index]! });
      }
      at += group.figureCount;
    }
    return parts;
  }

  #notCounted(values: Record<Name, number | null>, neverRan: Name[], unreadable: Name[]): NotCounted<Name>[] {
    const { facts } = this.#source;
    const found = this.#refusals(values);
    if (this.#isHardware && this.#groups.length > 0 && this.#userOnlyErrno !== 0) {
      const counters = this.#names.filter((name) => values[name] !== null);
      found.unshift({ counters, why: explainUserOnly(this.#userOnlyErrno, facts) });
    }
    const crowdedOut = neverRan.filter((name) => !found.some(({ counters }) => counters.includes(name)));
    if (crowdedOut.length > 0) found.push({ counters: crowdedOut, why: NEVER_RAN });
    if (unreadable.length > 0) found.push({ counters: unreadable, why: GROUP_UNREADABLE });
    return found;
  }

  /** A refusal on one PMU of several is reported only where the other PMUs left the event without a count. */
  #refusals(values: Record<Name, number | null>): NotCounted<Name>[] {
    const { facts } = this.#source;
    const everything = this.#isHardware && this.#groups.length === 0;
    const refused = this.#refused.filter(({ name }) => values[name] === null);
    const events = [...Map.groupBy(refused, ({ name, errno }) => `${name} ${errno}`).values()].map((same) => {
      const pmus = same.flatMap(({ pmu }) => pmu?.name ?? []);
      return { ...same[0]!, pmus: pmus.length === facts.pmus.length ? [] : pmus };
    });
    return [...Map.groupBy(events, ({ errno, pmus }) => `${errno} ${pmus}`).values()].map((alike) => {
      const [{ errno, pmus }] = alike as [typeof events[number]];
      const why = explainRefusal({ errno, pmus, everything }, facts);
      return { counters: alike.map(({ name }) => name), why };
    });
  }
}

/** The events that counted 0 beside cycles that did. */
function zerosOfDeadPmu<Name extends string>(values: Readonly<Record<Name, number | null>>): Name[] {
  const entries = Object.entries(values) as [Name, number | null][];
  const zeros = entries.filter(([, value]) => value === 0).map(([name]) => name);
  return zeros.some((name) => name === "cycles") ? zeros : [];
}

/** Σ raw × enabled / Σ running over PMUs; `null` when none of them ever ran. */
function combine(parts: readonly Contribution[]): { value: number; runningPct: number } | null {
  const raw = parts.reduce((sum, p) => sum + p.raw, 0);
  const runningNs = parts.reduce((sum, p) => sum + p.runningNs, 0);
  const enabledNs = Math.max(...parts.map((p) => p.enabledNs));
  if (runningNs <= 0) return null;
  const scale = Math.max(1, enabledNs / runningNs);
  return { value: Math.round(raw * scale), runningPct: 100 / scale };
}
