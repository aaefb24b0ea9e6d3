/**
 * Panels as chart.js configurations, for files and browser alike.
 *
 * {@linkcode chartSpecs} makes plain data that can be written into a page as JSON; {@linkcode hydrateChart} adds the
 * few functions chart.js needs, and the page has its source.
 * Source: https://www.chartjs.org/docs/4.5.0/axes/, chartjs-chart-error-bars 4.4.
 */
import type { ChartStyle } from "./chart_style.ts";
import type { Axis, BarsPanel, Tick, XyPanel } from "./figure.ts";
import { roomFor } from "./panel_grid.ts";
import { xyDatasets } from "./xy_datasets.ts";

interface ScaleSpec {
  readonly axisTicks?: readonly Tick[];
  /** The same for all panels of a figure, so that they are aligned. */
  readonly axisWidth?: number;
  readonly ticks: Record<string, unknown>;
  readonly [option: string]: unknown;
}

/** What `new Chart` takes, without functions. */
export interface ChartSpec {
  readonly type: string;
  readonly data: { readonly datasets: readonly object[] };
  readonly options: {
    readonly scales: Readonly<Record<string, ScaleSpec>>;
    readonly plugins: { readonly tooltip: Record<string, unknown>; readonly [plugin: string]: unknown };
    readonly [option: string]: unknown;
  };
  plugins?: readonly object[];
}

const TICK_LENGTH = 4;
const TICK_PADDING = 2;

/** The configurations of a figure's panels. */
export function chartSpecs(panels: readonly (XyPanel | BarsPanel)[], style: ChartStyle): ChartSpec[] {
  const axisWidth = Math.max(...panels.map(({ y }) => axisWidthOf(y, style)), 0);
  return panels.map((panel) => chartSpec(panel, axisWidth, style));
}

/** What the labels of a y axis take, and its title where it has one. */
function axisWidthOf({ ticks }: Axis, { fontSize, axisTitles }: ChartStyle): number {
  const labels = Math.max(...ticks.map(({ label }) => roomFor(label, fontSize)), 0);
  return Math.ceil(labels + TICK_LENGTH + 2 * TICK_PADDING + (axisTitles ? 1.2 * fontSize + 8 : 0));
}

function chartSpec(panel: XyPanel | BarsPanel, axisWidth: number, style: ChartStyle): ChartSpec {
  const { fontFamily: family, fontSize: size, theme } = style;
  const bars = panel.kind === "bars";
  return {
    type: bars ? "bar" : "scatterWithErrorBars",
    data: { datasets: bars ? barDatasets(panel, style) : xyDatasets(panel, style) },
    options: {
      responsive: style.responsive,
      maintainAspectRatio: false,
      animation: false,
      devicePixelRatio: style.devicePixelRatio,
      font: { family, size },
      layout: { padding: { right: size / 2 } },
      interaction: { mode: "nearest", intersect: false },
      scales: {
        x: bars ? categoryScale(panel, style) : numericScale(panel.x, style, style.responsive),
        y: { ...numericScale(panel.y, style, false), stacked: bars, axisWidth },
      },
      plugins: {
        legend: { display: false },
        tooltip: { displayColors: false },
        title: {
          display: panel.title !== "",
          text: panel.title + (panel.kind === "xy" ? panel.part : ""),
          fullSize: false,
          color: theme.ink,
          font: { family, size, weight: 600 },
          padding: { top: 2, bottom: size / 2 },
        },
      },
    },
  };
}

function barDatasets({ categories, parts }: BarsPanel, { theme }: ChartStyle): object[] {
  return parts.map(({ id, label, color, shares }) => ({
    seriesId: id,
    label,
    data: shares.flatMap((share, i) =>
      share === null
        ? []
        : [{ x: categories[i], y: share, text: `${categories[i]}, ${label}: ${share.toFixed(1)} %` }]
    ),
    backgroundColor: color,
    borderColor: theme.ink,
    borderWidth: 0.5,
    borderSkipped: false,
    categoryPercentage: 0.8,
    barPercentage: 0.9,
    maxBarThickness: 60,
  }));
}

function numericScale(axis: Axis, style: ChartStyle, autoSkip: boolean): ScaleSpec {
  const look = scaleLook(axis.label, style);
  return {
    type: axis.scale === "log" ? "logarithmic" : "linear",
    bounds: "data",
    min: axis.min,
    max: axis.max,
    axisTicks: axis.ticks,
    ...look,
    ticks: { ...look.ticks, autoSkip },
  };
}

