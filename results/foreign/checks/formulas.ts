/**
 * Figures that follow from size and threads by a formula, such as `cycles = 12500 × size × threads`: computed, not
 * counted. Even the cycles of threads that never sleep differ by some 10^-4 from run to run; a formula is exact but for
 * the rounding to whole counts.
 */
import { COUNTERS } from "../../counters.ts";
import type { DraftRow, NameOf } from "../draft.ts";
import { evenSample } from "../proportion.ts";
import { shownList } from "../safe_text.ts";
import { leastSquares } from "./least_squares.ts";

const FEWEST_ROWS = 6;
/** Below this the rounding to whole counts hides everything. */
const LEAST_COUNT = 1000;
const TOLERANCE = 1e-5;
/** Rounding to whole counts, and what it does to the fit. */
const ROUNDING = 1;

/** Takes counts that are no counts out of the rows; of a throughput or latency it only tells. */
export function checkFormulas(rows: readonly DraftRow[], nameOf: NameOf): string[] {
  const counters = COUNTERS.filter((counter) =>
    isFormula(rows, (row) => row.totals[counter] ?? null, LEAST_COUNT)
  );
  for (const row of rows) {
    for (const counter of counters) row.totals[counter] = undefined;
  }
  const others = (["throughput_gbps", "latency_mean_us"] as const)
    .filter((column) => isFormula(rows, (row) => row[column], 0));
  return [
    ...said(counters.map(nameOf), "computed, not counted, and not used"),
    ...said(others.map(nameOf), "is it measured?"),
  ];
}

function said(names: readonly string[], conclusion: string): string[] {
  if (names.length === 0) return [];
  const [it, verb] = names.length === 1 ? ["it", "follows"] : ["they", "follow"];
  const ending = conclusion.endsWith("?") ? conclusion : `${it} ${it === "it" ? "is" : "are"} ${conclusion}`;
  return [
    `${shownList(names)} ${verb} from size and threads by a formula, exactly in every row: ${ending}`,
  ];
}

type ValueOf = (row: DraftRow) => number | null;

/** Whether each mode's values are a power law of size and threads, or linear in both. */
function isFormula(rows: readonly DraftRow[], of: ValueOf, least: number): boolean {
  const first = rows.find((row) => of(row) !== null);
  if (first === undefined) return false;
  // Nearly always the first mode shows that there is none.
  const { mode, pattern } = first;
  const own = rows.filter((row) => row.mode === mode && row.pattern === pattern && of(row) !== null);
  if (!liesOnFormula(own, of, least)) return false;
  const counted = rows.filter((row) => of(row) !== null);
  return Map.groupBy(counted, (row) => `${row.mode} ${row.pattern}`).values()
    .every((group) => liesOnFormula(group, of, least));
}

function liesOnFormula(rows: readonly DraftRow[], of: ValueOf, least: number): boolean {
  const points = rows.map((row) => ({ size: row.message_bytes!, threads: row.threads!, value: of(row)! }));
  const different = (pick: (point: typeof points[number]) => number) => new Set(points.map(pick)).size;
  const spans = different(({ size }) => size) > 1 && different(({ threads }) => threads) > 1;
  if (points.length < FEWEST_ROWS || !spans || points.some(({ value }) => value <= least)) return false;
  if (different(({ value }) => value) < FEWEST_ROWS / 2) return false;
  const rounding = least === 0 ? 0 : ROUNDING;
  return lieOnFormula(evenSample(points, SAMPLE), rounding) &&
    (points.length <= SAMPLE || lieOnFormula(points, rounding));
}

interface Point {
  readonly size: number;
  readonly threads: number;
  readonly value: number;
}

/** Enough to see that there is no formula. */
const SAMPLE = 200;

function lieOnFormula(points: readonly Point[], rounding: number): boolean {
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
