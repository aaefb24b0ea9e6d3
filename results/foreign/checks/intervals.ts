/** A time that counts up within every cell is the clock of a run, not how long something took: rows are its intervals. */
import { cellKey, type DraftRow, type NameOf } from "../draft.ts";

const FEWEST_ROWS = 3;
const TOLERANCE = 0.01;

/** Takes such times out of the rows. */
export function checkIntervals(rows: readonly DraftRow[], nameOf: NameOf): string[] {
  if (!countUp(rows)) return [];
  for (const row of rows) row.duration_s = null;
  return [
    `${
      nameOf("duration_s")
    } counts up within every cell, so rows are the intervals of one run and no repeats of it; ` +
    "it is not used as a duration",
  ];
}

/** Whether each cell's times are 0, 1, 2 … or 1, 2, 3 …, times any step. */
function countUp(rows: readonly DraftRow[]): boolean {
  const clocks = new Map<string, { readonly first: number; step: number; count: number }>();
  for (const row of rows) {
    const time = row.duration_s;
    if (time === null) return false;
    const cell = cellKey(row);
    const clock = clocks.get(cell);
    if (clock === undefined) {
      clocks.set(cell, { first: time, step: 0, count: 1 });
      continue;
    }
    if (clock.count === 1) clock.step = time - clock.first;
    const due = clock.first + clock.count * clock.step;
    clock.count++;
    const isDue = Math.abs(time - due) <= TOLERANCE * clock.step * clock.count;
    if (clock.step <= 0 || clock.first >= clock.step * (1 + TOLERANCE) || !isDue) return false;
  }
  return [...clocks.values()].every(({ count }) => count >= FEWEST_ROWS);
}
