/** Everything that the figures of rows say about themselves, in the order in which one thing follows from another. */
import { checkContradictions } from "./checks/contradictions.ts";
import { deriveFigures, deriveThroughput } from "./checks/derived.ts";
import { checkFieldSizes } from "./checks/field_sizes.ts";
import { checkFormulas } from "./checks/formulas.ts";
import { checkImpossible } from "./checks/impossible.ts";
import { checkIntervals } from "./checks/intervals.ts";
import { checkSameThroughput } from "./checks/same_throughput.ts";
import { checkSingleThreads } from "./checks/single_threads.ts";
import { checkThreadNumbers } from "./checks/thread_numbers.ts";
import { checkWaiting } from "./checks/waiting.ts";
import { checkWrongRate } from "./checks/wrong_rate.ts";
import { checkZeros } from "./checks/zeros.ts";
import { cellKey, type DraftRow, type NameOf } from "./draft.ts";
import { openQuestions } from "./notes.ts";

const CHECKS: readonly ((rows: readonly DraftRow[], nameOf: NameOf) => string[])[] = [
  checkSingleThreads,
  checkThreadNumbers,
  checkIntervals,
  checkZeros,
  deriveThroughput,
  checkWrongRate,
  checkFieldSizes,
  checkSameThroughput,
  checkFormulas,
  checkContradictions,
  checkImpossible,
  checkWaiting,
  deriveFigures,
];

export interface Settled {
  /** What was found in the figures, and done about it. */
  readonly found: readonly string[];
  /** What is left open, to which further files may have the answer. */
  readonly open: readonly string[];
}

/** Removes what was not measured from the rows, adds what follows from the rest, numbers repeats; the notes say all of it. */
export function settle(rows: readonly DraftRow[], nameOf: NameOf): Settled {
  if (rows.length === 0) return { found: ["the file has a header and no rows"], open: [] };
  const found = CHECKS.flatMap((check) => check(rows, nameOf));
  countRepeats(rows);
  return { found, open: openQuestions(rows, nameOf) };
}

/**
 * Rows of the same cell are its repeats, in the order of the file; a file's own numbers count where they are different
 * for the rows of each cell.
 */
function countRepeats(rows: readonly DraftRow[]): void {
  const byCell = Map.groupBy(rows, cellKey);
  const areTheirs = byCell.values().every((repeats) => {
    const numbers = repeats.flatMap(({ repeat }) => repeat ?? []);
    return new Set(numbers).size === numbers.length;
  });
  for (const repeats of byCell.values()) {
    for (const [i, row] of repeats.entries()) {
      if (!areTheirs || row.repeat === null) row.repeat = i;
    }
  }
}
