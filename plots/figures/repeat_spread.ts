/**
 * How far the repeats of each cell lie apart: every trial as one point, relative to its cell's median. Two clusters
 * in one cell mean that its median stands for neither.
 */
import { median } from "simple-statistics";
import { linearAxis, sizeAxis, smallestGap } from "../axes.ts";
import type { Axis, Point, Series, XyPanel } from "../figure.ts";
import type { FigureBody, FigureMaker } from "../figure_body.ts";
import { modeLegend } from "../line_figure.ts";
import { bytesText, numberText, percentText, threadsText } from "../../results/number_text.ts";
import { lookOf } from "../mode_looks.ts";
import { evenlySpaced, gridColumns, MAX_PANELS, omissionNote, ticksPerPanel } from "../panel_grid.ts";
import { cellsOfMode, type ResultCell, type ResultSet } from "../../results/cells.ts";

/** More strips of points than this need the whole width. */
const MAX_STRIPS = 20;

export const repeatSpread: FigureMaker = {
  id: "repeat_spread",
  title: "Spread of the repeats",
  make: (set) =>
    set.cells.some((cell) => throughputs(cell).length > 1)
      ? body(set)
      : "every cell has one trial, which has no spread",
};

function throughputs(cell: ResultCell): number[] {
  return cell.rows.map((row) => row.throughput_gbps).filter((value) => value !== null);
}

function body(set: ResultSet): FigureBody {
  const repeated = set.cells.filter((cell) => throughputs(cell).length > 1);
  const threads = set.threads.filter((count) => repeated.some((cell) => cell.threads === count));
  const crowded = set.sizes.length * set.modes.length > MAX_STRIPS;
  const shown = evenlySpaced(threads, crowded ? MAX_PANELS / 2 : MAX_PANELS);
  const columns = crowded ? 1 : gridColumns(shown.length);
  const deviations = repeated.flatMap(deviationsOf);
  const y = linearAxis(
    "Throughput against the cell's median (%)",
    deviations.reduce((a, b) => Math.min(a, b), 0),
    deviations.reduce((a, b) => Math.max(a, b), 0),
  );
  const x = spreadAxis(set, ticksPerPanel(columns));
  return {
    subtitle: "Every trial is a point; 0 is the median of its cell (one mode, size and thread count).",
    columns,
    panels: shown.map((count): XyPanel => ({
      kind: "xy",
      title: threadsText(count),
      x,
      y,
      reference: 0,
      series: set.modes.map((mode, i) => spreadSeries(set, mode, count, sideStep(set, i)))
        .filter((series) => series.points.length > 0),
    })),
    legend: modeLegend(set, repeated.map((cell) => ({ cell }))).map((entry) => ({ ...entry, dash: null })),
    notes: omissionNote(shown, threads, "thread counts"),
  };
}

function deviationsOf(cell: ResultCell): number[] {
  const values = throughputs(cell);
  const middle = median(values);
  return middle > 0 ? values.map((value) => 100 * (value / middle - 1)) : [];
}

/** Room on both sides for the modes, which stand side by side at each size. */
function spreadAxis(set: ResultSet, maxTicks: number): Axis {
  const axis = sizeAxis(set.sizes, maxTicks);
  const half = smallestGap(set.sizes) / 2;
  return {
    ...axis,
    min: Math.min(axis.min, set.sizes[0]! / 2 ** half),
    max: Math.max(axis.max, set.sizes.at(-1)! * 2 ** half),
  };
}

/** Octaves by which the `i`-th mode stands beside its size. */
function sideStep(set: ResultSet, i: number): number {
  return smallestGap(set.sizes) * 0.7 * ((i + 0.5) / set.modes.length - 0.5);
}

function spreadSeries(set: ResultSet, mode: string, threads: number, octaves: number): Series {
  const points = cellsOfMode(set, mode, threads).filter((cell) => throughputs(cell).length > 1).flatMap(
    (cell) => {
      const values = throughputs(cell);
      return deviationsOf(cell).map((deviation, i): Point => ({
        x: cell.messageBytes * 2 ** octaves,
        xText: bytesText(cell.messageBytes),
        y: deviation,
        low: null,
        high: null,
        text:
          `${mode}, ${bytesText(cell.messageBytes)}, ${threadsText(threads)}: ${
            numberText(values[i]!)
          } Gbit/s, ` +
          `${percentText(deviation / 100)} from the median`,
      }));
    },
  );
  return { id: mode, label: set.labels.get(mode) ?? mode, look: lookOf(set, mode), joined: false, points };
}
