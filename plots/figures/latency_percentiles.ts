/**
 * The distribution of round trips: latency against percentile, one panel per message size and thread count. The x
 * axis is spaced by the odds of being slower (1 in 2, in 10, in 100 …), with the maximum one step beyond.
 */
import { type Cell, type CellTable, firstMeasured, modeLabel } from "../../results/cells.ts";
import {
  LONGEST_ROUND_TRIP,
  type Measure,
  MEDIAN_ROUND_TRIP,
  P90_ROUND_TRIP,
  P99_9_ROUND_TRIP,
  P99_ROUND_TRIP,
} from "../../results/measures.ts";
import { bytesText, threadsText } from "../../results/number_text.ts";
import { valueAxis } from "../axes.ts";
import { copiedNotes, estimateText, hollowNotes, measureSubtitle } from "../figure_text.ts";
import type { Axis, FigureBody, FigureMaker, Point, XyPanel } from "../figure.ts";
import { heightOf, modeLegend } from "../line_figure.ts";
import { lookOf } from "../mode_looks.ts";
import {
  evenlySpaced,
  gridColumns,
  groupNotes,
  type ModeGroup,
  modeGroups,
  omissionNote,
} from "../panel_grid.ts";

interface Percentile {
  readonly odds: number;
  readonly label: string;
  readonly name: string;
  readonly measure: Measure;
}

const PERCENTILES: readonly Percentile[] = [
  { odds: 2, label: "50", name: "50th percentile", measure: MEDIAN_ROUND_TRIP },
  { odds: 10, label: "90", name: "90th percentile", measure: P90_ROUND_TRIP },
  { odds: 100, label: "99", name: "99th percentile", measure: P99_ROUND_TRIP },
  { odds: 1_000, label: "99.9", name: "99.9th percentile", measure: P99_9_ROUND_TRIP },
  { odds: 10_000, label: "max", name: "maximum", measure: LONGEST_ROUND_TRIP },
];

export const latencyPercentiles: FigureMaker = {
  name: "percentiles",
  id: "latency_percentiles",
  title: "Round trips by percentile",
  make: ({ table }) =>
    firstMeasured(table.cells, PERCENTILES.map(({ measure }) => measure)) !== null
      ? body(table)
      : "no trial has latency percentiles (they are measured with --pattern rr)",
};

function body(table: CellTable): FigureBody {
  const groups = modeGroups(table.modes, table.modes[0]);
  const most = groups.length > 1 ? 2 : 4;
  const sizes = evenlySpaced(table.sizes, most);
  const threads = evenlySpaced(table.threads, most);
  const cells = table.cells
    .filter((cell) => sizes.includes(cell.messageBytes) && threads.includes(cell.threads))
    .map((cell) => ({ cell, points: percentilePoints(cell) }))
    .filter(({ points }) => points.length > 0);
  const pointsOf = new Map(cells.map(({ cell, points }) => [cell, points]));
  const y = valueAxis("Round trip (µs)", cells.flatMap(({ points }) => points.flatMap(extent)));
  const panels = sizes.flatMap((size) =>
    threads.flatMap((count) =>
      groups.map((group) => panelAt(table, { size, threads: count, group }, pointsOf, y))
    )
  );
  const medians = cells.flatMap(({ cell }) => cell.estimate(MEDIAN_ROUND_TRIP) ?? []);
  return {
    subtitle: measureSubtitle(MEDIAN_ROUND_TRIP, medians),
    columns: [groups.length, threads.length].find((several) => several > 1) ?? gridColumns(sizes.length),
    panels,
    legend: modeLegend(table, cells),
    notes: [
      ...hollowNotes(panels),
      ...groupNotes(groups),
      ...omissionNote(sizes, table.sizes, "message sizes"),
      ...omissionNote(threads, table.threads, "thread counts"),
      ...copiedNotes(table),
    ],
  };
}

interface Place {
  readonly size: number;
  readonly threads: number;
  readonly group: ModeGroup;
}

function panelAt(
  table: CellTable,
  { size, threads, group }: Place,
  pointsOf: ReadonlyMap<Cell, readonly Point[]>,
  y: Axis,
): XyPanel {
  const series = group.modes.flatMap((mode) => {
    const cell = table.find(mode, size, threads);
    const points = cell && pointsOf.get(cell);
    if (points === undefined) return [];
    return [{ id: mode, label: modeLabel(table, mode), look: lookOf(table, mode), joined: true, points }];
  });
  return {
    kind: "xy",
    title: `${bytesText(size)}, ${threadsText(threads)}`,
    part: group.part,
    x: percentileAxis(),
    y,
    reference: null,
    series,
  };
}

function percentilePoints(cell: Cell): Point[] {
  const where = `${cell.mode}, ${bytesText(cell.messageBytes)}, ${threadsText(cell.threads)}`;
  return PERCENTILES.flatMap(({ odds, name, measure }) => {
    const found = cell.estimate(measure);
    if (found === null) return [];
    const text = `${where}, ${name}: ${estimateText(found, "µs")}`;
    return [{ x: odds, xText: name, ...heightOf(found), text }];
  });
}

function extent({ y, low, high }: Point): number[] {
  return [y, low ?? y, high ?? y];
}

function percentileAxis(): Axis {
  return {
    label: "Percentile of round trips",
    scale: "log",
    min: 1.1,
    max: 18_000,
    ticks: PERCENTILES.map(({ odds, label }) => ({ value: odds, label })),
  };
}
