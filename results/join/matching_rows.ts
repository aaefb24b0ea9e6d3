/**
 * Files that hold different columns of one experiment, such as throughput in one and counters in another: one row for
 * each cell, whatever the files call their modes.
 */
import { CELL_KEY, type ResultRow, rowKey, TRIAL_COLUMNS } from "../columns.ts";
import { type CountedRow, COUNTERS } from "../counters.ts";
import { MEASURED_COLUMNS } from "../foreign/foreign_row.ts";
import { evenSample, lastDigit } from "../foreign/proportion.ts";
import { bytesText, numberText, threadsText } from "../number_text.ts";
import type { Rows } from "../table/rows.ts";

/** A figure on which two files disagree. */
interface Contradiction {
  readonly cell: string;
  readonly column: string;
  /** What each has. */
  readonly figures: readonly [number, number];
  readonly rows: readonly [CountedRow, CountedRow];
  readonly values: readonly [string, string];
}

/** How the rows of two files match. */
export interface Match {
  readonly pairs: readonly (readonly [row: CountedRow, other: CountedRow])[];
  /** Rows of the second whose cells the first does not have. */
  readonly alone: readonly CountedRow[];
  /** Pairs whose shared figures are all equal. */
  readonly agreeing: number;
  /** How many figures they share, over all pairs. */
  readonly figures: number;
  /** Whether the second has figures that the first lacks, or the other way round. */
  readonly isComplementary: boolean;
  readonly contradiction: Contradiction | null;
}

const WITHOUT_SIZE = CELL_KEY.filter((column) => column !== "message_bytes");

/** Finds the rows of the same cell and repeat, sizes being taken times the factors. */
export function matchRows(
  rows: Rows<CountedRow>,
  others: Rows<CountedRow>,
  [own, theirs]: readonly [number, number] = [1, 1],
): Match {
  const keyOf = (row: CountedRow, factor: number) =>
    `${rowKey(row, WITHOUT_SIZE)}\n${(row.message_bytes ?? 0) * factor}\n${row.repeat}`;
  const byKey = new Map(rows.map((row) => [keyOf(row, own), row]));
  const pairs: [CountedRow, CountedRow][] = [], alone: CountedRow[] = [];
  for (const other of others) {
    const row = byKey.get(keyOf(other, theirs));
    if (row === undefined) alone.push(other);
    else pairs.push([row, other]);
  }
  const roundings = roundingsOf(pairs);
  let agreeing = 0, figures = 0, isComplementary = false, contradiction: Contradiction | null = null;
  for (const [row, other] of pairs) {
    const { shared, differing, alone } = comparedFigures(row, other, roundings);
    isComplementary ||= alone > 0;
    figures += shared;
    if (differing === null) agreeing += shared > 0 ? 1 : 0;
    else contradiction ??= { cell: cellText(row), rows: [row, other], ...differing };
  }
  return { pairs, alone, agreeing, figures, isComplementary, contradiction };
}

/** Whether rows are of one repeat of a cell, but for their sizes. */
export function isSameButSize(a: ResultRow, b: ResultRow): boolean {
  return a.repeat === b.repeat && rowKey(a, WITHOUT_SIZE) === rowKey(b, WITHOUT_SIZE);
}

/** A cell in words: `two-copy 64 B × 2 threads`. */
function cellText({ mode, message_bytes, threads, pattern }: ResultRow): string {
  const kind = pattern === null || pattern === "stream" ? "" : ` (${pattern})`;
  return `${mode} ${bytesText(message_bytes ?? 0)} × ${threadsText(threads ?? 0)}${kind}`;
}

const SAME = 1e-9;
/** As much of a figure may be rounded off where it still tells runs apart. */
const MOST_ROUNDED = 0.005;

/** By column what is rounded off where two files write a figure with different numbers of digits. */
type Roundings = ReadonlyMap<string, number>;

function roundingsOf(pairs: Match["pairs"]): Roundings {
  const sample = evenSample(pairs), roundings = new Map<string, number>();
  for (const column of MEASURED_COLUMNS) {
    const [one, other] = [0, 1].map((side) => lastDigit(sample.map((pair) => pair[side]![column])));
    if (one !== other) roundings.set(column, (0.5 + SAME) * Math.max(one!, other!));
  }
  return roundings;
}

/** Figures that both have, the first of them that differ, and how many one of them has alone. */
function comparedFigures(row: CountedRow, other: CountedRow, roundings: Roundings) {
  let shared = 0, alone = 0;
  let differing: Omit<Contradiction, "cell" | "rows"> | null = null;
  const compare = (column: string, a: number | null, b: number | null) => {
    if (a === null && b === null) return;
    if (a === null || b === null) {
      alone++;
      return;
    }
    shared++;
    const rounded = roundings.get(column) ?? 0, difference = Math.abs(a - b);
    const isRounded = difference <= rounded && rounded <= MOST_ROUNDED * Math.abs(a);
    if (difference > SAME * Math.abs(a) && !isRounded) {
      differing ??= { column, figures: [a, b], values: twoTexts(a, b) };
    }
  };
  for (const column of MEASURED_COLUMNS) compare(column, row[column], other[column]);
  for (const counter of COUNTERS) {
    compare(counter, row.totals?.[counter] ?? null, other.totals?.[counter] ?? null);
  }
  return { shared, alone, differing: differing as Omit<Contradiction, "cell" | "rows"> | null };
}

/** A figure of a row, or its count of no end in particular. */
export function figureOf(row: CountedRow, column: string): unknown {
  const cells: Readonly<Record<string, unknown>> = row,
    totals: Readonly<Record<string, unknown>> = row.totals ?? {};
  return totals[column] ?? cells[column];
}

/** Rounded where that still shows the difference. */
function twoTexts(a: number, b: number): [string, string] {
  return numberText(a) === numberText(b) ? [String(a), String(b)] : [numberText(a), numberText(b)];
}

/** Gives each row what only the other has. */
export function fillPairs(pairs: Match["pairs"]): void {
  for (const [row, other] of pairs) {
    const cells: Record<string, unknown> = row;
    for (const { name } of TRIAL_COLUMNS) cells[name] ??= other[name];
    if (other.status === "failed") row.status = "failed";
    if (other.totals === undefined) continue;
    const totals = row.totals ??= {};
    for (const counter of COUNTERS) totals[counter] ??= other.totals[counter];
  }
}
