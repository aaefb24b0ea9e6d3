/** A comparison of two samples: what the paired and the unpaired method both return. */
import type { Interval } from "./interval.ts";

export interface Contrast {
  /** Pairs, or the size of the smaller sample. */
  readonly n: number;
  /** Candidate over baseline (or minus it, for a difference). */
  readonly estimate: number;
  /** `null` below six. */
  readonly interval: Interval | null;
  /** Two-sided exact p-value of "no difference", in agreement with the interval; `null` where that is. */
  readonly p: number | null;
}

/** Baseline over candidate, of a ratio. */
export function inverse({ n, estimate, interval, p }: Contrast): Contrast {
  return {
    n,
    estimate: 1 / estimate,
    interval: interval === null ? null : { lo: 1 / interval.hi, hi: 1 / interval.lo, level: interval.level },
    p,
  };
}
