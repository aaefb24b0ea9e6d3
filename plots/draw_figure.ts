/**
 * One figure as a PNG for print: 800 units wide at three pixels each, so that text of 11 units is 8 points in a
 * figure as wide as a page's text (18 cm).
 *
 * chart.js draws each panel on a canvas of its own; title, legend, shared axis titles, notes and footer are drawn
 * around them. This module loads the native canvas, so it is imported when something is drawn and not before.
 */
import { type Canvas, createCanvas, type SKRSContext2D } from "@napi-rs/canvas";
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  LinearScale,
  LineElement,
  LogarithmicScale,
  PointElement,
  Title,
} from "chart.js";
import type { ChartConfiguration, ChartItem } from "chart.js";
import { PointWithErrorBar, ScatterWithErrorBarsController } from "chartjs-chart-error-bars";
import { chartSpec, type ChartStyle, FAINT_INK, hydrateChart, INK } from "./chart_spec.ts";
import { drawHeatMap, heatMapHeight } from "./draw_heat_map.ts";
import { drawLegend, layOutLegend, type LegendLayout } from "./draw_legend.ts";
import { drawLines, linesHeight, setTextStyle, type TextStyle, wrapText } from "./draw_text.ts";
import type { BarsPanel, DrawnFigure, Panel, XyPanel } from "./figure.ts";
import { FONT_FAMILY, registerFonts } from "./fonts.ts";

const WIDTH = 800;
export const PIXELS_PER_UNIT = 3;
const MARGIN = 16;
const PANEL_GAP = 10;
const AXIS_TITLE = 18;

const TITLE: TextStyle = { size: 17, weight: 600, color: INK };
const SUBTITLE: TextStyle = { size: 11.5, weight: 400, color: FAINT_INK };
const AXIS: TextStyle = { size: 11.5, weight: 400, color: INK };
const NOTE: TextStyle = { size: 10, weight: 400, color: INK };
const FOOTER: TextStyle = { size: 9.5, weight: 400, color: FAINT_INK };

/** Heights of panels by the number of panels in a line; a panel that is alone has more. */
const PANEL_HEIGHTS = [0, 220, 290, 230, 190];
const LONE_PANEL_HEIGHT = 360;

interface Layout {
  readonly title: string[];
  readonly subtitle: string[];
  readonly legend: LegendLayout;
  readonly panelHeight: number;
  readonly panelLines: number;
  readonly notes: string[];
  readonly footer: string[];
  readonly height: number;
}

/** The PNG's bytes. */
export function drawFigure(figure: DrawnFigure): Uint8Array {
  registerFonts();
  registerCharts();
  const layout = layOut(createCanvas(1, 1).getContext("2d"), figure);
  const canvas = createCanvas(WIDTH * PIXELS_PER_UNIT, layout.height * PIXELS_PER_UNIT);
  const context = canvas.getContext("2d");
  context.scale(PIXELS_PER_UNIT, PIXELS_PER_UNIT);
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, WIDTH, layout.height);
  drawAll(context, figure, layout);
  return canvas.toBuffer("image/png");
}

function registerCharts(): void {
  Chart.register(
    BarController,
    BarElement,
    CategoryScale,
    LinearScale,
    LineElement,
    LogarithmicScale,
    PointElement,
    Title,
  );
  Chart.register(ScatterWithErrorBarsController, PointWithErrorBar);
}

function layOut(context: SKRSContext2D, figure: DrawnFigure): Layout {
  const width = WIDTH - 2 * MARGIN;
  const wrapped = (text: string, style: TextStyle) => wrapText(context, text, style, width);
  const [first] = figure.panels;
  const layout = {
    title: wrapped(figure.title, TITLE),
    subtitle: wrapped(figure.subtitle, SUBTITLE),
    legend: layOutLegend(context, figure.legend, width),
    panelHeight: first?.kind === "heat" ? heatMapHeight(first) : panelHeight(figure),
    panelLines: Math.ceil(figure.panels.length / figure.columns),
    notes: figure.notes.flatMap((note) => wrapped(note, NOTE)),
    footer: wrapped(figure.footer, FOOTER),
  };
  const height = MARGIN + linesHeight(layout.title, TITLE) + 2 + linesHeight(layout.subtitle, SUBTITLE) + 8 +
    layout.legend.height + 8 + layout.panelLines * (layout.panelHeight + PANEL_GAP) + AXIS_TITLE + 8 +
    linesHeight(layout.notes, NOTE) + 8 + linesHeight(layout.footer, FOOTER) + MARGIN;
  return { ...layout, height: Math.ceil(height) };
}

