/**
 * Latencies counted in the buckets of an HDR histogram of three significant digits: each power of two in 1024 equal
 * steps, single nanoseconds below 2048. Recording takes a few ns and allocates nothing; `hdr-histogram-js`, which
 * reads the counts afterwards (`latency_histogram.ts`), takes 16–25 ns in WebAssembly, 40–80 in JavaScript, and 17 ms to
 * load in each Worker.
 *
 * Source: G. Tene, HdrHistogram, http://hdrhistogram.org.
 */
const STEPS = 1024;
const OCTAVES = 31;
const LONGEST_NS = 2 ** 42 - 1;

/** Step widths of the octaves as factors: 2⁻ᵒ. */
const PER_STEP = Float64Array.from({ length: OCTAVES + 1 }, (_, octave) => 2 ** -octave);

/** Pairs: the least value of a bucket in ns, and how many latencies fell into it; empty buckets are left out. */
export type LatencyPairs = readonly number[];

export class LatencyCounts {
  readonly #counts = new Uint32Array((OCTAVES + 2) * STEPS);

  /** Counts one latency of 0 ns or more; what is longer than 73 minutes counts as that. */
  record(ns: number): void {
    const value = ns < LONGEST_NS ? ns : LONGEST_NS;
    const octave = 32 - Math.clz32(value / (2 * STEPS));
    this.#counts[octave * STEPS + Math.floor(value * PER_STEP[octave]!)]! += 1;
  }

  /** What was counted, ascending: plain data. */
  pairs(): LatencyPairs {
    const pairs: number[] = [];
    this.#counts.forEach((count, index) => {
      if (count > 0) pairs.push(leastValue(index), count);
    });
    return pairs;
  }
}

function leastValue(index: number): number {
  const octave = Math.max(0, Math.floor(index / STEPS) - 1);
  return (index - octave * STEPS) * 2 ** octave;
}
