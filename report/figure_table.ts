/** The data of a figure as a table, for readers who cannot see the chart or want its numbers. */
import type { BarsPanel, DrawnFigure, Panel, Point, XyPanel } from "../plots/figure.ts";
import { numberText } from "../results/number_text.ts";
import { type Table, textColumn } from "./document.ts";

/** One row per panel and x value, one column per series; heat maps are tables already and give none. */
export function figureTable(figure: DrawnFigure): Table | null {
  const panels = figure.panels.filter((panel): panel is XyPanel | BarsPanel => panel.kind !== "heat");
  const [first] = panels;
  if (first === undefined) return null;
  const series = [...new Map(panels.flatMap(seriesOf).map((one) => [one.id, one.label]))];
  const xLabel = first.kind === "xy" ? first.x.label : first.xLabel;
  return {
    caption: `${figure.title}: ${first.y.label}`,
    headers: 2,
    columns: ["Panel", xLabel, ...series.map(([, label]) => label)].map(textColumn),
    rows: panels.flatMap((panel) =>
      xTextsOf(panel).map((
        xText,
      ) => [panel.title, xText, ...series.map(([id]) => valueText(panel, id, xText))])
    ),
  };
}

function seriesOf(panel: Panel): readonly { readonly id: string; readonly label: string }[] {
  if (panel.kind === "heat") return [];
  return panel.kind === "xy" ? panel.series : panel.parts;
}

/** In the order of the axis. */
function xTextsOf(panel: XyPanel | BarsPanel): readonly string[] {
  if (panel.kind === "bars") return panel.categories;
  const points = panel.series.flatMap((series) => series.points).toSorted((a, b) => a.x - b.x);
  return [...new Set(points.map((point) => point.xText))];
}

function valueText(panel: XyPanel | BarsPanel, seriesId: string, xText: string): string {
  if (panel.kind === "bars") {
    const share = panel.parts.find((part) => part.id === seriesId)?.shares[panel.categories.indexOf(xText)];
    return share === undefined || share === null ? "" : `${share.toFixed(1)} %`;
  }
  const series = panel.series.find((one) => one.id === seriesId);
  return (series?.points ?? []).filter((point) => point.xText === xText).map(pointText).join("; ");
}

function pointText({ y, low, high }: Point): string {
  return low === null || high === null
    ? numberText(y)
    : `${numberText(y)} (${numberText(low)} to ${numberText(high)})`;
}
