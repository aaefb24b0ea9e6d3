/**
 * One figure on any 2D context: 800 units wide, so that text of 11 units is 7 points in a figure as wide as a page's
 * text (18 cm). Title, legend, shared axis titles, notes and footer are drawn around the panels.
 */
import { chartSpecs } from "./chart_spec.ts";
import type { ChartStyle, ChartTheme } from "./chart_style.ts";
import type { Box, Context, Ruler } from "./context.ts";
import { drawChart } from "./draw_chart.ts";
import { drawHeatMap, heatMapHeight } from "./draw_heat_map.ts";
import { drawLegend, layOutLegend, type LegendLayout } from "./draw_legend.ts";
import { drawLines, linesHeight, setTextStyle, type TextStyle, wrapText } from "./draw_text.ts";
import { drawMatrix, matrixHeight } from "./draw_matrix.ts";
import { type DrawnFigure, isChart } from "./figure.ts";
import { FONT_FAMILY } from "./fonts.ts";
import { FAINT_INK, INK, PAPER } from "./colors.ts";
import { AXIS_TITLE, FIGURE_WIDTH, MARGIN, PANEL_GAP, panelFontSize, panelWidth } from "./panel_grid.ts";

/**
 * Of a PNG, whose pixels grid lines lie on: 340 dots per inch at 18 cm, and 230 in a picture of so many cells that memory
 * and compression would take longer than all else.
 */
const PIXELS_PER_UNIT = 3, PIXELS_PER_UNIT_OF_LONG = 2;
const LONG_FROM = 1600;

const TITLE: TextStyle = { size: 17, weight: 600, color: INK };
const SUBTITLE: TextStyle = { size: 11.5, weight: 400, color: FAINT_INK };
const AXIS: TextStyle = { size: 11.5, weight: 400, color: INK };
const NOTE: TextStyle = { size: 10, weight: 400, color: INK };
const FOOTER: TextStyle = { size: 9.5, weight: 400, color: FAINT_INK };

const THEME: ChartTheme = { ink: INK, faint: FAINT_INK, grid: "#e4e4e4", frame: "#9a9a9a", paper: PAPER };

/** Heights of panels by the number of panels in a line; a single panel is higher. */
const PANEL_HEIGHTS = [0, 220, 290, 230, 190];
const LONE_PANEL_HEIGHT = 360;

export interface Layout {
  readonly height: number;
  /** Of a PNG. */
  readonly pixelsPerUnit: number;
  readonly title: readonly string[];
  readonly subtitle: readonly string[];
  readonly legend: LegendLayout;
  readonly legendTop: number;
  readonly panelsTop: number;
  readonly panelHeight: number;
  readonly panelsBottom: number;
  readonly notes: readonly string[];
  readonly footer: readonly string[];
}

/**
 * Where everything goes.
 *
 * @param isBare no title, subtitle, notes and footer, for papers that have captions of their own
 */
export function layOut(ruler: Ruler, figure: DrawnFigure, isBare: boolean): Layout {
  const width = FIGURE_WIDTH - 2 * MARGIN;
  const wrapped = (text: string, style: TextStyle) => isBare ? [] : wrapText(ruler, text, style, width);
  const title = wrapped(figure.title, TITLE);
  const subtitle = wrapped(figure.subtitle, SUBTITLE);
  const legend = layOutLegend(ruler, figure.legend, width);
  const notes = figure.notes.flatMap((note) => wrapped(note, NOTE));
  const footer = wrapped(figure.footer, FOOTER);
  const [first] = figure.panels;
  const panelHeight = first?.kind === "heat"
    ? heatMapHeight(ruler, first, lonePanelWidth())
    : first?.kind === "matrix"
    ? matrixHeight(ruler, first, lonePanelWidth())
    : chartHeight(figure);
  const lines = Math.ceil(figure.panels.length / figure.columns);
  const head = isBare ? 0 : linesHeight(title, TITLE) + 2 + linesHeight(subtitle, SUBTITLE) + 8;
  const legendTop = MARGIN + head;
  const panelsTop = Math.ceil(legendTop + (legend.height === 0 ? 0 : legend.height + 8));
  const panelsBottom = panelsTop + lines * (panelHeight + PANEL_GAP) - PANEL_GAP;
  const foot = isBare ? 0 : 8 + linesHeight(notes, NOTE) + 8 + linesHeight(footer, FOOTER);
  const height = Math.ceil(panelsBottom + PANEL_GAP + AXIS_TITLE + foot + MARGIN);
  const pixelsPerUnit = height < LONG_FROM ? PIXELS_PER_UNIT : PIXELS_PER_UNIT_OF_LONG;
  return {
    ...{ height, pixelsPerUnit, title, subtitle, legend, legendTop, panelsTop, panelHeight, panelsBottom },
    ...{ notes, footer },
  };
}

