/**
 * Counts over both ends of a transfer, wherever they come from.
 *
 * netio counts sender and receiver threads separately (`tx_…`, `rx_…`); other people's programs write one number and do
 * not say whose it is. Such a total goes into neither end's column: it is kept beside the row, and this module knows
 * both.
 */
import type { ResultRow } from "./columns.ts";

export const HARDWARE_COUNTERS = [
  "cycles",
  "instructions",
  "l1d_load_misses",
  "llc_load_misses",
  "llc_store_misses",
  "cache_misses",
  "branches",
  "branch_misses",
] as const;

export const COUNTERS = [...HARDWARE_COUNTERS, "context_switches", "page_faults"] as const;

export type Counter = typeof COUNTERS[number];

/** Counts of no end in particular; `undefined` is "not counted". */
export type CounterTotals = { [C in Counter]?: number | undefined };

/** A row of any origin. */
export type CountedRow = ResultRow & { totals?: CounterTotals };

const OF_BOTH_ENDS = Object.fromEntries(
  COUNTERS.map((counter) => [counter, [`tx_${counter}`, `rx_${counter}`] as const]),
) as Readonly<Record<Counter, readonly [tx: `tx_${Counter}`, rx: `rx_${Counter}`]>>;

/** The count of both ends together; `null` unless both ends were counted, or a foreign file gives the total. */
export function counterTotal(row: CountedRow, counter: Counter): number | null {
  const ends = OF_BOTH_ENDS[counter];
  const tx = row[ends[0]], rx = row[ends[1]];
  if (tx !== null && rx !== null) return tx + rx;
  return row.totals?.[counter] ?? null;
}

/** The count of both ends per MiB that was received; `null` where count or bytes are not known. */
export function counterPerMib(row: ResultRow, counter: Counter): number | null {
  const total = counterTotal(row, counter), { bytes } = row;
  return total === null || bytes === null || bytes <= 0 ? null : total / (bytes / 2 ** 20);
}
