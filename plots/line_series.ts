/** Cells as the lines of a panel: by mode in most figures, by receive strategy where these are compared. */
import { type Cell, type CellTable, type Estimate, modeLabel } from "../results/cells.ts";
import { bytesText, threadsText } from "../results/number_text.ts";
import { roomBeside, sideStep } from "./axes.ts";
import type { LegendEntry, Look, Point, Series } from "./figure.ts";
import { lookOf } from "./mode_looks.ts";

/** What is on the x axis; the other of the two makes the panels. */
export type Abscissa = "size" | "threads";

/** One cell's place in a panel. */
export interface CellEstimate {
  readonly cell: Cell;
  readonly estimate: Estimate;
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
  const xValues = abscissa === "size" ? table.sizes : table.threads;
  return lineSeries(modeLines(table), abscissa, xValues, found, valueText, isApart);
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
  const xOf = (cell: Cell) => abscissa === "size" ? cell.messageBytes : cell.threads;
  const apart = isApart || xValues.length === 1 || found.some((f) => f.estimate.interval !== null);
  const present = ids.filter((id) => found.some((f) => idOf(f.cell) === id));
  const share = Math.min(0.6, 0.05 * present.length);
  return present.map((id, i) => {
    const mine = found.filter((f) => idOf(f.cell) === id).sort((a, b) => xOf(a.cell) - xOf(b.cell));
    const beside = (x: number) =>
      apart ? x * 2 ** sideStep(roomBeside(xValues, x, share), i, present.length) : x;
    return {
      id,
      label: labelOf(id),
      look: lookOf(id),
      joined: true,
      points: mine.map(({ cell, estimate }) => ({
        x: beside(xOf(cell)),
        xText: abscissa === "size" ? bytesText(cell.messageBytes) : threadsText(cell.threads),
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
