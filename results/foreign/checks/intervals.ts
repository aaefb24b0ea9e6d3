/** A time that counts up within every cell is the clock of a run, not how long something took: rows are its intervals. */
import type { DraftRow, NameOf } from "../draft.ts";

const FEWEST_ROWS = 3;
const TOLERANCE = 0.01;

/** Takes such times out of the rows. */
export function checkIntervals(rows: readonly DraftRow[], nameOf: NameOf): string[] {
  if (rows.some(({ duration_s }) => duration_s === null)) return [];
  const cells = Map.groupBy(
    rows,
    ({ mode, rx, pattern, topology, message_bytes, threads }) =>
      JSON.stringify([mode, rx, pattern, topology, message_bytes, threads]),
  );
  if (![...cells.values()].every((cell) => countsUp(cell.map(({ duration_s }) => duration_s!)))) return [];
  for (const row of rows) row.duration_s = null;
  return [
    `${
      nameOf("duration_s")
    } counts up within every cell, so rows are the intervals of one run and no repeats of it; ` +
    "it is not used as a duration",
  ];
}

/** 0, 1, 2 … or 1, 2, 3 …, times any step. */
function countsUp(times: readonly number[]): boolean {
  const [first = 0, second = 0] = times;
  const step = second - first;
  return times.length >= FEWEST_ROWS && step > 0 && first < step * (1 + TOLERANCE) &&
    times.every((time, i) => Math.abs(time - first - i * step) < TOLERANCE * step * (i + 1));
}
