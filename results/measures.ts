/**
 * What is measured in a row, each with one name, one unit and one definition for tables, sentences, axes and
 * comparisons.
 */
import type { NumericColumn, ResultRow } from "./columns.ts";
import { type Counter, counterPerMib, counterTotal } from "./counters.ts";
import { capitalized } from "./words.ts";

/** What gives a number for a trial; `null` where it was not measured. */
export interface Valued {
  readonly value: (row: ResultRow) => number | null;
}

export interface Measure extends Valued {
  /** The column, or a name for what is computed from columns. */
  readonly id: string;
  /** As it stands in a sentence: `median round trip`. */
  readonly label: string;
  /** As axes and table heads write it, with its unit: `Median round trip (µs)`. */
  readonly axis: string;
  /** What follows a value: `µs`. */
  readonly unit: string;
  /** `null` where neither more nor less is better. */
  readonly better: "higher" | "lower" | null;
  /** What readers must know to read it right; `null` for nothing. */
  readonly note: string | null;
  /** Whether the note is true of netio's own rows only: other programs may have counted something else. */
  readonly isNoteOwn: boolean;
}

/** A measure of which more, or less, is better, so that modes can be compared by it. */
export type Merit = Measure & { readonly better: "higher" | "lower" };

type Details = Partial<Pick<Measure, "note" | "isNoteOwn" | "value" | "axis">>;

function measure<B extends Measure["better"]>(
  id: string,
  label: string,
  unit: string,
  better: B,
  details: Details = {},
): Measure & { readonly better: B } {
  const axis = `${capitalized(label)} (${unit})`;
  const value = (row: ResultRow) => row[id as NumericColumn];
  return { id, label, axis, unit, better, note: null, isNoteOwn: false, value, ...details };
}

const roundTrip = (column: NumericColumn) => (row: ResultRow) =>
  row.latency_kind === "rtt" ? row[column] : null;

export const THROUGHPUT = measure("throughput_gbps", "throughput", "Gbit/s", "higher");

const MESSAGES_PER_S = measure("messages_per_s", "messages per second", "messages/s", "higher", {
  axis: "Messages per second",
});

export const TIME_PER_MESSAGE = measure("latency_mean_us", "time per message", "µs", "lower", {
  note: "Time per message: the mean interval between messages on one connection, not a round trip.",
  value: (row) => row.latency_kind === "interval" ? row.latency_mean_us : null,
});

export const MEAN_ROUND_TRIP = measure("latency_mean_us", "mean round trip", "µs", "lower", {
  value: roundTrip("latency_mean_us"),
});

export const MEDIAN_ROUND_TRIP = measure("latency_p50_us", "median round trip", "µs", "lower", {
  value: (row) => row.latency_p50_us,
});

export const P90_ROUND_TRIP = measure("latency_p90_us", "90th percentile of round trips", "µs", "lower");

export const P99_9_ROUND_TRIP = measure(
  "latency_p99_9_us",
  "99.9th percentile of round trips",
  "µs",
  "lower",
);

export const LONGEST_ROUND_TRIP = measure("latency_max_us", "longest round trip", "µs", "lower");

export const P99_ROUND_TRIP = measure("latency_p99_us", "99th percentile of round trips", "µs", "lower");

/** For other people's files, which do not say what they mean by it. */
export const UNEXPLAINED_LATENCY = measure("latency_mean_us", "latency", "µs", "lower", {
  note: "The file does not say what its latency is: a round trip, or time per message.",
  value: (row) => row.latency_kind === null ? row.latency_mean_us : null,
});

export const CYCLES_PER_BYTE = measure("cycles_per_byte", "CPU cycles per byte", "cycles/B", "lower", {
  axis: "CPU cycles per byte",
  note: "Cycles of sender and receiver threads, user and kernel.",
  isNoteOwn: true,
});

export const CPU_PER_BYTE = measure("cpu_ns_per_byte", "CPU time per byte", "ns/B", "lower", {
  axis: "CPU time per byte (ns)",
  note: "CPU time of sender and receiver threads; cycles were not counted in these trials.",
  isNoteOwn: true,
});

/** What a byte costs the receiving end alone, by which receive strategies are compared. */
export const RX_CPU_PER_BYTE = measure(
  "rx_cpu_ns_per_byte",
  "receiver CPU time per byte",
  "ns/B",
  "lower",
  { value: ({ rx_cpu_s, bytes }) => rx_cpu_s === null || !bytes ? null : 1e9 * rx_cpu_s / bytes },
);

