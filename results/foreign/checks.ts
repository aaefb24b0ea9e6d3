/** Everything that the figures of rows say about themselves, in the order in which one thing follows from another. */
import { type Counter, COUNTERS } from "../counters.ts";
import { CsvError } from "../csv.ts";
import { integerText } from "../number_text.ts";
import { type CellIndex, cellsOfRows, indexCells } from "../row_groups.ts";
import { checkContradictions, checkMessageRates, checkWrongRate } from "./checks/bytes_over_time.ts";
import { checkCopies } from "./checks/copies.ts";
import { deriveFigures, deriveThroughput } from "./checks/derived.ts";
import { checkFieldSizes } from "./checks/field_sizes.ts";
import { checkFormulas } from "./checks/formulas.ts";
import { checkImpossible, checkWaiting } from "./checks/implausible.ts";
import { checkIntervals, checkKinds, checkSingleThreads, checkThreadNumbers } from "./checks/rows_of_runs.ts";
import { checkSameThroughput } from "./checks/same_throughput.ts";
import { checkZeros } from "./checks/zeros.ts";
import type { ForeignRow, NameOf } from "./foreign_row.ts";
import { openQuestions } from "./open_questions.ts";
import type { Rows } from "../table/rows.ts";

type Check = (
  rows: Rows<ForeignRow>,
  nameOf: NameOf,
  counted: readonly Counter[],
  cells: CellIndex,
) => string[];

const CHECKS: readonly Check[] = [
  checkSingleThreads,
  checkThreadNumbers,
  checkIntervals,
  checkCopies,
  checkZeros,
  deriveThroughput,
  checkWrongRate,
  checkFieldSizes,
  checkKinds,
  checkSameThroughput,
  checkFormulas,
  checkContradictions,
  checkMessageRates,
  checkImpossible,
  checkWaiting,
  deriveFigures,
];

interface CheckNotes {
  /** What was found in the figures, and done about it. */
  readonly found: readonly string[];
  /** What is left open, to which further files may have the answer. */
  readonly open: readonly string[];
}

/** Removes what was not measured from the rows, adds what follows from the rest, numbers repeats; the notes say all of it. */
export function checkRows(rows: Rows<ForeignRow>, nameOf: NameOf): CheckNotes {
  if (rows.length === 0) return { found: ["the file has a header and no rows"], open: [] };
  // once: that a counter is nowhere takes a look at every row
  const counted = COUNTERS.filter((counter) => rows.some(({ totals }) => totals[counter] !== undefined));
  const cells = indexCells(rows, MOST_CELLS);
  if (cells === null) throw tooManyCells(nameOf);
  const found = CHECKS.flatMap((check) => check(rows, nameOf, counted, cells));
  countRepeats(rows, cells);
  return { found, open: openQuestions(rows, nameOf, counted) };
}

/** Each takes some 3 kB of memory where it is compared, and no sweep has so many. */
const MOST_CELLS = 200_000;

function tooManyCells(nameOf: NameOf): CsvError {
  return new CsvError(
    `the rows are of more than ${integerText(MOST_CELLS)} configurations, which is more than are read: is ${
      nameOf("message_bytes")
    } the size of a message, and ${nameOf("threads")} a number of threads?`,
  );
}

/**
 * Rows of the same cell are its repeats, in the order of the file; a file's own numbers count where they are different
 * for the rows of each cell.
 */
function countRepeats(rows: Rows<ForeignRow>, cells: CellIndex): void {
  const areTheirs = areAscending(rows, cells) || areDistinct(rows);
  const counts = new Uint32Array(cells.count);
  rows.forEach((row, place) => {
    const count = counts[cells.at(place)]!++;
    if (!areTheirs || row.repeat === null) row.repeat = count;
  });
}

/** Whether the file's own numbers ascend in every cell, which most do: then they are different. */
function areAscending(rows: Rows<ForeignRow>, cells: CellIndex): boolean {
  const lasts = new Float64Array(cells.count).fill(-Infinity);
  let place = 0;
  return rows.every(({ repeat }) => {
    const cell = cells.at(place++), last = lasts[cell]!;
    if (repeat === null) return true;
    lasts[cell] = repeat;
    return repeat > last;
  });
}

function areDistinct(rows: Rows<ForeignRow>): boolean {
  return cellsOfRows(rows).every((repeats) => {
    const numbers = repeats.flatMap(({ repeat }) => repeat ?? []);
    return new Set(numbers).size === numbers.length;
  });
}
