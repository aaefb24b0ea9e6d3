/** Rows that may not be those of runs: of single threads, or of the intervals of one run. */
import { SETTING_KEY } from "../../columns.ts";
import { CsvError } from "../../csv.ts";
import type { Counter } from "../../counters.ts";
import { type CellIndex, cellNumbers, gathered, inCells } from "../../row_groups.ts";
import { safeText } from "../../safe_text.ts";
import type { ForeignRow, NameOf } from "../foreign_row.ts";
import type { Rows } from "../../table/rows.ts";

/** What tells the threads of a run apart may have been taken for a pattern. */
const WITHOUT_PATTERN = SETTING_KEY.filter((column) => column !== "pattern");

/**
 * As many rows in every cell as it has threads, or one more, their sum: each is one thread's share of a run, and no repeat
 * of it. Throws {@linkcode CsvError} for these.
 */
export function checkSingleThreads(rows: Rows<ForeignRow>): string[] {
  const threadCounts = rows.reduce((all, { threads }) => all.add(threads ?? 0), new Set<number>());
  const counts = [...threadCounts].sort((a, b) => a - b);
  if (counts.length < 2 || counts.at(-1)! < 3) return [];
  /** How many more rows each cell has than threads. */
  const extras: number[] = [], cellOf = cellNumbers(WITHOUT_PATTERN);
  for (const row of rows) {
    const cell = cellOf(row), threads = row.threads ?? 0;
    const extra = (extras[cell] ?? -threads) + 1;
    if (extra > 1) return [];
    extras[cell] = extra;
  }
  const more = new Set(extras);
  const [extra = NaN] = more;
  if (more.size > 1 || !(extra === 0 || extra === 1)) return [];
  const [oneMore, instead] = extra === 1
    ? [", and one more", "leave their sums alone in the file"]
    : ["", "netio needs one row per run, of all threads together"];
  throw new CsvError(
    `there are as many rows for each mode, size and thread count as it has threads${oneMore} (${
      counts.join(", ")
    }): the rows are of single threads; ${instead}`,
  );
}

const SINGULAR = /^(thread|worker|connection|client|stream)$/i;
/** 1 and 2 are counts that many people measure. */
const FEWEST_COUNTS = 3;

/**
 * A column `thread` with 1, 2, 3, 4 may count the threads of a run, or number them: says that it is taken for counts, where
 * neither name nor numbers tell.
 */
export function checkThreadNumbers(rows: Rows<ForeignRow>, nameOf: NameOf): string[] {
  const name = nameOf("threads");
  if (!SINGULAR.test(name)) return [];
  const counts = new Set(rows.flatMap(({ threads }) => threads ?? []));
  if (counts.size < FEWEST_COUNTS || Math.max(...counts) !== counts.size) return [];
  const column = `column ${safeText(name)}, 1 to ${counts.size}`;
  return [
    `${column}, is taken for the number of threads; if it numbers the threads of a run, add up their rows first: netio ` +
    "needs one row per run",
  ];
}

const FEWEST_CELLS = 3;
const MOST_BETWEEN_REPEATS = 2;
/** Of more repeats of one kind some are far off. */
const MOST_COMPARED = 50;

/** Tells where the rows of every cell fall apart: kinds of runs that no column tells apart are no repeats of each other. */
export function checkKinds(
  rows: Rows<ForeignRow>,
  nameOf: NameOf,
  _counted: readonly Counter[],
  index: CellIndex,
): string[] {
  const counts = new Uint32Array(index.count);
  rows.forEach(({ throughput_gbps }, place) => throughput_gbps && counts[index.at(place)]!++);
  const areRepeated = counts.every((count) => count > 1 && count <= MOST_COMPARED);
  if (counts.length < FEWEST_CELLS || !areRepeated) return [];
  const cells = gathered(rows, inCells(), (): number[] => [], (cell, { throughput_gbps }) => {
    if (throughput_gbps) cell.push(throughput_gbps);
  });
  const fallsApart = (cell: number[]) =>
    cell.sort((a, b) => a - b).some((value, i) => value >= MOST_BETWEEN_REPEATS * (cell[i - 1] ?? Infinity));
  if (!cells.every(fallsApart)) return [];
  return [
    `${
      nameOf("throughput_gbps")
    } differs by a factor of ${MOST_BETWEEN_REPEATS} or more between rows of one configuration, in every ` +
    "one: if these are two kinds of runs, write a column that tells them apart",
  ];
}

const FEWEST_INTERVALS = 3;
const TOLERANCE = 0.01;

/** A time that counts up within every cell is the clock of a run, not how long something took: takes it out of the rows. */
export function checkIntervals(
  rows: Rows<ForeignRow>,
  nameOf: NameOf,
  _counted: readonly Counter[],
  cells: CellIndex,
): string[] {
  if (!countUp(rows, cells)) return [];
  for (const row of rows) row.duration_s = null;
  return [
    `${
      nameOf("duration_s")
    } counts up within every cell, so rows are the intervals of one run and no repeats of it; ` +
    "it is not used as a duration",
  ];
}

/** Whether each cell's times are 0, 1, 2 … or 1, 2, 3 …, times any step. */
function countUp(rows: Rows<ForeignRow>, cells: CellIndex): boolean {
  const clocks: { readonly first: number; step: number; count: number }[] = [];
  let place = 0;
  for (const { duration_s: time } of rows) {
    if (time === null) return false;
    const cell = cells.at(place++), clock = clocks[cell];
    if (clock === undefined) {
      clocks[cell] = { first: time, step: 0, count: 1 };
      continue;
    }
    if (clock.count === 1) clock.step = time - clock.first;
    const due = clock.first + clock.count * clock.step;
    clock.count++;
    const isDue = Math.abs(time - due) <= TOLERANCE * clock.step * clock.count;
    if (clock.step <= 0 || clock.first >= clock.step * (1 + TOLERANCE) || !isDue) return false;
  }
  return clocks.every(({ count }) => count >= FEWEST_INTERVALS);
}