export const BYTES_PER_SEGMENT = measure("bytes_per_segment", "bytes per segment", "KiB", "higher", {
  value: (row) => row.bytes_per_segment === null ? null : row.bytes_per_segment / 1024,
});

/** What a byte costs the CPU, in order of preference: cycles where the machine counts them, else CPU time. */
export const CPU_COSTS: readonly Merit[] = [CYCLES_PER_BYTE, CPU_PER_BYTE];

/** What modes are compared by, each where it was measured. */
export const COMPARED_MEASURES: readonly Merit[] = [
  THROUGHPUT,
  MEDIAN_ROUND_TRIP,
  P99_ROUND_TRIP,
  CYCLES_PER_BYTE,
  CPU_PER_BYTE,
];

/** What receive strategies are compared by, each where it was measured. */
export const RECEIVER_MEASURES: readonly Merit[] = [RX_CPU_PER_BYTE, THROUGHPUT, MEDIAN_ROUND_TRIP];

/** What tables of medians show, each where it was measured. */
export const TABLED_MEASURES: readonly Measure[] = [
  THROUGHPUT,
  MESSAGES_PER_S,
  TIME_PER_MESSAGE,
  MEDIAN_ROUND_TRIP,
  P99_ROUND_TRIP,
  UNEXPLAINED_LATENCY,
  CPU_PER_BYTE,
  CYCLES_PER_BYTE,
];

/** Columns that tables show as they are. */
export const COLUMN = {
  retransmits: measure("retransmits", "retransmits", "segments", "lower", { axis: "Retransmits" }),
  zc_sends: measure("zc_sends", "zero-copy sends", "sends", null, { axis: "Sends" }),
  zc_completions: measure("zc_completions", "completions", "completions", null, { axis: "Completions" }),
  zc_copied: measure("zc_copied", "copied by the kernel", "completions", null, {
    axis: "Copied by the kernel",
  }),
  zc_fallbacks: measure("zc_fallbacks", "ENOBUFS fallbacks", "sends", null, { axis: "ENOBUFS fallbacks" }),
  zc_drain_ms: measure("zc_drain_ms", "drain", "ms", null),
  zc_completion_p50_us: measure("zc_completion_p50_us", "send to completion, median", "µs", null),
} as const;

/** What the counters count, in the plural. */
const COUNTED: Readonly<Record<Counter, string>> = {
  cycles: "cycles",
  instructions: "instructions",
  l1d_load_misses: "L1 data cache load misses",
  llc_load_misses: "last-level cache load misses",
  llc_store_misses: "last-level cache store misses",
  cache_misses: "cache-misses events",
  branches: "branches",
  branch_misses: "branch misses",
  context_switches: "context switches",
  page_faults: "page faults",
};

/** A counter over both ends per MiB received. */
export const PER_MIB = perCounter((counter, things) =>
  measure(`${counter}_per_mib`, `${things} per MiB`, "per MiB", "lower", {
    axis: capitalized(`${things} per MiB`),
    value: (row) => counterPerMib(row, counter),
  })
);

/** A counter as it is, of rows without bytes. */
export const PER_RUN = perCounter((counter, things) =>
  measure(`${counter}_per_run`, `${things} per run`, things, null, {
    axis: capitalized(`${things} per run`),
    note:
      "Counts are per run: the file does not say how many bytes were moved, and a faster mode moves more in a run.",
    value: (row) => row.bytes === null ? counterTotal(row, counter) : null,
  })
);

/**
 * A counter in proportion to throughput, for files that give neither bytes nor duration: the ratio of two cells is the
 * ratio of their counts per byte if, and only if, both were measured for the same time.
 */
export const PER_THROUGHPUT = perCounter((counter, things) =>
  measure(`${counter}_per_gbps`, `${things} in proportion to throughput`, "per Gbit/s", "lower", {
    value: (row) => {
      const total = row.bytes === null && row.throughput_gbps ? counterTotal(row, counter) : null;
      return total === null ? null : total / row.throughput_gbps!;
    },
  })
);

function perCounter<M extends Measure>(
  make: (counter: Counter, things: string) => M,
): Readonly<Record<Counter, M>> {
  const entries = Object.entries(COUNTED).map((
    [counter, things],
  ) => [counter, make(counter as Counter, things)]);
  return Object.fromEntries(entries);
}