function panelHeight({ panels, columns }: DrawnFigure): number {
  return panels.length === 1 ? LONE_PANEL_HEIGHT : PANEL_HEIGHTS[columns] ?? 170;
}

function drawAll(context: SKRSContext2D, figure: DrawnFigure, layout: Layout): void {
  let y = drawLines(context, layout.title, TITLE, MARGIN, MARGIN) + 2;
  y = drawLines(context, layout.subtitle, SUBTITLE, MARGIN, y) + 8;
  drawLegend(context, layout.legend, MARGIN, y);
  y += layout.legend.height + 8;
  const panelsTop = y;
  const panelWidth = (WIDTH - 2 * MARGIN - AXIS_TITLE - (figure.columns - 1) * PANEL_GAP) / figure.columns;
  figure.panels.forEach((panel, i) =>
    drawPanel(context, panel, {
      left: MARGIN + AXIS_TITLE + (i % figure.columns) * (panelWidth + PANEL_GAP),
      top: panelsTop + Math.floor(i / figure.columns) * (layout.panelHeight + PANEL_GAP),
      width: panelWidth,
      height: layout.panelHeight,
    }, figure.columns)
  );
  y += layout.panelLines * (layout.panelHeight + PANEL_GAP);
  drawAxisTitles(context, figure, panelsTop, y - PANEL_GAP);
  y = drawLines(context, layout.notes, NOTE, MARGIN, y + AXIS_TITLE + 8) + 8;
  drawLines(context, layout.footer, FOOTER, MARGIN, y);
}

function drawPanel(
  context: SKRSContext2D,
  panel: Panel,
  box: { left: number; top: number; width: number; height: number },
  columns: number,
): void {
  if (panel.kind === "heat") return drawHeatMap(context, panel, box);
  const picture = drawChart(panel, box.width, box.height, columns);
  context.drawImage(picture, box.left, box.top, box.width, box.height);
}

function drawChart(panel: XyPanel | BarsPanel, width: number, height: number, columns: number): Canvas {
  const style: ChartStyle = {
    fontFamily: FONT_FAMILY,
    fontSize: columns > 2 ? 10 : 11,
    lineWidth: columns > 2 ? 1.3 : 1.6,
    markerRadius: columns > 2 ? 3.2 : 4,
    axisTitles: false,
    responsive: false,
    devicePixelRatio: PIXELS_PER_UNIT,
  };
  const canvas = createCanvas(Math.floor(width), Math.floor(height));
  const config = hydrateChart(chartSpec(panel, style)) as unknown as ChartConfiguration;
  const chart = new Chart(canvas as unknown as ChartItem, config);
  chart.draw();
  chart.stop();
  return canvas;
}

/** One title per axis for all panels, which share what they show. */
function drawAxisTitles(context: SKRSContext2D, figure: DrawnFigure, top: number, bottom: number): void {
  const [panel] = figure.panels;
  if (panel === undefined) return;
  const xLabel = panel.kind === "xy" ? panel.x.label : panel.xLabel;
  const yLabel = panel.kind === "heat" ? panel.yLabel : panel.y.label;
  setTextStyle(context, AXIS);
  context.textAlign = "center";
  context.fillText(xLabel, (MARGIN + AXIS_TITLE + WIDTH - MARGIN) / 2, bottom + AXIS_TITLE);
  context.save();
  context.translate(MARGIN + AXIS.size, (top + bottom) / 2);
  context.rotate(-Math.PI / 2);
  const shrink = Math.min(1, (bottom - top) / context.measureText(yLabel).width);
  context.scale(shrink, shrink);
  context.fillText(yLabel, 0, 0);
  context.restore();
}
