/** What is measured in a row, and what a cell's trials say of it: the median with its interval (`stats/`). */
import { median } from "simple-statistics";
import type { ResultRow } from "../results/columns.ts";
import type { Interval } from "../stats/interval.ts";
import { medianInterval } from "../stats/median_interval.ts";
import { numberText } from "../results/number_text.ts";
import type { ResultCell, ResultSet } from "../results/cells.ts";

export interface Measure {
  /** With its unit in brackets, as axes write it. */
  readonly label: string;
  /** The unit alone, as values are followed by it. */
  readonly unit: string;
  /** `null` where the values alone are no merit. */
  readonly better: "higher" | "lower" | null;
  /** What readers must know to read it right; `null` for nothing. */
  readonly note: string | null;
  /** The trial's value; `null` where it was not measured. */
  readonly of: (row: ResultRow) => number | null;
}

export interface Estimate {
  readonly n: number;
  readonly median: number;
  /** `null` below six trials. */
  readonly interval: Interval | null;
}

/** The median of a cell's trials; `null` where none has a value. */
export function estimate(cell: ResultCell, of: Measure["of"]): Estimate | null {
  const values = cell.rows.map(of).filter((value) => value !== null);
  return values.length === 0
    ? null
    : { n: values.length, median: median(values), interval: medianInterval(values) };
}

/** The first measure that any trial of the set has. */
export function firstMeasured(set: ResultSet, measures: readonly Measure[]): Measure | null {
  return measures.find((measure) =>
    set.cells.some((cell) => cell.rows.some((row) => measure.of(row) !== null))
  ) ?? null;
}

/** `23.1 Gbit/s (22.8 to 23.4, n = 7)`. */
export function estimateText({ median, interval, n }: Estimate, unit: string): string {
  const range = interval === null ? "" : `${numberText(interval.lo)} to ${numberText(interval.hi)}, `;
  return `${numberText(median)} ${unit} (${range}n = ${n})`;
}

/** What points and bars are, for a figure's subtitle: `Medians of 7 trials; bars: 98.4 % confidence intervals.` */
export function samplesText(
  estimates: readonly Estimate[],
  things = "trials",
  statistic = "Medians",
): string {
  const counts = estimates.map((e) => e.n);
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  if (most <= 1) return "One trial per point, so no intervals.";
  const trials = `${statistic} of ${rangeText(counts, String)} ${things}`;
  const levels = estimates.flatMap((e) => e.interval === null ? [] : [e.interval.level]);
  if (levels.length === 0) return `${trials}, too few for intervals.`;
  return `${trials}; bars: ${rangeText(levels, (level) => (level * 100).toFixed(1))} % confidence intervals.`;
}

/** `Higher is better. Medians of 7 trials; bars: 98.4 % confidence intervals.` */
export function measureSubtitle({ better }: Measure, estimates: readonly Estimate[]): string {
  const samples = samplesText(estimates);
  if (better === null) return samples;
  return `${better === "higher" ? "Higher" : "Lower"} is better. ${samples}`;
}

function rangeText(values: readonly number[], text: (value: number) => string): string {
  const least = text(values.reduce((a, b) => Math.min(a, b)));
  const greatest = text(values.reduce((a, b) => Math.max(a, b)));
  return least === greatest ? least : `${least}–${greatest}`;
}
