/** Rows that may not be those of runs: of single threads, or of the intervals of one run. */
import { SETTING_KEY } from "../../columns.ts";
import { CsvError } from "../../csv.ts";
import { cellNumbers, gathered, inCells } from "../../row_groups.ts";
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
  /** How many more rows each cell has than threads. */
  const extras: number[] = [], threadCounts = new Set<number>();
  const cellOf = cellNumbers(WITHOUT_PATTERN);
  for (const row of rows) {
    const cell = cellOf(row), threads = row.threads ?? 0;
    threadCounts.add(threads);
    const extra = (extras[cell] ?? -threads) + 1;
    if (extra > 1) return [];
    extras[cell] = extra;
  }
  const more = new Set(extras);
  const [extra = NaN] = more;
  const counts = [...threadCounts].sort((a, b) => a - b);
  if (more.size > 1 || !(extra === 0 || extra === 1) || counts.length < 2 || counts.at(-1)! < 3) return [];
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
export function checkKinds(rows: Rows<ForeignRow>, nameOf: NameOf): string[] {
  const cellOf = cellNumbers(), counts: number[] = [];
  for (const row of rows) {
    const cell = cellOf(row);
    counts[cell] = (counts[cell] ?? 0) + (row.throughput_gbps ? 1 : 0);
  }
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
export function checkIntervals(rows: Rows<ForeignRow>, nameOf: NameOf): string[] {
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
function countUp(rows: Rows<ForeignRow>): boolean {
  const clocks: { readonly first: number; step: number; count: number }[] = [];
  const clockOf = inCells<ForeignRow, typeof clocks[number]>();
  const begin = ({ duration_s: first }: ForeignRow) =>
    clocks[clocks.push({ first: first!, step: 0, count: 0 }) - 1]!;
  for (const row of rows) {
    const time = row.duration_s;
    if (time === null) return false;
    const clock = clockOf(row, begin);
    if (clock.count === 0) {
      clock.count++;
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
