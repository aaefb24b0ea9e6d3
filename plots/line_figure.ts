/**
 * The common case: one line per mode over message size or thread count, in one small panel per value of the other.
 * All panels share their axes, so that they can be compared by eye.
 */
import type { Cell, CellTable, Estimate } from "../results/cells.ts";
import type { Measure } from "../results/measures.ts";
import { bytesText, threadsText } from "../results/number_text.ts";
import { sizeAxis, threadAxis, valueAxis } from "./axes.ts";
import { estimateText, measureSubtitle } from "./estimate_text.ts";
import { copiedNotes, hollowNotes, measureNotes } from "./figure_notes.ts";
import type { Axis, XyPanel } from "./figure.ts";
import type { FigureBody } from "./figure_body.ts";
import { type Abscissa, type CellEstimate, modeLegend, modeSeries } from "./line_series.ts";
import { groupNotes, modeGroups } from "./mode_groups.ts";
import { apart, evenlySpaced, gridColumns, MAX_PANELS, omissionNote } from "./panel_grid.ts";

/** A line figure of one measure. */
export function lineFigure(table: CellTable, abscissa: Abscissa, measure: Measure): FigureBody {
  const found = cellEstimates(table, (cell) => cell.estimate(measure));
  const panels = linePanels(table, abscissa, found, measure.axis, measure.unit, null);
  return {
    subtitle: measureSubtitle(measure, found.map((f) => f.estimate)),
    ...panels,
    legend: modeLegend(table, found),
    notes: [
      ...measureNotes(table, measure),
      ...hollowNotes(panels.panels),
      ...panels.notes,
      ...copiedNotes(table),
    ],
  };
}

/** The estimates of all cells that have one. */
export function cellEstimates(table: CellTable, of: (cell: Cell) => Estimate | null): CellEstimate[] {
  return table.cells.flatMap((cell) => {
    const found = of(cell);
    return found === null ? [] : [{ cell, estimate: found }];
  });
}

/** The panels of a line figure; `reference` is the value that readers compare with. */
export function linePanels(
  table: CellTable,
  abscissa: Abscissa,
  found: readonly CellEstimate[],
  yLabel: string,
  unit: string,
  reference: number | null,
): { columns: number; panels: XyPanel[]; notes: string[] } {
  const { facets, visible, columns, notes, table: drawn } = facetsOf(table, abscissa, found);
  const x = abscissaAxis(drawn, abscissa, columns);
  const y = valueAxis(yLabel, yExtent(visible, reference));
  const valueText = (estimate: Estimate) => estimateText(estimate, unit);
  const panels = facets.map((facet): XyPanel => ({
    kind: "xy",
    title: facet.title,
    part: facet.part,
    x,
    y,
    reference,
    series: modeSeries(drawn, abscissa, facet.found, valueText),
  }));
  return { columns, panels, notes };
}

/** What is drawn in one panel. */
export interface Facet {
  readonly title: string;
  readonly part: string;
  readonly found: readonly CellEstimate[];
}

/**
 * One panel per value, as many as can be read; many modes are split over several panels side by side. Of very many values
 * on the x axis some are left out: the table that is given has those that are drawn.
 */
export function facetsOf(table: CellTable, abscissa: Abscissa, all: readonly CellEstimate[]) {
  const places = abscissa === "size" ? table.sizes : table.threads;
  const placeOf = (cell: Cell) => abscissa === "size" ? cell.messageBytes : cell.threads;
  const drawn = apart(places, extremesOf(all).map(({ cell }) => placeOf(cell)));
  const isDrawn = new Set(drawn);
  const found = drawn.length === places.length ? all : all.filter(({ cell }) => isDrawn.has(placeOf(cell)));
  const valueOf = (cell: Cell) => abscissa === "size" ? cell.threads : cell.messageBytes;
  const text = abscissa === "size" ? threadsText : bytesText;
  const byValue = Map.groupBy(found, ({ cell }) => valueOf(cell));
  const values = (abscissa === "size" ? table.threads : table.sizes).filter((value) => byValue.has(value));
  const present = new Set(found.map(({ cell }) => cell.mode));
  const groups = modeGroups(table.modes.filter((mode) => present.has(mode)), table.modes[0]);
  const shown = evenlySpaced(withSeveral(abscissa, values, byValue), Math.floor(MAX_PANELS / groups.length));
  const facets = shown.flatMap((value) =>
    groups.map(({ part, modes }): Facet => ({
      title: text(value),
      part,
      found: byValue.get(value)!.filter(({ cell }) => modes.includes(cell.mode)),
    }))
  );
  return {
    table: abscissa === "size" ? { ...table, sizes: drawn } : { ...table, threads: drawn },
    facets,
    visible: facets.flatMap((facet) => facet.found),
    columns: groups.length > 1 ? groups.length : gridColumns(shown.length),
    notes: [
      ...groupNotes(groups),
      ...omissionNote(shown, values, abscissa === "size" ? "thread counts" : "message sizes"),
      ...omissionNote(drawn, places, abscissa === "size" ? "message sizes" : "thread counts"),
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
): number[] {
  const countOf = (size: number) => new Set(bySize.get(size)!.map(({ cell }) => cell.threads)).size;
  const several = abscissa === "size" ? [] : values.filter((size) => countOf(size) > 1);
  return several.length === 0 ? [...values] : several;
}

/** The x axis of line figures, shared by all panels of a table. */
export function abscissaAxis(table: CellTable, abscissa: Abscissa, columns: number): Axis {
  return abscissa === "size" ? sizeAxis(table.sizes, columns) : threadAxis(table.threads, columns);
}

/** Every value that the y axis has to hold. */
export function yExtent(found: readonly CellEstimate[], reference: number | null): number[] {
  const values = found.flatMap(({ estimate: { median, interval } }) =>
    interval === null ? [median] : [median, interval.lo, interval.hi]
  );
  return reference === null ? values : [...values, reference];
}
