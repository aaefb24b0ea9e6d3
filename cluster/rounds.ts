/**
 * Which pairs are measured at the same time. Pure. It is the schedule of a round-robin tournament, in which each plays
 * each and no one plays twice at once; the circle method makes it: one stays, the others move on by a place (Kirkman 1847).
 */

/** Two items of a list, the earlier one first. */
type Two<T> = readonly [T, T];

/**
 * All pairs of a list in rounds of disjoint ones: n − 1 rounds of n/2 pairs, or for odd n, n rounds in each of which
 * another one pauses.
 */
export function roundRobin<T>(items: readonly T[]): Two<T>[][] {
  const seats = items.length + items.length % 2; // where there is one seat too many, its opponent pauses
  return Array.from({ length: Math.max(0, seats - 1) }, (_, round) => {
    const facing = Array.from(
      { length: seats / 2 },
      (_, i): Two<number> =>
        i === 0 ? [round, seats - 1] : [(round + i) % (seats - 1), (round - i + seats - 1) % (seats - 1)],
    );
    return facing.map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
      .filter(([, later]) => later < items.length)
      .sort(([a], [b]) => a - b)
      .map(([earlier, later]) => [items[earlier]!, items[later]!] as const);
  });
}

/**
 * Some pairs in rounds of disjoint ones, each as early as its members are free.
 *
 * @param members what may be in only one pair of a round
 */
export function packed<P>(pairs: readonly P[], members: (pair: P) => readonly unknown[]): P[][] {
  const rounds: { readonly pairs: P[]; readonly taken: Set<unknown> }[] = [];
  for (const pair of pairs) {
    const own = members(pair);
    let round = rounds.find(({ taken }) => own.every((member) => !taken.has(member)));
    if (round === undefined) rounds.push(round = { pairs: [], taken: new Set() });
    round.pairs.push(pair);
    for (const member of own) round.taken.add(member);
  }
  return rounds.map(({ pairs }) => pairs);
}

/** The same pairs one at a time. */
export function oneAtATime<P>(rounds: readonly (readonly P[])[]): P[][] {
  return rounds.flat().map((pair) => [pair]);
}
