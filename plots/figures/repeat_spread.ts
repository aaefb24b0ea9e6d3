/**
 * How far the repeats of each cell lie apart: every trial as one point, relative to its cell's median. Two clusters
 * in one cell mean that its median stands for neither.
 */
import { median } from "simple-statistics";
import { type Cell, type CellTable, modeLabel } from "../../results/cells.ts";
import { THROUGHPUT } from "../../results/measures.ts";
import { bytesText, numberText, percentText, threadsText } from "../../results/number_text.ts";
import { sideStep, sizeAxis, smallestGap } from "../axes.ts";
import { changeAxis, type CutRule, isBeyond } from "../change_axis.ts";
import type { Point, Series, XyPanel } from "../figure.ts";
import type { FigureBody, FigureMaker } from "../figure_body.ts";
import { modeLegend } from "../line_figure.ts";
import { lookOf } from "../mode_looks.ts";
import { evenlySpaced, gridColumns, MAX_PANELS, omissionNote } from "../panel_grid.ts";

/** More strips of points than this need the whole width. */
const MAX_STRIPS = 20;
const MAX_CROWDED_PANELS = 6;
/** The share of the gap between two sizes that the strips take which stand beside each other. */
const ROOM = 0.7;
/** One trial in twenty may lie beyond the axis, and only where it is far away. */
const RULE: CutRule = { share: 0.95, factor: 1.5, least: 10, most: 100, slack: 2 };

export const repeatSpread: FigureMaker = {
  name: "spread",
  id: "repeat_spread",
  title: "Spread of the repeats",
  make: (table) =>
    table.cells.some((cell) => cell.values(THROUGHPUT).length > 1)
      ? body(table)
      : "every configuration has one trial, which has no spread",
};

function body(table: CellTable): FigureBody {
  const repeated = table.cells.filter((cell) => cell.values(THROUGHPUT).length > 1);
  const threads = table.threads.filter((count) => repeated.some((cell) => cell.threads === count));
  const crowded = table.sizes.length * table.modes.length > MAX_STRIPS;
  const shown = evenlySpaced(threads, crowded ? MAX_CROWDED_PANELS : MAX_PANELS);
  const columns = crowded ? 1 : gridColumns(shown.length);
  const y = changeAxis(
    "Throughput relative to the median (%)",
    repeated.flatMap(deviationsOf).map((value) => ({ value, low: null, high: null })),
    RULE,
  );
  const gap = smallestGap(table.sizes);
  const x = sizeAxis(table.sizes, columns, gap / 2);
  const panels = shown.map((count): XyPanel => ({
    kind: "xy",
    title: threadsText(count),
    part: "",
    x,
    y,
    reference: 0,
    series: table.modes.map((mode, i) =>
      spreadSeries(table, mode, count, sideStep(ROOM * gap, i, table.modes.length))
    ).filter((series) => series.points.length > 0),
  }));
  return {
    subtitle: "Every trial is a point; 0 is the median of its configuration (mode, size and thread count).",
    columns,
    panels,
    legend: modeLegend(table, repeated.map((cell) => ({ cell }))).map((entry) => ({ ...entry, dash: null })),
    notes: [...beyondNotes(panels), ...omissionNote(shown, threads, "thread counts")],
  };
}

/** How many trials are not where they should be. */
function beyondNotes(panels: readonly XyPanel[]): string[] {
  const points = panels.flatMap(({ series }) => series.flatMap((one) => one.points));
  const beyond = panels.flatMap(({ series, y }) =>
    series.flatMap((one) => one.points).filter((point) => isBeyond(y, point.y))
  );
  if (beyond.length === 0) return [];
  const [least, greatest] = [Math.min, Math.max].map((pick) =>
    percentText(beyond.map(({ y }) => y).reduce((a, b) => pick(a, b)) / 100)
  );
  const values = least === greatest ? least : `${least} to ${greatest}`;
  return [
    `${beyond.length} of ${points.length} trials ${beyond.length === 1 ? "lies" : "lie"} beyond the axis ` +
    `(triangles at the edge): ${values}.`,
  ];
}

function deviationsOf(cell: Cell): number[] {
  const values = cell.values(THROUGHPUT);
  const middle = median([...values]);
  return middle > 0 ? values.map((value) => 100 * (value / middle - 1)) : [];
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
          hollow: false,
          edgeText: null,
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
