/**
 * Percentiles of latencies that were counted on several threads, by HDR histograms (`hdr-histogram-js`) of three
 * significant digits.
 *
 * A percentile is the highest value of the bucket it falls into, so it is at most 0.1 % too high.
 * Source: G. Tene, HdrHistogram, http://hdrhistogram.org.
 */
import { build, encodeIntoCompressedBase64 } from "hdr-histogram-js";
import type { LatencyPairs } from "./latency_counts.ts";

/** What {@linkcode LatencyDistribution.encoded} is, for programs that read it. */
export const HISTOGRAM_ENCODING = "HdrHistogram V2 compressed, base64";

const LONGEST_NS = 2 ** 43;

/** A distribution; times in µs. */
export interface LatencySummary {
  readonly count: number;
  readonly meanUs: number;
  readonly p50Us: number;
  readonly p90Us: number;
  readonly p99Us: number;
  readonly p99_9Us: number;
  readonly maxUs: number;
}

/** A summary, and the histogram behind it, values in ns. */
interface LatencyDistribution extends LatencySummary {
  readonly encoded: string;
}

/** The distribution of all latencies counted in `parts`; `null` where none was. */
export function latencyDistribution(parts: readonly LatencyPairs[]): LatencyDistribution | null {
  const histogram = build({
    bitBucketSize: 32,
    autoResize: false,
    lowestDiscernibleValue: 1,
    highestTrackableValue: LONGEST_NS,
    numberOfSignificantValueDigits: 3,
    useWebAssembly: false,
  });
  for (const pairs of parts) {
    for (let i = 0; i < pairs.length; i += 2) histogram.recordValueWithCount(pairs[i]!, pairs[i + 1]!);
  }
  if (histogram.totalCount === 0) return null;
  const percentileUs = (percentile: number) => histogram.getValueAtPercentile(percentile) / 1e3;
  return {
    count: histogram.totalCount,
    meanUs: histogram.mean / 1e3,
    p50Us: percentileUs(50),
    p90Us: percentileUs(90),
    p99Us: percentileUs(99),
    p99_9Us: percentileUs(99.9),
    maxUs: percentileUs(100),
    encoded: encodeIntoCompressedBase64(histogram),
  };
}
