/** What figures say about estimates: points in words, and what points and bars are. */
import type { Estimate } from "../results/cells.ts";
import type { Measure } from "../results/measures.ts";
import { numberText, percentText } from "../results/number_text.ts";

/** `23.1 Gbit/s (CI 22.8 to 23.4, n = 7)`. */
export function estimateText({ median, interval, n }: Estimate, unit: string): string {
  const range = interval === null ? "" : `CI ${numberText(interval.lo)} to ${numberText(interval.hi)}, `;
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
  if (most <= 1) return "One trial per point, so no confidence intervals.";
  const trials = `${statistic} of ${rangeText(counts, String)} ${things}`;
  const levels = estimates.flatMap((e) => e.interval === null ? [] : [e.interval.level]);
  if (levels.length === 0) return `${trials}, too few for confidence intervals.`;
  return `${trials}; bars: ${rangeText(levels, (level) => (level * 100).toFixed(1))} % confidence intervals.`;
}

/** `Higher is better. Medians of 7 trials; bars: 98.4 % confidence intervals.` */
export function measureSubtitle({ better }: Measure, estimates: readonly Estimate[]): string {
  const samples = samplesText(estimates);
  if (better === null) return samples;
  return `${better === "higher" ? "Higher" : "Lower"} is better. ${samples}`;
}

/** Changes in percent: `−82 % to −65 %`. */
export function changesText(changes: readonly number[]): string {
  return rangeText(changes, (change) => percentText(change / 100), " to ");
}

function rangeText(values: readonly number[], text: (value: number) => string, to = "–"): string {
  const least = text(values.reduce((a, b) => Math.min(a, b)));
  const greatest = text(values.reduce((a, b) => Math.max(a, b)));
  return least === greatest ? least : `${least}${to}${greatest}`;
}
