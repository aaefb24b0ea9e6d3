/**
 * A figure in the page: legend buttons that hide and show a mode, one canvas per panel with a description in words,
 * and the numbers as a table. A heat map is a table with colours.
 */
import { type ChartSpec, chartSpec, type ChartStyle } from "../plots/chart_spec.ts";
import type {
  DrawnFigure,
  Figure,
  HeatCell,
  HeatPanel,
  LegendEntry,
  Marker,
  Panel,
} from "../plots/figure.ts";
import { blendWithWhite, textColorOn } from "../plots/heat_color.ts";
import { figureTable } from "./figure_table.ts";
import { htmlTable } from "./html_table.ts";
import { escapeHtml, proseHtml } from "./html_text.ts";

const STYLE: ChartStyle = {
  fontFamily: "system-ui, sans-serif",
  fontSize: 12,
  lineWidth: 1.8,
  markerRadius: 4,
  axisTitles: true,
  responsive: true,
  devicePixelRatio: 2,
};

/** The figure's HTML. Its chart configurations are appended to `specs`; a canvas names its own by index. */
export function htmlFigure(figure: Figure, specs: ChartSpec[]): string {
  const title = `<h3 id="figure-${figure.id}">${escapeHtml(figure.title)}</h3>`;
  if (figure.kind === "not drawn") return `${title}<p>Not drawn, because ${escapeHtml(figure.because)}.</p>`;
  const table = figureTable(figure);
  const hidable = figure.panels.some((panel) => panel.kind !== "heat");
  return `<figure aria-labelledby="figure-${figure.id}">${title}` +
    `<figcaption>${proseHtml(figure.subtitle)}</figcaption>` +
    legend(figure.legend, hidable) +
    `<div class="panels columns-${figure.columns}">${
      figure.panels.map((panel) => htmlPanel(figure, panel, specs)).join("")
    }</div>` +
    `<p class="reading" role="status"></p>` +
    figure.notes.map((note) => `<p class="note">${proseHtml(note)}</p>`).join("") +
    (table === null
      ? ""
      : `<details><summary>The numbers of this figure</summary>${htmlTable(table)}</details>`) +
    `</figure>`;
}

function htmlPanel(figure: DrawnFigure, panel: Panel, specs: ChartSpec[]): string {
  if (panel.kind === "heat") return heatTable(figure, panel);
  const index = specs.push(chartSpec(panel, STYLE)) - 1;
  const label =
    `${figure.title}, ${panel.title}. Arrow keys go through the points; the numbers are in the table below.`;
  return `<div class="panel"><canvas data-chart="${index}" role="img" tabindex="0" aria-label="${
    escapeHtml(label)
  }"></canvas></div>`;
}

function legend(entries: readonly LegendEntry[], hidable: boolean): string {
  const items = entries.map((entry) => {
    const content = `${sample(entry)} ${escapeHtml(entry.label)}`;
    return hidable
      ? `<button type="button" aria-pressed="true" data-series="${escapeHtml(entry.id)}">${content}</button>`
      : `<span>${content}</span>`;
  });
  return `<div class="legend" role="group" aria-label="Legend${hidable ? "; press to hide or show" : ""}">${
    items.join("")
  }</div>`;
}

/** Markers as paths around the origin, as chart.js draws them. */
const MARKER_PATHS: Readonly<Record<Marker, string>> = {
  circle: "M-4.5,0a4.5,4.5 0 1,0 9,0a4.5,4.5 0 1,0 -9,0z",
  triangle: "M0,-4.5L3.9,2.25L-3.9,2.25z",
  rect: "M-3.2,-3.2h6.4v6.4h-6.4z",
  rectRounded: "M-3.2,-3.2h6.4v6.4h-6.4z",
  rectRot: "M0,-4.5L4.5,0L0,4.5L-4.5,0z",
  cross: "M-4.5,0h9M0,-4.5v9",
  crossRot: "M-3.2,-3.2l6.4,6.4M-3.2,3.2l6.4,-6.4",
  star: "M-4.5,0h9M0,-4.5v9M-3.2,-3.2l6.4,6.4M-3.2,3.2l6.4,-6.4",
};

function sample({ color, marker, dash }: LegendEntry): string {
  const open =
    `<svg width="36" height="14" viewBox="-18 -7 36 14" aria-hidden="true" stroke="${color}" fill="${color}">`;
  if (marker === null) return `${open}<rect x="-12" y="-5" width="24" height="10" stroke="#1a1a1a"/></svg>`;
  const line = dash === null
    ? ""
    : `<path d="M-18,0h36" stroke-width="1.8" stroke-dasharray="${dash.join(" ")}"/>`;
  return `${open}${line}<path d="${MARKER_PATHS[marker]}"/></svg>`;
}

function heatTable(figure: DrawnFigure, { xLabel, yLabel, columns, rows, cells }: HeatPanel): string {
  const head = columns.map((label) => `<th scope="col">${escapeHtml(label)}</th>`).join("");
  const body = rows.map((label, row) =>
    `<tr><th scope="row">${escapeHtml(label)}</th>${cells[row]?.map(heatField).join("") ?? ""}</tr>`
  );
  return `<div class="scroll" role="region" aria-label="${
    escapeHtml(figure.title)
  }" tabindex="0"><table class="heat">` +
    `<caption>${escapeHtml(figure.title)}</caption>` +
    `<thead><tr><th scope="col">${escapeHtml(yLabel)}</th>${head}</tr></thead><tbody>${
      body.join("")
    }</tbody></table>` +
    `<p class="axis">${escapeHtml(xLabel)}</p></div>`;
}

function heatField(cell: HeatCell | null): string {
  if (cell === null) return "<td>not measured</td>";
  const fill = blendWithWhite(cell.color, cell.strength);
  const [first = "", ...rest] = cell.lines.map(proseHtml);
  return `<td style="background:${fill};color:${textColorOn(fill)}" title="${escapeHtml(cell.text)}">` +
    `<strong>${first}</strong>${rest.map((line) => `<br>${line}`).join("")}</td>`;
}