function categoryScale(panel: BarsPanel, style: ChartStyle): ScaleSpec {
  const look = scaleLook(panel.xLabel, style);
  return {
    type: "category",
    labels: panel.categories,
    stacked: true,
    ...look,
    grid: { display: false },
    ticks: { ...look.ticks, autoSkip: true },
  };
}

function scaleLook(label: string, { theme, fontFamily: family, fontSize: size, axisTitles }: ChartStyle) {
  const font = { family, size };
  return {
    grid: { color: theme.grid, lineWidth: 0.7, tickColor: theme.frame, tickLength: TICK_LENGTH },
    border: { color: theme.frame },
    title: { display: axisTitles, text: label, color: theme.ink, font },
    ticks: {
      color: theme.ink,
      font,
      autoSkip: false,
      autoSkipPadding: size,
      maxRotation: 0,
      padding: TICK_PADDING,
    } as Record<string, unknown>,
  };
}

/** What {@linkcode hydrateChart} uses of chart.js. */
interface Drawing {
  readonly ctx: {
    font: string;
    fillStyle: string;
    textAlign: string;
    textBaseline: string;
    save(): void;
    restore(): void;
    fillRect(x: number, y: number, width: number, height: number): void;
    fillText(text: string, x: number, y: number): void;
    measureText(text: string): { readonly width: number };
  };
  readonly data: {
    readonly datasets: readonly {
      readonly edgeFont?: string;
      readonly edgeStep?: number;
      readonly edgePaper?: string;
      readonly borderColor: string;
      readonly data: readonly { readonly edgeText?: string; readonly line?: number }[];
    }[];
  };
  isDatasetVisible(index: number): boolean;
  getDatasetMeta(index: number): { readonly data: readonly { readonly x: number; readonly y: number }[] };
}

/**
 * Adds the functions that draw ticks and panels as described, name the points, and write beside those that lie beyond
 * the axis, where that hides no point. The report's page has this function's source, so it uses nothing from outside itself.
 */
export function hydrateChart(spec: ChartSpec): ChartSpec {
  for (const scale of Object.values(spec.options.scales)) {
    const { axisTicks, axisWidth } = scale;
    if (axisWidth !== undefined) {
      Object.assign(scale, {
        afterFit: (axis: { width: number }) => {
          axis.width = axisWidth;
        },
      });
    }
    if (axisTicks === undefined) continue;
    Object.assign(scale, {
      afterBuildTicks: (axis: { ticks: object[] }) => {
        axis.ticks = axisTicks.map(({ value }) => ({ value }));
      },
    });
    scale.ticks.callback = (value: number) => axisTicks.find((tick) => tick.value === value)?.label ?? "";
  }
  spec.options.plugins.tooltip.filter = (item: { raw: { text: string } }) => item.raw.text !== "";
  spec.options.plugins.tooltip.callbacks = {
    title: () => "",
    label: (item: { raw: { text: string } }) => item.raw.text,
  };
  const writeAtEdge = (chart: Drawing) => {
    const visible = chart.data.datasets.map((dataset, i) => ({
      dataset,
      places: chart.getDatasetMeta(i).data,
    }))
      .filter((_, i) => chart.isDatasetVisible(i));
    const taken = visible.flatMap(({ places }) => places.map(({ x, y }) => ({ left: x, top: y, room: 8 })));
    for (
      const { dataset: { edgeFont, edgeStep = 0, edgePaper = "", borderColor, data }, places } of visible
    ) {
      if (edgeFont === undefined) continue;
      chart.ctx.save();
      Object.assign(chart.ctx, { font: edgeFont, textAlign: "center", textBaseline: "middle" });
      places.forEach(({ x, y }, k) => {
        const { edgeText, line = 0 } = data[k] ?? {};
        if (edgeText === undefined) return;
        const width = chart.ctx.measureText(edgeText).width + 2, middle = y + line * edgeStep;
        const isHiding = taken.some(({ left, top, room }) =>
          Math.abs(left - x) < (width + room) / 2 && Math.abs(top - middle) < 0.8 * edgeStep
        );
        if (isHiding) return;
        taken.push({ left: x, top: middle, room: width });
        chart.ctx.fillStyle = edgePaper;
        chart.ctx.fillRect(x - width / 2, middle - 0.45 * edgeStep, width, 0.9 * edgeStep);
        chart.ctx.fillStyle = borderColor;
        chart.ctx.fillText(edgeText, x, middle);
      });
      chart.ctx.restore();
    }
  };
  spec.plugins = [{ id: "edgeTexts", afterDatasetsDraw: writeAtEdge }];
  return spec;
}
