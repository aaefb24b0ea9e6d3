/**
 * What a byte costs the receiving end against message size, one line per receive strategy, one panel per mode and thread
 * count.
 */
import { ascending, type CellTable, type Estimate } from "../../results/cells.ts";
import { RX_CPU_PER_BYTE } from "../../results/measures.ts";
import { threadsText } from "../../results/number_text.ts";
import type { ReceiverGroup } from "../../results/receivers.ts";
import { sizeAxis, valueAxis } from "../axes.ts";
import { copiedNotes, estimateText, hollowNotes, measureSubtitle } from "../figure_text.ts";
import type { FigureBody, FigureMaker, XyPanel } from "../figure.ts";
import {
  type CellEstimate,
  cellEstimates,
  lineLegend,
  type Lines,
  lineSeries,
  SIZE,
  yExtent,
} from "../line_figure.ts";
import { looksOfStrategies } from "../mode_looks.ts";
import {
  evenlySpaced,
  gridColumns,
  MAX_PANELS,
  omissionNote,
  panelFontSize,
  plotWidth,
  roomFor,
} from "../panel_grid.ts";

const MEASURE = RX_CPU_PER_BYTE;

export const receiverCost: FigureMaker<ReceiverGroup> = {
  name: "receivers",
  id: "receiver_cpu_time_by_size",
  title: "Receiver CPU time per byte by receive strategy",
  make: ({ baseline, others }) => {
    const tables = [baseline, ...others];
    const found = tables.flatMap((table) => cellEstimates(table, (cell) => cell.estimate(MEASURE)));
    return found.length === 0 ? "no trial has the receiver's CPU time" : body(tables, found);
  },
};

function body(tables: readonly CellTable[], found: readonly CellEstimate[]): FigureBody {
  const places = placesOf(tables[0]!.allModes, found);
  const visible = places.panels.flatMap((panel) => panel.found);
  const sizes = ascending(visible.map(({ cell }) => cell.messageBytes));
  const x = sizeAxis(sizes, places.columns);
  const y = valueAxis(MEASURE.axis, yExtent(visible, null));
  const lines = strategyLines(tables);
  const valueText = (estimate: Estimate) => estimateText(estimate, MEASURE.unit);
  const panels = places.panels.map((panel): XyPanel => ({
    kind: "xy",
    title: panel.title,
    part: "",
    x,
    y,
    reference: null,
    series: lineSeries(lines, SIZE, sizes, panel.found, valueText),
  }));
  return {
    subtitle: measureSubtitle(MEASURE, visible.map((f) => f.estimate)),
    columns: places.columns,
    panels,
    legend: lineLegend(lines, visible),
    notes: [...hollowNotes(panels), ...places.notes, ...new Set(tables.flatMap(copiedNotes))],
  };
}

function strategyLines(tables: readonly CellTable[]): Lines {
  const ids = tables.map(({ setting }) => setting.rx!);
  const looks = looksOfStrategies(ids);
  return { ids, idOf: ({ setting }) => setting.rx!, labelOf: (rx) => rx, lookOf: (rx) => looks.get(rx)! };
}

/** The panels, the more numerous of modes and thread counts side by side where these fit. */
function placesOf(modesInOrder: readonly string[], found: readonly CellEstimate[]) {
  const allModes = modesInOrder.filter((mode) => found.some(({ cell }) => cell.mode === mode));
  const allThreads = ascending(found.map(({ cell }) => cell.threads));
  const modes = evenlySpaced(allModes, MAX_PANELS);
  const threads = evenlySpaced(allThreads, Math.max(1, Math.floor(MAX_PANELS / modes.length)));
  const grid = modes.length < threads.length
    ? modes.flatMap((mode) => threads.map((count) => ({ mode, count })))
    : threads.flatMap((count) => modes.map((mode) => ({ mode, count })));
  const panels = grid.map(({ mode, count }) => ({
    title: threads.length === 1 ? mode : `${mode}, ${threadsText(count)}`,
    found: found.filter(({ cell }) => cell.mode === mode && cell.threads === count),
  }));
  return {
    panels,
    columns: columnsFor(panels.map(({ title }) => title), modes.length, threads.length),
    notes: [
      ...(threads.length === 1 ? [`All panels: ${threadsText(threads[0]!)}.`] : []),
      ...omissionNote(modes, allModes, "modes"),
      ...omissionNote(threads, allThreads, "thread counts"),
    ],
  };
}

/** So many that titles fit, and that a line of the grid ends where what is side by side ends. */
function columnsFor(titles: readonly string[], modes: number, threads: number): number {
  const fits = (columns: number) =>
    titles.every((title) => roomFor(title, panelFontSize(columns)) <= plotWidth(columns));
  const isWhole = (columns: number) => Math.max(modes, threads) % columns === 0;
  const isGrid = modes > 1 && threads > 1;
  return isGrid && [4, 3, 2].find((columns) => isWhole(columns) && fits(columns)) ||
    [4, 3, 2].find((columns) => columns <= gridColumns(titles.length) && fits(columns)) || 1;
}
