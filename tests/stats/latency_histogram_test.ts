import { decodeFromCompressedBase64 } from "hdr-histogram-js";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { LatencyCounts, type LatencyPairs } from "../../stats/latency_counts.ts";
import { latencyDistribution } from "../../stats/latency_histogram.ts";

function counted(...latenciesNs: readonly number[]): LatencyPairs {
  const counts = new LatencyCounts();
  for (const ns of latenciesNs) counts.record(ns);
  return counts.pairs();
}

Deno.test("percentiles, mean and maximum of 1 to 100 ms are right to 0.1 %", () => {
  const summary = latencyDistribution([counted(...Array.from({ length: 100 }, (_, i) => (i + 1) * 1e6))]);
  assert(summary !== null);
  assertEquals(summary.count, 100);
  assertAlmostEquals(summary.p50Us / 50e3, 1, 1e-3);
  assertAlmostEquals(summary.p90Us / 90e3, 1, 1e-3);
  assertAlmostEquals(summary.p99Us / 99e3, 1, 1e-3);
  assertAlmostEquals(summary.p99_9Us / 100e3, 1, 1e-3);
  assertAlmostEquals(summary.maxUs / 100e3, 1, 1e-3);
  assertAlmostEquals(summary.meanUs / 50.5e3, 1, 1e-3);
});

Deno.test("the odd far outlier is in the maximum and not in the median", () => {
  const summary = latencyDistribution([counted(...Array<number>(999).fill(20e3), 40e6)])!;
  assertAlmostEquals(summary.p50Us, 20, 0.02);
  assertAlmostEquals(summary.p99Us, 20, 0.02);
  assertAlmostEquals(summary.maxUs, 40e3, 40);
});

Deno.test("below 2048 ns every nanosecond has its own bucket, above a bucket is at most 0.1 % wide", () => {
  for (
    const ns of [
      0,
      1,
      2047,
      2048,
      2049,
      5001,
      1e6 + 1,
      2 ** 31 - 1,
      2 ** 31,
      2 ** 31 + 12_345_678,
      2 ** 41 + 5,
    ]
  ) {
    const [least, count] = counted(ns);
    assertEquals(count, 1);
    assert(
      least !== undefined && least <= ns && (ns < 2048 ? least === ns : ns - least <= ns / 1024),
      `${ns} ns fell into ${least}`,
    );
  }
});

Deno.test("what lasts longer than any trial is counted as the longest, not lost", () => {
  assertEquals(counted(1e15, 5).length, 4);
});

Deno.test("the histograms of several connections merge into the histogram of all latencies", () => {
  const first = [1e3, 2e3, 3e3], second = [2e3, 9e6];
  assertEquals(
    latencyDistribution([counted(...first), counted(), counted(...second)]),
    latencyDistribution([counted(...first, ...second)]),
  );
});

Deno.test("a histogram comes back from its encoded form", () => {
  const { encoded, ...summary } = latencyDistribution([counted(7e3, 7e3, 50e3, 1e9)])!;
  const decoded = decodeFromCompressedBase64(encoded, 32, false);
  assertEquals([decoded.totalCount, decoded.mean / 1e3], [summary.count, summary.meanUs]);
  assertEquals(decoded.getValueAtPercentile(50) / 1e3, summary.p50Us);
  assertEquals(decoded.getValueAtPercentile(100) / 1e3, summary.maxUs);
});

Deno.test("without latencies there is no distribution", () => {
  assertEquals(latencyDistribution([counted(), counted()]), null);
});
