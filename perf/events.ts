/**
 * What netio counts, in groups small enough for any CPU: a group is scheduled whole or not at all, so ratios within
 * it come from the same instants, and two events fit beside a watchdog that occupies a counter.
 *
 * Source: perf_event_open(2), "PERF_TYPE_HARDWARE" and "PERF_TYPE_HW_CACHE".
 */
import * as perf from "../ffi/perf_event.ts";

/** Which counters to open: the CPU's, none, or perf's task-clock as well (it makes context switches slower). */
export const COUNTERS_ASKED = ["on", "off", "all"] as const;

export type CountersAsked = typeof COUNTERS_ASKED[number];

/** One event as `perf_event_attr` takes it; `config` is its lower 32 bits. */
export interface EventSpec<Name extends string = string> {
  readonly name: Name;
  readonly type: number;
  readonly config: number;
}

function hardware<N extends string>(name: N, config: number): EventSpec<N> {
  return { name, type: perf.PERF_TYPE_HARDWARE, config };
}

function cacheMiss<N extends string>(name: N, cache: number, operation: number): EventSpec<N> {
  const config = cache | (operation << 8) | (perf.PERF_COUNT_HW_CACHE_RESULT_MISS << 16);
  return { name, type: perf.PERF_TYPE_HW_CACHE, config };
}

/** The groups, most wanted first. */
export const HARDWARE_GROUPS = [
  [
    hardware("cycles", perf.PERF_COUNT_HW_CPU_CYCLES),
    hardware("instructions", perf.PERF_COUNT_HW_INSTRUCTIONS),
  ],
  [
    cacheMiss("l1d_load_misses", perf.PERF_COUNT_HW_CACHE_L1D, perf.PERF_COUNT_HW_CACHE_OP_READ),
    hardware("cache_misses", perf.PERF_COUNT_HW_CACHE_MISSES),
  ],
  [
    cacheMiss("llc_load_misses", perf.PERF_COUNT_HW_CACHE_LL, perf.PERF_COUNT_HW_CACHE_OP_READ),
    cacheMiss("llc_store_misses", perf.PERF_COUNT_HW_CACHE_LL, perf.PERF_COUNT_HW_CACHE_OP_WRITE),
  ],
  [
    hardware("branches", perf.PERF_COUNT_HW_BRANCH_INSTRUCTIONS),
    hardware("branch_misses", perf.PERF_COUNT_HW_BRANCH_MISSES),
  ],
] as const;

/** A counted hardware event; the columns are `tx_` and `rx_` before it. */
export type EventName = typeof HARDWARE_GROUPS[number][number]["name"];

/**
 * The time `perf stat` shows as task-clock, ns. It starts when a thread has been switched in; CLOCK_THREAD_CPUTIME_ID
 * also charges for that, which shows on threads that sleep and wake tens of thousands of times a second.
 */
export const TASK_CLOCK = [
  [{ name: "task_clock_ns", type: perf.PERF_TYPE_SOFTWARE, config: perf.PERF_COUNT_SW_TASK_CLOCK }],
] as const;

/** All events, in the order of the groups. */
export const EVENT_NAMES: readonly EventName[] = HARDWARE_GROUPS.flatMap((group) => group.map((e) => e.name));
