/**
 * The common case: one line per mode over message size or thread count, in one small panel per value of the other. All
 * panels share their axes, so that they can be compared by eye. Lines may also be those of receive strategies.
 */
import { type Cell, type CellTable, type Estimate, modeLabel } from "../results/cells.ts";
import type { CellContrast } from "../results/comparisons.ts";
import type { Measure } from "../results/measures.ts";
import { bytesText, threadsText } from "../results/number_text.ts";
import { roomBeside, sideStep, sizeAxis, threadAxis, valueAxis } from "./axes.ts";
import type { Axis, FigureBody, LegendEntry, Look, Point, Series, XyPanel } from "./figure.ts";
import { copiedNotes, estimateText, hollowNotes, measureNotes, measureSubtitle } from "./figure_text.ts";
import { lookOf } from "./mode_looks.ts";
import {
  apart,
  evenlySpaced,
  gridColumns,
  groupNotes,
  MAX_PANELS,
  modeGroups,
  omissionNote,
} from "./panel_grid.ts";

/** What is on the x axis; the other of the two makes the panels. */
export interface Abscissa {
  readonly of: (cell: Cell) => number;
  readonly text: (value: number) => string;
  /** The values that a table has. */
  readonly values: "sizes" | "threads";
  readonly things: string;
  readonly axis: (values: readonly number[], columns: number) => Axis;
}

export const SIZE: Abscissa = {
  of: ({ messageBytes }) => messageBytes,
  text: bytesText,
  values: "sizes",
  things: "message sizes",
  axis: sizeAxis,
};

export const THREADS: Abscissa = {
  of: ({ threads }) => threads,
  text: threadsText,
  values: "threads",
  things: "thread counts",
  axis: threadAxis,
};

/** One cell's place in a panel. */
export interface CellEstimate {
  readonly cell: Cell;
  readonly estimate: Estimate;
}

/** The estimates of all cells that have one. */
export function cellEstimates(table: CellTable, of: (cell: Cell) => Estimate | null): CellEstimate[] {
  return table.cells.flatMap((cell) => {
    const estimate = of(cell);
    return estimate === null ? [] : [{ cell, estimate }];
  });
}

/** How many times as much one has as the other; `null` where they are not compared. */
export function ratioEstimate(contrast: CellContrast | null): Estimate | null {
  if (contrast === null) return null;
  const { n, estimate, interval } = contrast.ratio;
  return { n, median: estimate, interval };
}

/** A line figure of one measure. */
export function lineFigure(table: CellTable, abscissa: Abscissa, measure: Measure): FigureBody {
  const found = cellEstimates(table, (cell) => cell.estimate(measure));
  const body = lineBody(table, abscissa, found, { axis: measure.axis, unit: measure.unit, reference: null });
  return {
    ...body,
    subtitle: measureSubtitle(measure, found.map(({ estimate }) => estimate)),
    notes: [...measureNotes(table, measure), ...body.notes],
  };
}

/** What is on the y axis. */
interface Ordinate {
  readonly axis: string;
  readonly unit: string;
  /** The value that readers compare with. */
  readonly reference: number | null;
}

/** A line figure but for its subtitle. */
export function lineBody(
  table: CellTable,
  abscissa: Abscissa,
  found: readonly CellEstimate[],
  { axis, unit, reference }: Ordinate,
): Omit<FigureBody, "subtitle"> {
  const { facets, visible, columns, notes, table: drawn } = facetsOf(table, abscissa, found);
  const x = abscissa.axis(drawn[abscissa.values], columns);
  const y = valueAxis(axis, yExtent(visible, reference));
  const valueText = (estimate: Estimate) => estimateText(estimate, unit);
  const panels = facets.map(({ title, part, found }): XyPanel => ({
    kind: "xy",
    title,
    part,
    x,
    y,
    reference,
    series: modeSeries(drawn, abscissa, found, valueText),
  }));
  return {
    columns,
    panels,
    legend: modeLegend(table, found),
    notes: [...hollowNotes(panels), ...notes, ...copiedNotes(table)],
  };
}

/** What is drawn in one panel. */
interface Facet {
  readonly title: string;
  readonly part: string;
  readonly found: readonly CellEstimate[];
}

/**
 * One panel per value, as many as can be read; many modes are split over several panels side by side. Of very many values
 * on the x axis some are left out: the table that is given has those that are drawn.
 */
export function facetsOf(table: CellTable, abscissa: Abscissa, all: readonly CellEstimate[]) {
  const other = abscissa === SIZE ? THREADS : SIZE;
  const places = table[abscissa.values];
  const drawn = apart(places, extremesOf(all).map(({ cell }) => abscissa.of(cell)));
  const isDrawn = new Set(drawn);
  const found = drawn.length === places.length
    ? all
    : all.filter(({ cell }) => isDrawn.has(abscissa.of(cell)));
  const byValue = Map.groupBy(found, ({ cell }) => other.of(cell));
  const values = table[other.values].filter((value) => byValue.has(value));
  const present = new Set(found.map(({ cell }) => cell.mode));
  const groups = modeGroups(table.modes.filter((mode) => present.has(mode)), table.modes[0]);
  const shown = evenlySpaced(withSeveral(abscissa, values, byValue), Math.floor(MAX_PANELS / groups.length));
  const facets = shown.flatMap((value) =>
    groups.map(({ part, modes }): Facet => ({
      title: other.text(value),
      part,
      found: byValue.get(value)!.filter(({ cell }) => modes.includes(cell.mode)),
    }))
  );
  return {
    table: { ...table, [abscissa.values]: drawn },
    facets,
    visible: facets.flatMap((facet) => facet.found),
    columns: groups.length > 1 ? groups.length : gridColumns(shown.length),
    notes: [
      ...groupNotes(groups),
      ...omissionNote(shown, values, other.things),
      ...omissionNote(drawn, places, abscissa.things),
    ],
  };
}

