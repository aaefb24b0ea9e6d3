/** What an interval is here, and from how many repeats on there is one. */

/** A two-sided confidence interval; `level` is the level that was achieved, such as 0.984. */
export interface Interval {
  readonly lo: number;
  readonly hi: number;
  readonly level: number;
}

/** The level that an interval has to reach. */
export const CONFIDENCE_LEVEL = 0.95;

/** Below this many repeats there is no interval: min and max of five values cover the median at 93.8 % only. */
export const MIN_REPEATS = 6;
