/**
 * The common case: one line per mode over message size or thread count, in one small panel per value of the other.
 * All panels share their axes, so that they can be compared by eye.
 */
import { type Cell, type CellTable, type Estimate, modeLabel } from "../results/cells.ts";
import type { Measure } from "../results/measures.ts";
import { asksForZeroCopy } from "../results/mode_catalogue.ts";
import { bytesText, threadsText } from "../results/number_text.ts";
import { sizeAxis, smallestGap, threadAxis, valueAxis } from "./axes.ts";
import { estimateText, measureSubtitle } from "./estimate_text.ts";
import type { Axis, LegendEntry, Series, XyPanel } from "./figure.ts";
import type { FigureBody } from "./figure_body.ts";
import { lookOf } from "./mode_looks.ts";
import { evenlySpaced, gridColumns, MAX_PANELS, omissionNote, ticksPerPanel } from "./panel_grid.ts";

/** What lies on the x axis; the other of the two makes the panels. */
export type Abscissa = "size" | "threads";

/** One cell's place in a panel. */
export interface CellEstimate {
  readonly cell: Cell;
  readonly estimate: Estimate;
}

/** A line figure of one measure. */
export function lineFigure(table: CellTable, abscissa: Abscissa, measure: Measure): FigureBody {
  const found = cellEstimates(table, (cell) => cell.estimate(measure));
  const panels = linePanels(table, abscissa, found, measure.axis, measure.unit, null);
  return {
    subtitle: measureSubtitle(measure, found.map((f) => f.estimate)),
    ...panels,
    legend: modeLegend(table, found),
    notes: [...measureNotes(table, measure), ...panels.notes, ...copiedNotes(table)],
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
  const facetOf = (cell: Cell) => abscissa === "size" ? cell.threads : cell.messageBytes;
  const facetText = abscissa === "size" ? threadsText : bytesText;
  const facets = (abscissa === "size" ? table.threads : table.sizes)
    .filter((facet) => found.some((f) => facetOf(f.cell) === facet));
  const shown = evenlySpaced(facets, MAX_PANELS);
  const columns = gridColumns(shown.length);
  const visible = found.filter((f) => shown.includes(facetOf(f.cell)));
  const x = abscissaAxis(table, abscissa, ticksPerPanel(columns));
  const y = valueAxis(yLabel, yExtent(visible, reference));
  return {
    columns,
    panels: shown.map((facet) => ({
      kind: "xy",
      title: facetText(facet),
      x,
      y,
      reference,
      series: modeSeries(table, abscissa, visible.filter((f) => facetOf(f.cell) === facet), unit),
    })),
    notes: omissionNote(shown, facets, abscissa === "size" ? "thread counts" : "message sizes"),
  };
}

/** The x axis of line figures, shared by all panels of a table. */
export function abscissaAxis(table: CellTable, abscissa: Abscissa, maxTicks: number): Axis {
  return abscissa === "size" ? sizeAxis(table.sizes, maxTicks) : threadAxis(table.threads, maxTicks);
}

/** Every value that the y axis has to hold. */
export function yExtent(found: readonly CellEstimate[], reference: number | null): number[] {
  const values = found.flatMap(({ estimate: { median, interval } }) =>
    interval === null ? [median] : [median, interval.lo, interval.hi]
  );
  return reference === null ? values : [...values, reference];
}

/** One series per mode. Where there are intervals, or nothing but one x value, modes stand side by side around it. */
export function modeSeries(
  table: CellTable,
  abscissa: Abscissa,
  found: readonly CellEstimate[],
  unit: string,
): Series[] {
  const xOf = (cell: Cell) => abscissa === "size" ? cell.messageBytes : cell.threads;
  const xValues = abscissa === "size" ? table.sizes : table.threads;
  const apart = xValues.length === 1 || found.some((f) => f.estimate.interval !== null);
  const present = table.modes.filter((mode) => found.some((f) => f.cell.mode === mode));
  return present.map((mode, i) => {
    const mine = found.filter((f) => f.cell.mode === mode).sort((a, b) => xOf(a.cell) - xOf(b.cell));
    const factor = apart ? 2 ** sideStep(xValues, i, present.length) : 1;
    return {
      id: mode,
      label: modeLabel(table, mode),
      look: lookOf(table, mode),
      joined: true,
      points: mine.map(({ cell, estimate }) => ({
        x: xOf(cell) * factor,
        xText: abscissa === "size" ? bytesText(cell.messageBytes) : threadsText(cell.threads),
        y: estimate.median,
        low: estimate.interval?.lo ?? null,
        high: estimate.interval?.hi ?? null,
        text: `${mode}, ${bytesText(cell.messageBytes)}, ${threadsText(cell.threads)}: ${
          estimateText(estimate, unit)
        }`,
      })),
    };
  });
}

/** Octaves by which the `i`-th of `count` modes stands beside its x value; little against the axis and its margins. */
function sideStep(xValues: readonly number[], i: number, count: number): number {
  const octaves = Math.log2(xValues.at(-1)! / xValues[0]!);
  const room = octaves === 0 ? 1.4 : Math.min(0.2 * smallestGap(xValues), 0.06 * octaves);
  return room * ((i + 0.5) / count - 0.5);
}

/** The legend of the modes that the figure shows. */
export function modeLegend(table: CellTable, found: readonly { cell: Cell }[]): LegendEntry[] {
  return table.modes.filter((mode) => found.some((f) => f.cell.mode === mode)).map((mode) => {
    const { color, marker, dash } = lookOf(table, mode);
    return { id: mode, label: modeLabel(table, mode), color, marker, dash };
  });
}

/** What readers must know of a measure, where it is true of these rows. */
export function measureNotes({ cells }: CellTable, { note, isNoteOwn }: Measure): string[] {
  const isTrue = !isNoteOwn || cells.every(({ rows }) => rows[0]?.schema !== null);
  return note !== null && isTrue ? [note] : [];
}

/** Said under every figure with a mode that asked for zero-copy and did not get it, or may not have got it. */
export function copiedNotes({ modes, copied }: CellTable): string[] {
  const asking = modes.filter(asksForZeroCopy);
  const names = (...outcomes: unknown[]) =>
    asking.filter((mode) => outcomes.includes(copied.get(mode))).join(" and ");
  const fellBack = names("always", "partly"), unknown = names("not recorded");
  return [
    ...(fellBack === "" ? [] : [
      `Where the kernel copied, the points of ${fellBack} show what asking for zero-copy costs, not what zero-copy costs.`,
    ]),
    ...(unknown === "" ? [] : [`Whether the kernel copied after all is not known for ${unknown}.`]),
  ];
}
