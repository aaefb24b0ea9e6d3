/**
 * `struct perf_event_attr`, the numbers that go into it, and how a group's counts are read back.
 *
 * The attribute is passed in its first published size (PERF_ATTR_SIZE_VER0), which every kernel takes and which
 * holds all that counting needs. Source: perf_event_open(2), linux/perf_event.h; checked in
 * `tests/ffi/golden_test.ts` against a C compiler's values.
 */

/** Offsets in bytes; `flags` is the 64-bit word of the bit fields. */
export const PERF_EVENT_ATTR = {
  size: 64,
  type: 0,
  attrSize: 4,
  config: 8,
  readFormat: 32,
  flags: 40,
} as const;

/** Bit numbers within {@linkcode PERF_EVENT_ATTR.flags}; all of them lie in its low half. */
export const PERF_ATTR_FLAG = { disabled: 0, exclude_kernel: 5, exclude_hv: 6, exclude_guest: 20 } as const;

export const PERF_TYPE_HARDWARE = 0;
export const PERF_TYPE_SOFTWARE = 1;
export const PERF_TYPE_HW_CACHE = 3;

export const PERF_COUNT_HW_CPU_CYCLES = 0;
export const PERF_COUNT_HW_INSTRUCTIONS = 1;
export const PERF_COUNT_HW_CACHE_MISSES = 3;
export const PERF_COUNT_HW_BRANCH_INSTRUCTIONS = 4;
export const PERF_COUNT_HW_BRANCH_MISSES = 5;

export const PERF_COUNT_HW_CACHE_L1D = 0;
export const PERF_COUNT_HW_CACHE_LL = 2;
export const PERF_COUNT_HW_CACHE_OP_READ = 0;
export const PERF_COUNT_HW_CACHE_OP_WRITE = 1;
export const PERF_COUNT_HW_CACHE_RESULT_MISS = 1;

export const PERF_COUNT_SW_TASK_CLOCK = 1;
export const PERF_COUNT_SW_PAGE_FAULTS = 2;
export const PERF_COUNT_SW_CONTEXT_SWITCHES = 3;

/** On hybrid CPUs the upper half of a generic event's config names the PMU (PERF_PMU_TYPE_SHIFT is 32). */
export const PERF_PMU_TYPE_OFFSET = PERF_EVENT_ATTR.config + 4;

export const PERF_FORMAT_TOTAL_TIME_ENABLED = 1;
export const PERF_FORMAT_TOTAL_TIME_RUNNING = 2;
export const PERF_FORMAT_GROUP = 8;

export const PERF_FLAG_FD_CLOEXEC = 8n;
export const PERF_EVENT_IOC_ENABLE = 0x2400n;

/** What `read(2)` gives for a group's leader with the three formats above: 64-bit words, then one count per event. */
export const PERF_GROUP_READ = { timeEnabled: 8 } as const;

/** The system call's number: glibc has no wrapper. Source: asm/unistd.h. */
export function perfEventOpenNumber(arch: typeof Deno.build.arch = Deno.build.arch): bigint {
  return arch === "aarch64" ? 241n : 298n;
}
