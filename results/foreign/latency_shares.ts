/**
 * latency × throughput ÷ size of each row: 1 where latency is the time between messages; other values say what else it
 * is.
 */
import type { DraftRow } from "./draft.ts";
import { evenSample, type FoundProportion, proportionOf, roundsWell, type Share } from "./proportion.ts";

export interface ToldProportion extends FoundProportion {
  /** The rows that show it. */
  readonly shares: readonly Share[];
}

/**
 * The proportion of `factors` that the rows have; where they have none, that of those with digits enough, for half of a
 * last digit may hide it.
 */
export function latencyProportion(
  rows: readonly DraftRow[],
  factors: readonly number[],
): ToldProportion | null {
  const sample = evenSample(rows);
  const found = proportionWithin(sample, factors);
  return found === null || sample.length === rows.length ? found : proportionWithin(rows, factors);
}

function proportionWithin(rows: readonly DraftRow[], factors: readonly number[]): ToldProportion | null {
  const isPreciseLatency = roundsWell(rows.map((row) => row.latency_mean_us));
  const isPreciseThroughput = roundsWell(rows.map((row) => row.throughput_gbps));
  const precise = rows.filter(({ throughput_gbps, latency_mean_us }) =>
    isPreciseLatency(latency_mean_us ?? 0) && isPreciseThroughput(throughput_gbps ?? 0)
  );
  for (const some of [rows, precise]) {
    const shares = latencyShares(some);
    const found = proportionOf(shares, factors);
    if (found !== null) return { ...found, shares };
  }
  return null;
}

function latencyShares(rows: readonly DraftRow[]): Share[] {
  return rows.flatMap(({ throughput_gbps, latency_mean_us, message_bytes, threads }) =>
    throughput_gbps && latency_mean_us && message_bytes && threads
      ? [{ threads, ratio: latency_mean_us * throughput_gbps * 1e3 / 8 / message_bytes }]
      : []
  );
}
