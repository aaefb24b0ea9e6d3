/**
 * What decides (throughput, or the median round trip) of each mode relative to two-copy, in percent, from the ratios
 * within the blocks of the sweep where there are blocks. The axis holds small differences and is cut where modes are
 * far away.
 */
import type { Cell, CellTable, Estimate } from "../../results/cells.ts";
import { compareCells } from "../../results/comparisons.ts";
import { MEDIAN_ROUND_TRIP, type Merit } from "../../results/measures.ts";
import { percentText } from "../../results/number_text.ts";
import type { Ranking } from "../../results/ranking.ts";
import { capitalized } from "../../results/words.ts";
import { sizeAxis } from "../axes.ts";
import { changeAxis, type CutRule, isBeyond } from "../change_axis.ts";
import { copiedNotes, hollowNotes, percentsText, samplesText } from "../figure_text.ts";
import type { FigureBody, FigureMaker, XyPanel } from "../figure.ts";
import {
  type CellEstimate,
  cellEstimates,
  facetsOf,
  modeLegend,
  modeSeries,
  ratioEstimate,
  SIZE,
} from "../line_figure.ts";

const USUAL_BASELINE = "two-copy";
const RULE: CutRule = { share: 0.5, factor: 1.5, least: 10, most: 30, slack: 1.5 };
/** Small differences need wide and high panels. */
const MAX_COLUMNS = 2;

export const relativeThroughput: FigureMaker = {
  name: "relative",
  id: "relative_throughput_by_size",
  title: `Throughput relative to ${USUAL_BASELINE}`,
  make: (ranking) => {
    const { table, measure } = ranking;
    const [first = ""] = table.modes;
    const baseline = table.modes.includes(USUAL_BASELINE) ? USUAL_BASELINE : first;
    if (table.modes.length < 2) return "there are no two modes to compare";
    const found = cellEstimates(table, (cell) => changeOf(table, cell, baseline, measure));
    return found.length === 0
      ? `no mode was measured beside ${baseline} at the same size and thread count`
      : body(ranking, baseline, found);
  },
};

/** In percent of the baseline in the same place; `null` for the baseline itself. */
function changeOf(table: CellTable, cell: Cell, baseline: string, measure: Merit): Estimate | null {
  const other = table.find(baseline, cell.messageBytes, cell.threads);
  if (other === undefined || cell === other) return null;
  const ratio = ratioEstimate(compareCells(other, cell, measure));
  if (ratio === null) return null;
  const { n, median, interval } = ratio;
  const percent = (ratio: number) => 100 * (ratio - 1);
  return {
    n,
    median: percent(median),
    interval: interval && { ...interval, lo: percent(interval.lo), hi: percent(interval.hi) },
  };
}

function body(
  { table: all, measure }: Ranking,
  baseline: string,
  found: readonly CellEstimate[],
): FigureBody {
  const { facets, visible, columns: most, notes, table } = facetsOf(all, SIZE, found);
  const columns = Math.max(1, Math.min(MAX_COLUMNS, most));
  const what = `${capitalized(measure.label)} relative to ${baseline}`;
  const changes = visible.map(({ estimate: { median, interval } }) => (
    { value: median, low: interval?.lo ?? null, high: interval?.hi ?? null }
  ));
  const y = changeAxis(`${what} (%)`, changes, RULE);
  const x = sizeAxis(table.sizes, columns);
  const panels = facets.map(({ title, part, found }): XyPanel => ({
    kind: "xy",
    title,
    part,
    x,
    y,
    reference: 0,
    series: modeSeries(table, SIZE, found, changeText, true)
      .map((one) => ({
        ...one,
        points: one.points.map((point) => ({ ...point, edgeText: percentText(point.y / 100) })),
      })),
  }));
  const samples = samplesText(found.map(({ estimate }) => estimate), "ratios");
  return {
    ...(measure === MEDIAN_ROUND_TRIP ? { id: "relative_round_trip_by_size" } : {}),
    title: what,
    subtitle: `${capitalized(measure.better)} is better; 0 is ${baseline}. ${samples}`,
    columns,
    panels,
    legend: modeLegend(table, found),
    notes: [...beyondNotes(table, panels), ...hollowNotes(panels), ...notes, ...copiedNotes(table)],
  };
}

/** `−12 % (CI −14 % to −9.8 %, n = 7)`. */
function changeText({ median, interval, n }: Estimate): string {
  const [middle, lo, hi] = [median, interval?.lo ?? 0, interval?.hi ?? 0].map((value) =>
    percentText(value / 100)
  );
  return `${middle} (${interval === null ? "" : `CI ${lo} to ${hi}, `}n = ${n})`;
}

/** The values of each mode that leaves the axis. */
function beyondNotes({ modes }: CellTable, panels: readonly XyPanel[]): string[] {
  const spans = modes.flatMap((mode) => {
    const values = panels.flatMap(({ series, y }) =>
      series.filter(({ id }) => id === mode).flatMap(({ points }) => points.map((point) => point.y))
        .filter((value) => isBeyond(y, value))
    );
    const sides = [values.filter((value) => value < 0), values.filter((value) => value > 0)];
    const texts = sides.filter((side) => side.length > 0).map(percentsText);
    return texts.length === 0 ? [] : [`${mode} ${texts.join(" and ")}`];
  });
  return spans.length === 0 ? [] : [`Beyond the axis (triangles at the edge): ${spans.join(", ")}.`];
}
