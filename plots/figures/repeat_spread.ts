/**
 * How far the repeats of each cell lie apart: every trial as one point, relative to its cell's median. Two clusters
 * in one cell mean that its median stands for neither.
 */
import { median } from "simple-statistics";
import { type Cell, type CellTable, modeLabel } from "../../results/cells.ts";
import { THROUGHPUT } from "../../results/measures.ts";
import { bytesText, numberText, percentText, threadsText } from "../../results/number_text.ts";
import { linearAxis, sizeAxis, smallestGap } from "../axes.ts";
import type { Axis, Point, Series, XyPanel } from "../figure.ts";
import type { FigureBody, FigureMaker } from "../figure_body.ts";
import { modeLegend } from "../line_figure.ts";
import { lookOf } from "../mode_looks.ts";
import { evenlySpaced, gridColumns, MAX_PANELS, omissionNote, ticksPerPanel } from "../panel_grid.ts";

/** More strips of points than this need the whole width. */
const MAX_STRIPS = 20;

export const repeatSpread: FigureMaker = {
  id: "repeat_spread",
  title: "Spread of the repeats",
  make: (table) =>
    table.cells.some((cell) => cell.values(THROUGHPUT).length > 1)
      ? body(table)
      : "every cell has one trial, which has no spread",
};

function body(table: CellTable): FigureBody {
  const repeated = table.cells.filter((cell) => cell.values(THROUGHPUT).length > 1);
  const threads = table.threads.filter((count) => repeated.some((cell) => cell.threads === count));
  const crowded = table.sizes.length * table.modes.length > MAX_STRIPS;
  const shown = evenlySpaced(threads, crowded ? MAX_PANELS / 2 : MAX_PANELS);
  const columns = crowded ? 1 : gridColumns(shown.length);
  const deviations = repeated.flatMap(deviationsOf);
  const y = linearAxis(
    "Throughput against the cell's median (%)",
    deviations.reduce((a, b) => Math.min(a, b), 0),
    deviations.reduce((a, b) => Math.max(a, b), 0),
  );
  const x = spreadAxis(table, ticksPerPanel(columns));
  return {
    subtitle: "Every trial is a point; 0 is the median of its cell (one mode, size and thread count).",
    columns,
    panels: shown.map((count): XyPanel => ({
      kind: "xy",
      title: threadsText(count),
      x,
      y,
      reference: 0,
      series: table.modes.map((mode, i) => spreadSeries(table, mode, count, sideStep(table, i)))
        .filter((series) => series.points.length > 0),
    })),
    legend: modeLegend(table, repeated.map((cell) => ({ cell }))).map((entry) => ({ ...entry, dash: null })),
    notes: omissionNote(shown, threads, "thread counts"),
  };
}

function deviationsOf(cell: Cell): number[] {
  const values = cell.values(THROUGHPUT);
  const middle = median([...values]);
  return middle > 0 ? values.map((value) => 100 * (value / middle - 1)) : [];
}

/** Room on both sides for the modes, which stand side by side at each size. */
function spreadAxis(table: CellTable, maxTicks: number): Axis {
  const axis = sizeAxis(table.sizes, maxTicks);
  const half = smallestGap(table.sizes) / 2;
  return {
    ...axis,
    min: Math.min(axis.min, table.sizes[0]! / 2 ** half),
    max: Math.max(axis.max, table.sizes.at(-1)! * 2 ** half),
  };
}

/** Octaves by which the `i`-th mode stands beside its size. */
function sideStep(table: CellTable, i: number): number {
  return smallestGap(table.sizes) * 0.7 * ((i + 0.5) / table.modes.length - 0.5);
}

function spreadSeries(table: CellTable, mode: string, threads: number, octaves: number): Series {
  const points = table.cells.filter((cell) => cell.mode === mode && cell.threads === threads)
    .filter((cell) => cell.values(THROUGHPUT).length > 1).flatMap(
      (cell) => {
        const values = cell.values(THROUGHPUT);
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
  return { id: mode, label: modeLabel(table, mode), look: lookOf(table, mode), joined: false, points };
}
