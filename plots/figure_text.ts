/** What figures say: points in words, what points and bars are, and the notes below panels, each where it is true. */
import type { CellTable, Estimate } from "../results/cells.ts";
import type { Measure } from "../results/measures.ts";
import { asksForZeroCopy } from "../results/mode_catalogue.ts";
import { figureText, percentText } from "../results/number_text.ts";
import { capitalized, listText, rangeText } from "../results/words.ts";
import type { XyPanel } from "./figure.ts";

/** `23.1 Gbit/s (CI 22.8 to 23.4, n = 7)`. */
export function estimateText({ median, interval, n }: Estimate, unit: string): string {
  const range = interval === null ? "" : `CI ${figureText(interval.lo)} to ${figureText(interval.hi)}, `;
  return `${figureText(median)} ${unit} (${range}n = ${n})`;
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
  const trials = `${statistic} of ${extremesText(counts, String)} ${things}`;
  const levels = estimates.flatMap((e) => e.interval === null ? [] : [e.interval.level]);
  if (levels.length === 0) return `${trials}, too few for confidence intervals.`;
  const percents = extremesText(levels, (level) => (level * 100).toFixed(1));
  return `${trials}; bars: ${percents} % confidence intervals.`;
}

/** `Higher is better. Medians of 7 trials; bars: 98.4 % confidence intervals.` */
export function measureSubtitle({ better }: Measure, estimates: readonly Estimate[]): string {
  const samples = samplesText(estimates);
  return better === null ? samples : `${capitalized(better)} is better. ${samples}`;
}

/** Changes in percent: `−82 % to −65 %`. */
export function percentsText(changes: readonly number[]): string {
  return extremesText(changes, (change) => percentText(change / 100));
}

function extremesText(values: readonly number[], text: (value: number) => string): string {
  const least = values.reduce((a, b) => Math.min(a, b)), greatest = values.reduce((a, b) => Math.max(a, b));
  return rangeText(text(least), text(greatest));
}

/** What readers must know about a measure, where it is true of these rows. */
export function measureNotes({ cells }: CellTable, { note, isNoteOwn }: Measure): string[] {
  const isTrue = !isNoteOwn || cells.every(({ rows }) => rows.at(0)?.schema !== null);
  return note !== null && isTrue ? [note] : [];
}

/** What hollow points are. */
export function hollowNotes(panels: readonly XyPanel[]): string[] {
  const isAny = panels.some(({ series }) => series.some(({ points }) => points.some(({ hollow }) => hollow)));
  return isAny ? ["Hollow points: fewer than six trials, so no confidence interval."] : [];
}

/** Whether the zero-copy modes that the figure compares were zero-copy. */
export function copiedNotes({ modes, copied }: CellTable): string[] {
  const requesting = modes.filter(asksForZeroCopy);
  const names = (outcome: unknown) => listText(requesting.filter((mode) => copied.get(mode) === outcome));
  const all = names("always"), some = names("partly"), unknown = names("not recorded");
  return [
    all && `The kernel copied all that ${all} sent: this is the overhead of requesting zero-copy.`,
    some && `The kernel copied part of what ${some} sent.`,
    unknown && `Whether the kernel copied what ${unknown} sent is not recorded.`,
  ].filter((note) => note !== "");
}
