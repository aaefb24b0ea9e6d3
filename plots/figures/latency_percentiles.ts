/**
 * The distribution of round trips: latency against percentile, one panel per message size and thread count. The x
 * axis is spaced by the odds of being slower (1 in 2, in 10, in 100 …), with the maximum one step beyond.
 */
import type { ResultRow } from "../../results/columns.ts";
import { valueAxis } from "../axes.ts";
import { estimate, estimateText, samplesText } from "../estimate.ts";
import type { Axis, Point, XyPanel } from "../figure.ts";
import type { FigureBody, FigureMaker } from "../figure_body.ts";
import { copiedNotes, modeLegend } from "../line_figure.ts";
import { bytesText, threadsText } from "../../results/number_text.ts";
import { lookOf } from "../mode_looks.ts";
import { evenlySpaced, gridColumns, omissionNote } from "../panel_grid.ts";
import type { ResultCell, ResultSet } from "../../results/cells.ts";

interface Percentile {
  readonly odds: number;
  readonly label: string;
  readonly name: string;
  readonly of: (row: ResultRow) => number | null;
}

const PERCENTILES: readonly Percentile[] = [
  { odds: 2, label: "50", name: "50th percentile", of: (row) => row.latency_p50_us },
  { odds: 10, label: "90", name: "90th percentile", of: (row) => row.latency_p90_us },
  { odds: 100, label: "99", name: "99th percentile", of: (row) => row.latency_p99_us },
  { odds: 1_000, label: "99.9", name: "99.9th percentile", of: (row) => row.latency_p99_9_us },
  { odds: 10_000, label: "max", name: "maximum", of: (row) => row.latency_max_us },
];

const MAX_SIDE = 4;

export const latencyPercentiles: FigureMaker = {
  id: "latency_percentiles",
  title: "Round trips by percentile",
  make: (set) =>
    set.cells.some((cell) => percentilePoints(cell).length > 0)
      ? body(set)
      : "no trial has latency percentiles (they are measured with --pattern rr)",
};

function body(set: ResultSet): FigureBody {
  const sizes = evenlySpaced(set.sizes, MAX_SIDE);
  const threads = evenlySpaced(set.threads, MAX_SIDE);
  const cells = set.cells
    .filter((cell) => sizes.includes(cell.messageBytes) && threads.includes(cell.threads))
    .map((cell) => ({ cell, points: percentilePoints(cell) }))
    .filter(({ points }) => points.length > 0);
  const pointsOf = new Map(cells.map(({ cell, points }) => [cell, points]));
  const y = valueAxis("Round trip (µs)", cells.flatMap(({ points }) => points.flatMap(extent)));
  const places = sizes.flatMap((size) => threads.map((count) => ({ size, count })));
  return {
    subtitle: `Lower is better. ${
      samplesText(cells.flatMap(({ cell }) => estimate(cell, (row) => row.latency_p50_us) ?? []))
    }`,
    columns: threads.length > 1 ? threads.length : gridColumns(sizes.length),
    panels: places.map(({ size, count }): XyPanel => ({
      kind: "xy",
      title: `${bytesText(size)}, ${threadsText(count)}`,
      x: percentileAxis(),
      y,
      reference: null,
      series: set.modes.flatMap((mode) => {
        const cell = set.find(mode, size, count);
        const points = cell && pointsOf.get(cell);
        if (points === undefined) return [];
        return [{
          id: mode,
          label: set.labels.get(mode) ?? mode,
          look: lookOf(set, mode),
          joined: true,
          points,
        }];
      }),
    })),
    legend: modeLegend(set, cells),
    notes: [
      ...omissionNote(sizes, set.sizes, "message sizes"),
      ...omissionNote(threads, set.threads, "thread counts"),
      ...copiedNotes(set),
    ],
  };
}

function percentilePoints(cell: ResultCell): Point[] {
  return PERCENTILES.flatMap(({ odds, name, of }) => {
    const found = estimate(cell, of);
    return found === null ? [] : [{
      x: odds,
      xText: name,
      y: found.median,
      low: found.interval?.lo ?? null,
      high: found.interval?.hi ?? null,
      text: `${cell.mode}, ${bytesText(cell.messageBytes)}, ${threadsText(cell.threads)}, ${name}: ${
        estimateText(found, "µs")
      }`,
    }];
  });
}

function extent({ y, low, high }: Point): number[] {
  return [y, low ?? y, high ?? y];
}

function percentileAxis(): Axis {
  return {
    label: "Percentile of round trips",
    scale: "log",
    min: 1.4,
    max: 14_000,
    ticks: PERCENTILES.map(({ odds, label }) => ({ value: odds, label })),
  };
}
