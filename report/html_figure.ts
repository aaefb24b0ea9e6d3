/**
 * A figure in the page: legend buttons that hide and show a mode, one canvas per panel with a description in words,
 * and the numbers as a table. A heat map or a matrix is a table with colours.
 */
import { type ChartSpec, chartSpecs } from "../plots/chart_spec.ts";
import type { ChartStyle } from "../plots/chart_style.ts";
import {
  type ChartPanel,
  type DrawnFigure,
  type Figure,
  isChart,
  type LegendEntry,
  type Marker,
} from "../plots/figure.ts";
import { POINT_SHAPES } from "../plots/markers.ts";
import { figureTable } from "./figure_table.ts";
import { htmlTable } from "./html_table.ts";
import { fieldStyle, heatTable, matrixTable } from "./html_fields.ts";
import { escapeHtml, proseHtml } from "./html_text.ts";

/** Colours are the style sheet's variables, which page.js reads when it draws and when the reader's scheme changes. */
const STYLE: ChartStyle = {
  theme: {
    ink: "var(--ink)",
    faint: "var(--faint)",
    grid: "var(--grid)",
    frame: "var(--frame)",
    paper: "var(--paper)",
  },
  fontFamily: "system-ui, sans-serif",
  fontSize: 12,
  lineWidth: 1.8,
  markerRadius: 4.5,
  axisTitles: true,
  responsive: true,
  devicePixelRatio: 2,
};

/** The figure's HTML. Its chart configurations are appended to `specs`; a canvas names its own by index. */
export function htmlFigure(figure: Figure, specs: ChartSpec[]): string {
  if (figure.kind === "not drawn") {
    return `<p class="missing"><strong>${escapeHtml(figure.title)}</strong>: not drawn, because ` +
      `${escapeHtml(figure.because)}.</p>`;
  }
  const table = figureTable(figure);
  const numbers = table &&
    `<details><summary>The numbers of this figure</summary>${htmlTable(table)}</details>`;
  const charts = figure.panels.filter(isChart);
  const panels = [
    ...chartPanels(figure, charts, specs),
    ...figure.panels.flatMap((panel) => {
      if (panel.kind === "heat") return [heatTable(figure, panel)];
      return panel.kind === "matrix" ? [matrixTable(figure, panel)] : [];
    }),
  ];
  return `<figure aria-labelledby="figure-${figure.id}">` +
    `<h3 id="figure-${figure.id}">${escapeHtml(figure.title)}</h3>` +
    `<figcaption>${proseHtml(figure.subtitle)}</figcaption>` +
    legend(figure.legend, charts.length > 0) +
    `<div class="panels columns-${figure.columns}">${panels.join("")}</div>` +
    `<p class="reading" role="status"></p>` +
    figure.notes.map((note) => `<p class="note">${proseHtml(note)}</p>`).join("") +
    `${numbers ?? ""}</figure>`;
}

function chartPanels(figure: DrawnFigure, charts: readonly ChartPanel[], specs: ChartSpec[]): string[] {
  return chartSpecs(charts, STYLE).map((spec, i) => {
    const index = specs.push(spec) - 1;
    const panel = charts[i]!;
    const name = `${figure.title}, ${panel.title}${panel.kind === "xy" ? panel.part : ""}`;
    const label = escapeHtml(
      `${name}. Arrow keys go through the points; the numbers are in the table below.`,
    );
    return `<div class="panel"><canvas data-chart="${index}" role="img" tabindex="0" aria-label="${label}"></canvas></div>`;
  });
}

function legend(entries: readonly LegendEntry[], hidable: boolean): string {
  const items = entries.map((entry) => {
    const content = `${sample(entry)} ${escapeHtml(entry.label)}`;
    return hidable
      ? `<button type="button" aria-pressed="true" data-series="${escapeHtml(entry.id)}">${content}</button>`
      : `<span>${content}</span>`;
  });
  const label = hidable ? "Legend; press to hide or show" : "Legend";
  return `<div class="legend" role="group" aria-label="${label}">${items.join("")}</div>`;
}

const TRIANGLE = "M0,-5.6L4.9,2.8L-4.9,2.8z";

/** Markers as paths around the origin, in the shapes of chart.js. */
const MARKER_PATHS: Readonly<Record<Marker, string>> = {
  circle: "M-4.5,0a4.5,4.5 0 1,0 9,0a4.5,4.5 0 1,0 -9,0z",
  rect: "M-3.8,-3.8h7.6v7.6h-7.6z",
  rectRot: "M0,-5.4L5.4,0L0,5.4L-5.4,0z",
  triangle: TRIANGLE,
  triangleDown: TRIANGLE,
  triangleLeft: TRIANGLE,
  triangleRight: TRIANGLE,
};

function sample({ color, strength, marker, dash, box }: LegendEntry): string {
  if (box !== undefined) return `<span class="sample ${box}"></span>`;
  if (marker === null) {
    return `<svg class="field" width="26" height="14" viewBox="-13 -7 26 14" aria-hidden="true" ` +
      `style="${fieldStyle(color, strength)}"><rect x="-12" y="-5" width="24" height="10"/></svg>`;
  }
  const line = dash === null
    ? ""
    : `<path d="M-18,0h36" stroke-width="1.8" stroke-dasharray="${dash.join(" ")}"/>`;
  const { rotation } = POINT_SHAPES[marker];
  const turn = rotation === 0 ? "" : ` transform="rotate(${rotation})"`;
  return `<svg width="36" height="14" viewBox="-18 -7 36 14" aria-hidden="true" stroke="${color}" fill="${color}">` +
    `${line}<path d="${MARKER_PATHS[marker]}" stroke="none"${turn}/></svg>`;
}
