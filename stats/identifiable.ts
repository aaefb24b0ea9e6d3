/**
 * Whether what was measured tells effects apart at all. In a two-way table the cells have to join all rows and columns
 * in one piece, else a whole piece may be better, or its rows. Where a cell has two effects of one kind there has to be
 * an odd circle besides: between two camps, one may gain what the other loses.
 */

/** The two effects of each cell. */
export type EffectPairs = readonly (readonly [one: number, other: number])[];

/** How cells connect effects. */
interface Connections {
  /** In how many pieces the effects are that any cell has. */
  readonly pieces: number;
  /** Whether a circle of an odd number of cells leads from an effect back to itself. */
  readonly hasOddCircle: boolean;
}

/** Goes through all effects, putting each neighbour on the other side. */
export function connectionsOf(cells: EffectPairs): Connections {
  const neighbours = new Map<number, number[]>();
  const join = (one: number, other: number) => neighbours.getOrInsertComputed(one, () => []).push(other);
  for (const [one, other] of cells) {
    join(one, other);
    join(other, one);
  }
  const sides = new Map<number, boolean>();
  let pieces = 0, hasOddCircle = false;
  for (const start of neighbours.keys()) {
    if (sides.has(start)) continue;
    pieces++;
    sides.set(start, false);
    const open = [start];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const side = sides.get(at)!;
      for (const next of neighbours.get(at)!) {
        const known = sides.get(next);
        if (known === undefined) {
          sides.set(next, !side);
          open.push(next);
        } else hasOddCircle ||= known === side;
      }
    }
  }
  return { pieces, hasOddCircle };
}