function lonePanelWidth(): number {
  return FIGURE_WIDTH - 2 * MARGIN - AXIS_TITLE;
}

function chartHeight({ panels, columns }: DrawnFigure): number {
  return panels.length === 1 ? LONE_PANEL_HEIGHT : PANEL_HEIGHTS[columns] ?? 170;
}

/** Draws the figure as it was laid out. */
export function drawFigure(context: Context, figure: DrawnFigure, layout: Layout): void {
  context.fillStyle = PAPER;
  context.fillRect(0, 0, FIGURE_WIDTH, layout.height);
  const below = drawLines(context, layout.title, TITLE, MARGIN) + 2;
  drawLines(context, layout.subtitle, SUBTITLE, below);
  drawLegend(context, layout.legend, MARGIN, layout.legendTop);
  drawPanels(context, figure, layout);
  drawAxisTitles(context, figure, layout);
  const notesTop = layout.panelsBottom + PANEL_GAP + AXIS_TITLE + 8;
  const notesBottom = drawLines(context, layout.notes, NOTE, notesTop);
  drawLines(context, layout.footer, FOOTER, notesBottom + 8);
}

function drawPanels(context: Context, { panels, columns }: DrawnFigure, layout: Layout): void {
  const { panelsTop, panelHeight, pixelsPerUnit } = layout;
  const width = panelWidth(columns);
  const boxOf = (i: number): Box => ({
    left: MARGIN + AXIS_TITLE + (i % columns) * (width + PANEL_GAP),
    top: panelsTop + Math.floor(i / columns) * (panelHeight + PANEL_GAP),
    width,
    height: panelHeight,
  });
  chartSpecs(panels.filter(isChart), chartStyle(columns, pixelsPerUnit))
    .forEach((spec, i) => drawChart(context, spec, boxOf(i)));
  panels.forEach((panel, i) => {
    if (panel.kind === "heat") drawHeatMap(context, panel, boxOf(i));
    if (panel.kind === "matrix") drawMatrix(context, panel, boxOf(i));
  });
}

function chartStyle(columns: number, pixelsPerUnit: number): ChartStyle {
  return {
    theme: THEME,
    fontFamily: FONT_FAMILY,
    fontSize: panelFontSize(columns),
    lineWidth: columns > 2 ? 1.3 : 1.6,
    markerRadius: columns > 2 ? 3.6 : 4.4,
    axisTitles: false,
    responsive: false,
    devicePixelRatio: pixelsPerUnit,
  };
}

/** One title per axis for all panels, which share what they show. */
function drawAxisTitles(context: Context, { panels: [panel] }: DrawnFigure, layout: Layout): void {
  if (panel === undefined) return;
  const { panelsTop: top, panelsBottom: bottom } = layout;
  const xLabel = panel.kind === "xy" ? panel.x.label : panel.xLabel;
  const yLabel = isChart(panel) ? panel.y.label : panel.yLabel;
  setTextStyle(context, AXIS);
  context.textAlign = "center";
  context.fillText(xLabel, (MARGIN + AXIS_TITLE + FIGURE_WIDTH - MARGIN) / 2, bottom + AXIS_TITLE);
  context.save();
  context.translate(MARGIN + AXIS.size, (top + bottom) / 2);
  context.rotate(-Math.PI / 2);
  const shrink = Math.min(1, (bottom - top) / context.measureText(yLabel).width);
  context.scale(shrink, shrink);
  context.fillText(yLabel, 0, 0);
  context.restore();
}
