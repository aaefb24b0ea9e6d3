/**
 * The order of choices, best first, with one that no other certainly beats in front. Medians alone can put another
 * there: where the machine's state changes between blocks, a choice that is better in nearly every block may still have
 * the lesser median.
 *
 * @param ranked by median, the best first
 * @param beats whether the first of two is certainly better, by pairs of trials
 * @returns `ranked` as it is where every choice is beaten by some other, which takes a circle
 */
export function unbeatenFirst<T>(ranked: readonly T[], beats: (one: T, other: T) => boolean): T[] {
  const first = ranked.find((choice) => !ranked.some((other) => other !== choice && beats(other, choice)));
  return first === undefined ? [...ranked] : [first, ...ranked.filter((choice) => choice !== first)];
}
