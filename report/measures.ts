/** What cells are compared by: a figure of a row, and whether more of it is better. */
import type { ResultRow, SummaryMetric } from "../results/columns.ts";
import { type Counter, counterPerMib, counterTotal } from "../results/counters.ts";

export interface Measure {
  /** The column, or what is made of columns. */
  readonly name: string;
  /** As it stands in a sentence. */
  readonly label: string;
  readonly unit: string;
  readonly better: "higher" | "lower";
  /** The trial's value; `null` where it was not measured. Zero counts as not measured: nothing compares with it. */
  readonly of: (row: ResultRow) => number | null;
}

const metric = (name: SummaryMetric, label: string, unit: string, better: Measure["better"]): Measure => ({
  name,
  label,
  unit,
  better,
  of: (row) => row[name] || null,
});

export const THROUGHPUT = metric("throughput_gbps", "throughput", "Gbit/s", "higher");
export const CYCLES_PER_BYTE = metric("cycles_per_byte", "cycles per byte", "cycles/B", "lower");
export const CPU_PER_BYTE = metric("cpu_ns_per_byte", "CPU time per byte", "ns/B", "lower");
export const MEDIAN_ROUND_TRIP = metric("latency_p50_us", "median round trip", "µs", "lower");
export const P99_ROUND_TRIP = metric("latency_p99_us", "99th percentile of round trips", "µs", "lower");

/** What modes are compared by, each where it was measured. */
export const COMPARED_MEASURES: readonly Measure[] = [
  THROUGHPUT,
  MEDIAN_ROUND_TRIP,
  P99_ROUND_TRIP,
  CYCLES_PER_BYTE,
  CPU_PER_BYTE,
];

/** A counter over both ends per MiB received. */
export function perMib(counter: Counter, label: string): Measure {
  return {
    name: `${counter} per MiB`,
    label: `${label} per MiB`,
    unit: "/MiB",
    better: "lower",
    of: (row) => counterPerMib(row, counter) || null,
  };
}

/**
 * A counter in proportion to throughput, for files that give neither bytes nor duration: the ratio of two cells is
 * the ratio of their counts per byte if, and only if, both were measured for the same time.
 */
export function perGbps(counter: Counter, label: string): Measure {
  return {
    name: `${counter} / throughput_gbps`,
    label: `${label} in proportion to throughput`,
    unit: "per Gbit/s",
    better: "lower",
    of: (row) =>
      (row.throughput_gbps ? counterTotal(row, counter) ?? 0 : 0) / (row.throughput_gbps || 1) || null,
  };
}

export function isMeasured(measure: Measure, rows: readonly ResultRow[]): boolean {
  return rows.some((row) => measure.of(row) !== null);
}