/** The least and the greatest estimate. */
function extremesOf(all: readonly CellEstimate[]): readonly CellEstimate[] {
  const [first, ...others] = all;
  if (first === undefined) return [];
  let least = first, greatest = first;
  for (const one of others) {
    if (one.estimate.median < least.estimate.median) least = one;
    if (one.estimate.median > greatest.estimate.median) greatest = one;
  }
  return [least, greatest];
}

/** Without sizes that were measured at one thread count alone, where others show how it goes with several. */
function withSeveral(
  abscissa: Abscissa,
  values: readonly number[],
  bySize: ReadonlyMap<number, readonly CellEstimate[]>,
): readonly number[] {
  if (abscissa === SIZE) return values;
  const countOf = (size: number) => new Set(bySize.get(size)!.map(({ cell }) => cell.threads)).size;
  const several = values.filter((size) => countOf(size) > 1);
  return several.length === 0 ? values : several;
}

/** Every value that the y axis has to hold. */
export function yExtent(found: readonly CellEstimate[], reference: number | null): number[] {
  const values = found.flatMap(({ estimate: { median, interval } }) =>
    interval === null ? [median] : [median, interval.lo, interval.hi]
  );
  return reference === null ? values : [...values, reference];
}

/** What lines a figure has, in order. */
export interface Lines {
  readonly ids: readonly string[];
  readonly idOf: (cell: Cell) => string;
  readonly labelOf: (id: string) => string;
  readonly lookOf: (id: string) => Look;
}

function modeLines(table: CellTable): Lines {
  return {
    ids: table.modes,
    idOf: ({ mode }) => mode,
    labelOf: (mode) => modeLabel(table, mode),
    lookOf: (mode) => lookOf(table, mode),
  };
}

/**
 * One series per mode.
 *
 * @param isApart draw them side by side in any case
 */
export function modeSeries(
  table: CellTable,
  abscissa: Abscissa,
  found: readonly CellEstimate[],
  valueText: (estimate: Estimate) => string,
  isApart = false,
): Series[] {
  return lineSeries(modeLines(table), abscissa, table[abscissa.values], found, valueText, isApart);
}

/** One series per line. Where there are intervals, or only one x value, lines are drawn side by side around it. */
export function lineSeries(
  { ids, idOf, labelOf, lookOf }: Lines,
  abscissa: Abscissa,
  xValues: readonly number[],
  found: readonly CellEstimate[],
  valueText: (estimate: Estimate) => string,
  isApart = false,
): Series[] {
  const apart = isApart || xValues.length === 1 || found.some((f) => f.estimate.interval !== null);
  const present = ids.filter((id) => found.some((f) => idOf(f.cell) === id));
  const share = Math.min(0.6, 0.05 * present.length);
  return present.map((id, i) => {
    const mine = found.filter((f) => idOf(f.cell) === id)
      .toSorted((a, b) => abscissa.of(a.cell) - abscissa.of(b.cell));
    const beside = (x: number) =>
      apart ? x * 2 ** sideStep(roomBeside(xValues, x, share), i, present.length) : x;
    return {
      id,
      label: labelOf(id),
      look: lookOf(id),
      joined: true,
      points: mine.map(({ cell, estimate }) => ({
        x: beside(abscissa.of(cell)),
        xText: abscissa.text(abscissa.of(cell)),
        ...heightOf(estimate),
        text: `${id}, ${bytesText(cell.messageBytes)}, ${threadsText(cell.threads)}: ${valueText(estimate)}`,
      })),
    };
  });
}

/** Where a point of an estimate lies. */
export function heightOf(
  { median, interval }: Estimate,
): Pick<Point, "y" | "low" | "high" | "hollow" | "edgeText"> {
  const { lo: low = null, hi: high = null } = interval ?? {};
  return { y: median, low, high, hollow: interval === null, edgeText: null };
}

/** The legend of the modes that the figure shows. */
export function modeLegend(table: CellTable, found: readonly { cell: Cell }[]): LegendEntry[] {
  return lineLegend(modeLines(table), found);
}

/** The legend of the lines that the figure shows. */
export function lineLegend(
  { ids, idOf, labelOf, lookOf }: Lines,
  found: readonly { cell: Cell }[],
): LegendEntry[] {
  return ids.filter((id) => found.some((f) => idOf(f.cell) === id)).map((id) => {
    const { color, marker, dash } = lookOf(id);
    return { id, label: labelOf(id), color, strength: 1, marker, dash };
  });
}
