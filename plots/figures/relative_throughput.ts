/**
 * What decides (throughput, or the median round trip) of each mode relative to two-copy, in percent, from the ratios
 * within the blocks of the sweep where there are blocks. The axis holds small differences and is cut where modes are
 * far away.
 */
import type { Cell, CellTable, Estimate } from "../../results/cells.ts";
import { type CellContrast, compareCells } from "../../results/comparisons.ts";
import { MEDIAN_ROUND_TRIP, type Merit } from "../../results/measures.ts";
import { bytesText, percentText, threadsText } from "../../results/number_text.ts";
import type { Ranking } from "../../results/ranking.ts";
import { capitalized, firstOf } from "../../results/words.ts";
import { sizeAxis } from "../axes.ts";
import { changeAxis, type CutRule, isBeyond } from "../change_axis.ts";
import { copiedNotes, hollowNotes, percentsText, samplesText } from "../figure_text.ts";
import type { FigureBody, FigureMaker, XyPanel } from "../figure.ts";
import { type CellEstimate, facetsOf, modeLegend, modeSeries, SIZE } from "../line_figure.ts";

const USUAL_BASELINE = "two-copy";
const RULE: CutRule = { share: 0.5, factor: 1.5, least: 10, most: 30, slack: 1.5 };
/** Small differences need wide and high panels. */
const MAX_COLUMNS = 2;
const MOVED_MOST = 4;

export const relativeThroughput: FigureMaker = {
  name: "relative",
  id: "relative_throughput_by_size",
  title: `Throughput relative to ${USUAL_BASELINE}`,
  make: (ranking) => {
    const { table, measure } = ranking;
    const [first = ""] = table.modes;
    const baseline = table.modes.includes(USUAL_BASELINE) ? USUAL_BASELINE : first;
    if (table.modes.length < 2) return "there are no two modes to compare";
    const changes = table.cells.flatMap((cell) => changeOf(table, cell, baseline, measure) ?? []);
    return changes.length === 0
      ? `no mode was measured beside ${baseline} at the same size and thread count`
      : body(ranking, baseline, changes);
  },
};

/** A cell against the baseline in the same place. */
interface Change extends CellEstimate {
  readonly contrast: CellContrast;
}

/** In percent; `null` for the baseline itself. */
function changeOf(table: CellTable, cell: Cell, baseline: string, measure: Merit): Change | null {
  const other = table.find(baseline, cell.messageBytes, cell.threads);
  if (other === undefined || cell === other) return null;
  const contrast = compareCells(other, cell, measure);
  if (contrast === null) return null;
  const { n, estimate, interval } = contrast.ratio;
  const percent = (ratio: number) => 100 * (ratio - 1);
  return {
    cell,
    contrast,
    estimate: {
      n,
      median: percent(estimate),
      interval: interval && { ...interval, lo: percent(interval.lo), hi: percent(interval.hi) },
    },
  };
}

function body({ table: all, measure }: Ranking, baseline: string, found: readonly Change[]): FigureBody {
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
    notes: [
      ...beyondNotes(table, panels),
      ...stateNotes(found),
      ...hollowNotes(panels),
      ...notes,
      ...copiedNotes(table),
    ],
  };
}

/** Bars are over all blocks, where ratios changed with the machine's state too. */
function stateNotes(changes: readonly Change[]): string[] {
  const moved = changes.flatMap(({ cell: { mode, messageBytes, threads }, contrast: { states } }) => {
    if (states === null) return [];
    const both = states.map(({ name, ratio }) => `${percentText(ratio.estimate - 1)} (${name})`);
    return [`${mode} at ${bytesText(messageBytes)}, ${threadsText(threads)} ${both.join(" and ")}`];
  });
  return moved.length === 0 ? [] : [
    "The machine changed, and with it ratios (CPUs near and far, machine slow and fast): " +
    `${firstOf(moved, MOVED_MOST).join("; ")}.`,
  ];
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
