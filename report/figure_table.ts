/** The data of a figure as a table, for readers who cannot see the chart or want its numbers. */
import { type BarsPanel, type ChartPanel, type DrawnFigure, isChart, type XyPanel } from "../plots/figure.ts";
import { type Table, textColumn } from "./document.ts";
import { intervalText } from "./phrases.ts";

/**
 * One row per title of a panel and x value, one column per series; heat maps and matrices are tables already and give none.
 * Panels with the same title each show a part of the series.
 */
export function figureTable(figure: DrawnFigure): Table | null {
  const panels = figure.panels.filter(isChart);
  const [first] = panels;
  if (first === undefined) return null;
  const series = [...new Map(panels.flatMap(seriesOf).map((one) => [one.id, one.label]))];
  const xLabel = first.kind === "xy" ? first.x.label : first.xLabel;
  return {
    caption: `${figure.title}: ${first.y.label}`,
    headers: 2,
    columns: ["Panel", xLabel, ...series.map(([, label]) => label)].map(textColumn),
    rows: [...Map.groupBy(panels, ({ title }) => title)].flatMap(([title, parts]) =>
      xTextsOf(parts).map((xText) => [title, xText, ...series.map(([id]) => valueText(parts, id, xText))])
    ),
  };
}

function seriesOf(panel: ChartPanel): readonly { readonly id: string; readonly label: string }[] {
  return panel.kind === "xy" ? panel.series : panel.parts;
}

/** In the order of the axis. */
function xTextsOf(panels: readonly ChartPanel[]): readonly string[] {
  const categories = panels.flatMap((panel) => panel.kind === "bars" ? panel.categories : []);
  const points = panels.flatMap((panel) => panel.kind === "xy" ? panel.series : [])
    .flatMap((series) => series.points).toSorted((a, b) => a.x - b.x);
  return [...new Set([...categories, ...points.map((point) => point.xText)])];
}

/** A series that is in several panels for comparison is the same in all. */
function valueText(panels: readonly ChartPanel[], seriesId: string, xText: string): string {
  const texts = panels.map((panel) =>
    panel.kind === "bars" ? barText(panel, seriesId, xText) : pointsText(panel, seriesId, xText)
  );
  return texts.find((text) => text !== "") ?? "";
}

function barText({ parts, categories }: BarsPanel, seriesId: string, xText: string): string {
  const share = parts.find((part) => part.id === seriesId)?.shares[categories.indexOf(xText)];
  return share === undefined || share === null ? "" : `${share.toFixed(1)} %`;
}

function pointsText({ series }: XyPanel, seriesId: string, xText: string): string {
  const points = series.find((one) => one.id === seriesId)?.points ?? [];
  return points.filter((point) => point.xText === xText)
    .map(({ y, low, high }) => intervalText(y, low, high)).join("; ");
}
