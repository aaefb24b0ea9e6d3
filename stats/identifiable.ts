/**
 * Whether what was measured tells effects apart at all. In a two-way table the cells have to join all rows and columns
 * in one piece, else a whole piece may be better, or its rows. Where a cell has two effects of one kind there has to be
 * an odd circle besides: between two camps, one may gain what the other loses.
 */

/** The two effects of each cell. */
export type EffectPairs = readonly (readonly [one: number, other: number])[];

/** In how many pieces the effects are that any cell has. */
export function pieces(cells: EffectPairs): number {
  let count = 0;
  walk(cells, { onPiece: () => void count++, onOddCircle: () => {} });
  return count;
}

/** Whether a circle of an odd number of cells leads from an effect back to itself. */
export function hasOddCircle(cells: EffectPairs): boolean {
  let isFound = false;
  walk(cells, { onPiece: () => {}, onOddCircle: () => void (isFound = true) });
  return isFound;
}

interface Finds {
  readonly onPiece: () => void;
  readonly onOddCircle: () => void;
}

/** Goes through all effects, each neighbour on the other side. */
function walk(cells: EffectPairs, { onPiece, onOddCircle }: Finds): void {
  const neighbours = new Map<number, number[]>();
  const join = (one: number, other: number) => neighbours.getOrInsertComputed(one, () => []).push(other);
  for (const [one, other] of cells) {
    join(one, other);
    join(other, one);
  }
  const sides = new Map<number, boolean>();
  for (const start of neighbours.keys()) {
    if (sides.has(start)) continue;
    onPiece();
    sides.set(start, false);
    const open = [start];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const side = sides.get(at)!;
      for (const next of neighbours.get(at)!) {
        const known = sides.get(next);
        if (known === undefined) {
          sides.set(next, !side);
          open.push(next);
        } else if (known === side) onOddCircle();
      }
    }
  }
}
