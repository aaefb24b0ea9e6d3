/**
 * Figures that follow from size and threads by a formula, such as `cycles = 12500 × size × threads`: computed, not
 * counted. Even the cycles of threads that never sleep differ by some 10^-4 from run to run; a formula is exact but for
 * the rounding to whole counts.
 */
import type { Counter } from "../../counters.ts";
import { type ForeignRow, type NameOf, sentences } from "../foreign_row.ts";
import { evenSample } from "../proportion.ts";
import { shownList } from "../../safe_text.ts";
import { rowsByNumber } from "../../row_groups.ts";
import { leastSquares } from "./least_squares.ts";
import type { Rows } from "../../table/rows.ts";

const FEWEST_ROWS = 6;
/** Below this the rounding to whole counts hides all but a formula of whole numbers, which is believed beside another. */
const LEAST_COUNT = 1000;
const TOLERANCE = 1e-5;
/** Rounding to whole counts, and what it does to the fit. */
const ROUNDING = 1;

/** Takes counts that are no counts out of the rows; of a throughput or latency it only tells. */
export function checkFormulas(
  rows: Rows<ForeignRow>,
  nameOf: NameOf,
  counted: readonly Counter[],
): string[] {
  const byMode = kindsOf(rows);
  const counters = counted.filter((counter) =>
    isFormula(byMode, (row) => row.totals[counter] ?? null, LEAST_COUNT)
  );
  if (counters.length > 0) {
    counters.push(
      ...counted.filter((counter) =>
        !counters.includes(counter) && isFormula(byMode, (row) => row.totals[counter] ?? null, 0)
      ),
    );
  }
  const ofBytes = counted.filter((counter) => !counters.includes(counter) && goesWithBytes(rows, counter));
  for (const row of rows) {
    for (const counter of [...counters, ...ofBytes]) row.totals[counter] = undefined;
  }
  const others = (["throughput_gbps", "latency_mean_us"] as const)
    .filter((column) => isFormula(byMode, (row) => row[column], 0));
  const theyAre = counters.length === 1 ? "it is" : "they are";
  return sentences(
    counters.length > 0 &&
      `${followText(counters.map(nameOf))}: ${theyAre} computed, not counted, and not used`,
    ...ofBytes.map((counter) =>
      `${nameOf(counter)} is the same part of ${
        nameOf("bytes")
      } in every row: it is computed, not counted, and not used`
    ),
    others.length > 0 && `${followText(others.map(nameOf))}: is it measured?`,
  );
}

function followText(names: readonly string[]): string {
  const verb = names.length === 1 ? "follows" : "follow";
  return `${shownList(names)} ${verb} from size and threads by a formula, exactly in every row`;
}

/** Whether a count is `bytes ÷ 64` or the like, exactly but for the rounding to whole counts. */
function goesWithBytes(rows: Rows<ForeignRow>, counter: Counter): boolean {
  let most = 0, part = NaN;
  const bytes = new Set<number>();
  for (const row of rows) {
    const count = row.totals[counter];
    if (!row.bytes || count === undefined) return false;
    bytes.add(row.bytes);
    if (count > most) [most, part] = [count, count / row.bytes];
  }
  return most > LEAST_COUNT && bytes.size >= FEWEST_ROWS &&
    rows.every(({ bytes, totals }) =>
      Math.abs(totals[counter]! - bytes! * part) < ROUNDING + TOLERANCE * totals[counter]!
    );
}

type ValueOf = (row: ForeignRow) => number | null;

/** The rows of each mode and pattern. */
function kindsOf(rows: Rows<ForeignRow>): Rows<ForeignRow>[] {
  const byMode = new Map<string | null, Map<string | null, number>>();
  let count = 0;
  const next = () => count++;
  return rowsByNumber(
    rows,
    ({ mode, pattern }) =>
      byMode.getOrInsertComputed(mode, () => new Map()).getOrInsertComputed(pattern, next),
  );
}

/** Whether each mode's values are a power law of size and threads, or linear in both; nearly always the first shows none. */
function isFormula(byMode: readonly Rows<ForeignRow>[], of: ValueOf, least: number): boolean {
  let isCounted = false;
  for (const rows of byMode) {
    const counted = rows.every((row) => of(row) !== null) ? rows : rows.filter((row) => of(row) !== null);
    if (counted.length > 0 && !liesOnFormula(counted, of, least)) return false;
    isCounted ||= counted.length > 0;
  }
  return isCounted;
}

function liesOnFormula(rows: Rows<ForeignRow>, of: ValueOf, least: number): boolean {
  if (rows.length < FEWEST_ROWS) return false;
  const rounding = least === 0 ? 0 : ROUNDING, isLittle = ({ value }: Point) => value <= least;
  const some = pointsOf(evenSample(rows, SAMPLE), of);
  if (some.some(isLittle) || !fitExactly(some, rounding)) return false;
  const points = some.length === rows.length ? some : pointsOf(rows, of);
  const different = (pick: (point: Point) => number) => new Set(points.map(pick)).size;
  const spans = different(({ size }) => size) > 1 && different(({ threads }) => threads) > 1;
  if (!spans || points.some(isLittle) || different(({ value }) => value) < FEWEST_ROWS / 2) return false;
  return points === some || fitExactly(points, rounding);
}

function pointsOf(rows: Rows<ForeignRow>, of: ValueOf): Point[] {
  return rows.map((row) => ({ size: row.message_bytes!, threads: row.threads!, value: of(row)! }));
}

interface Point {
  readonly size: number;
  readonly threads: number;
  readonly value: number;
}

/** Enough to see that there is no formula. */
const SAMPLE = 200;

function fitExactly(points: readonly Point[], rounding: number): boolean {
  const power = leastSquares(
    points.map(({ size, threads, value }) => [value, value * Math.log(size), value * Math.log(threads)]),
    points.map(({ value }) => value * Math.log(value)),
  );
  const plane = leastSquares(
    points.map(({ size, threads }) => [1, size, threads, size * threads]),
    points.map(({ value }) => value),
  );
  return [power, plane].some((residuals) =>
    residuals !== null &&
    residuals.every((residual, i) => Math.abs(residual) < rounding + TOLERANCE * points[i]!.value)
  );
}
