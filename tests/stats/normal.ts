/** Normally distributed noise for made-up results. Source: Box and Muller 1958. */
import type { Random } from "../../stats/random.ts";

/** The next standard normal value. */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
