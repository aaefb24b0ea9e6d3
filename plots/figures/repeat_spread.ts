/**
 * How far the repeats of each cell are apart: every trial as one point, relative to its cell's median. Two clusters
 * in one cell mean that its median represents neither.
 */
import { type Cell, type CellTable, modeLabel } from "../../results/cells.ts";
import { THROUGHPUT } from "../../results/measures.ts";
import { bytesText, numberText, percentText, threadsText } from "../../results/number_text.ts";
import { gapAt, sideStep, sizeAxis } from "../axes.ts";
import { changeAxisOf, type CutRule, isBeyond } from "../change_axis.ts";
import { percentsText } from "../figure_text.ts";
import type { Axis, FigureBody, FigureMaker, Point, Series, XyPanel } from "../figure.ts";
import { modeLegend } from "../line_figure.ts";
import { lookOf } from "../mode_looks.ts";
import { apart, evenlySpaced, gridColumns, MAX_PANELS, omissionNote } from "../panel_grid.ts";
import { thinOut } from "../thinning.ts";

/** More strips of points than this need the whole width. */
const MAX_STRIPS = 20;
const MAX_CROWDED_PANELS = 6;
/** The share of the gap between two sizes that the strips side by side take. */
const ROOM = 0.7;
/** One trial in twenty may lie beyond the axis, and only where it is far away. */
const RULE: CutRule = { share: 0.95, factor: 1.5, least: 10, most: 100, slack: 2 };

export const repeatSpread: FigureMaker = {
  name: "spread",
  id: "repeat_spread",
  title: "Spread of the repeats",
  make: ({ table }) =>
    table.cells.some((cell) => cell.values(THROUGHPUT).length > 1)
      ? body(table)
      : "every configuration has one trial, which has no spread",
};

function body(table: CellTable): FigureBody {
  const all = table.cells.filter((cell) => cell.values(THROUGHPUT).length > 1);
  const several = new Set(all.map(({ messageBytes }) => messageBytes));
  const drawable = apart(table.sizes.filter((size) => several.has(size)));
  const sizes = drawable.length < several.size ? drawable : table.sizes;
  const repeated = all.filter(({ messageBytes }) => sizes.includes(messageBytes));
  const threads = table.threads.filter((count) => repeated.some((cell) => cell.threads === count));
  const crowded = sizes.length * table.modes.length > MAX_STRIPS;
  const shown = evenlySpaced(threads, crowded ? MAX_CROWDED_PANELS : MAX_PANELS);
  const columns = crowded ? 1 : gridColumns(shown.length);
  const y = changeAxisOf(
    "Throughput relative to the median (%)",
    new Float64Array(repeated.flatMap(deviationsOf)),
    RULE,
  );
  const gapOf = ({ messageBytes }: Cell) => gapAt(sizes, messageBytes);
  const x = sizeAxis(sizes, columns, Math.max(gapAt(sizes, sizes[0]!), gapAt(sizes, sizes.at(-1)!)) / 2);
  const drawn = repeated.filter((cell) => shown.includes(cell.threads));
  const deviations = drawn.flatMap(deviationsOf);
  const isThinned = deviations.length > MOST_POINTS;
  const panels = shown.map((count): XyPanel => ({
    kind: "xy",
    title: threadsText(count),
    part: "",
    x,
    y,
    reference: 0,
    series: table.modes.map((mode, i) => {
      const cells = drawn.filter((cell) => cell.mode === mode && cell.threads === count);
      const trials = trialsOf(cells, (cell) => sideStep(ROOM * gapOf(cell), i, table.modes.length));
      return spreadSeries(table, mode, isThinned ? thinOut(trials, x, y) : [...trials]);
    }).filter((series) => series.points.length > 0),
  }));
  return {
    subtitle: "Every trial is a point; 0 is the median of its configuration (mode, size and thread count).",
    columns,
    panels,
    legend: modeLegend(table, repeated.map((cell) => ({ cell }))).map((entry) => ({ ...entry, dash: null })),
    notes: [
      ...beyondNotes(y, deviations),
      ...(isThinned ? [thinnedNote(panels, deviations.length)] : []),
      ...omissionNote(shown, threads, "thread counts"),
      ...omissionNote(sizes, table.sizes, "message sizes"),
    ],
  };
}

/** More points than this cover each other, and would make pictures and pages of many megabytes. */
const MOST_POINTS = 4000;

function thinnedNote(panels: readonly XyPanel[], trials: number): string {
  const points = panels.flatMap(({ series }) => series).reduce((sum, one) => sum + one.points.length, 0);
  return `${points} points stand for ${trials} trials: where points would overlap, only the farthest from the median is ` +
    "drawn; the least and the greatest are all there.";
}

/** How many trials are drawn at the edge instead of at their value. */
function beyondNotes(axis: Axis, deviations: readonly number[]): string[] {
  const beyond = deviations.filter((deviation) => isBeyond(axis, deviation));
  if (beyond.length === 0) return [];
  const lie = beyond.length === 1 ? "lies" : "lie";
  return [
    `${beyond.length} of ${deviations.length} trials ${lie} beyond the axis (triangles at the edge): ` +
    `${percentsText(beyond)}.`,
  ];
}

function deviationsOf(cell: Cell): number[] {
  const middle = cell.estimate(THROUGHPUT)?.median ?? 0;
  return middle > 0 ? Array.from(cell.values(THROUGHPUT), (value) => 100 * (value / middle - 1)) : [];
}

interface Trial {
  readonly cell: Cell;
  readonly x: number;
  /** From the median, percent. */
  readonly y: number;
  readonly gbps: number;
}

/** One at a time: there may be a million. */
function* trialsOf(cells: readonly Cell[], octavesBeside: (cell: Cell) => number): Generator<Trial> {
  for (const cell of cells) {
    const values = cell.values(THROUGHPUT), deviations = deviationsOf(cell);
    const x = cell.messageBytes * 2 ** octavesBeside(cell);
    for (const [i, y] of deviations.entries()) yield { cell, x, y, gbps: values[i]! };
  }
}

function spreadSeries(table: CellTable, mode: string, trials: readonly Trial[]): Series {
  const points = trials.map(({ cell: { messageBytes, threads }, x, y, gbps }): Point => ({
    x,
    xText: bytesText(messageBytes),
    y,
    low: null,
    high: null,
    hollow: false,
    edgeText: null,
    text: `${mode}, ${bytesText(messageBytes)}, ${threadsText(threads)}: ${numberText(gbps)} Gbit/s, ` +
      `${percentText(y / 100)} from the median`,
  }));
  return { id: mode, label: modeLabel(table, mode), look: lookOf(table, mode), joined: false, points };
}
