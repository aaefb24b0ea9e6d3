/**
 * A panel as a chart.js configuration, for the PNG and for the browser alike.
 *
 * {@linkcode chartSpec} makes plain data that can be written into a page as JSON; {@linkcode hydrateChart} adds the
 * few functions chart.js needs, and the page has its source.
 * Source: https://www.chartjs.org/docs/4.5.0/axes/, chartjs-chart-error-bars 4.4.
 */
import type { Axis, BarsPanel, Series, Tick, XyPanel } from "./figure.ts";

/** Lengths in CSS pixels. */
export interface ChartStyle {
  readonly fontFamily: string;
  readonly fontSize: number;
  readonly lineWidth: number;
  readonly markerRadius: number;
  readonly axisTitles: boolean;
  readonly responsive: boolean;
  readonly devicePixelRatio: number;
}

export interface ScaleSpec {
  readonly axisTicks?: readonly Tick[];
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
}

export const INK = "#1a1a1a";
export const FAINT_INK = "#555555";
const GRID_INK = "#e4e4e4";
const FRAME_INK = "#9a9a9a";

/** The configuration of one panel. */
export function chartSpec(panel: XyPanel | BarsPanel, style: ChartStyle): ChartSpec {
  const bars = panel.kind === "bars";
  return {
    type: bars ? "bar" : "scatterWithErrorBars",
    data: { datasets: bars ? barDatasets(panel) : xyDatasets(panel, style) },
    options: {
      responsive: style.responsive,
      maintainAspectRatio: false,
      animation: false,
      devicePixelRatio: style.devicePixelRatio,
      font: { family: style.fontFamily, size: style.fontSize },
      layout: { padding: { right: style.fontSize / 2 } },
      interaction: { mode: "nearest", intersect: false },
      scales: {
        x: bars ? categoryScale(panel, style) : numericScale(panel.x, style),
        y: { ...numericScale(panel.y, style), stacked: bars },
      },
      plugins: {
        legend: { display: false },
        tooltip: { displayColors: false },
        title: {
          display: panel.title !== "",
          text: panel.title,
          color: INK,
          font: { family: style.fontFamily, size: style.fontSize, weight: 600 },
          padding: { top: 2, bottom: style.fontSize / 2 },
        },
      },
    },
  };
}

function xyDatasets(panel: XyPanel, style: ChartStyle): object[] {
  const { x, reference } = panel;
  const line = reference === null ? [] : [{
    data: [x.min, x.max].map((at) => ({ x: at, y: reference, text: "" })),
    showLine: true,
    borderColor: FAINT_INK,
    borderWidth: style.lineWidth * 0.6,
    borderDash: [2, 2],
    pointStyle: false,
    pointHitRadius: 0,
    order: 1,
  }];
  return [...panel.series.map((series) => seriesDataset(series, style)), ...line];
}

/** Unjoined points lie close together, so they are smaller and let each other show through. */
function seriesDataset({ id, label, look, joined, points }: Series, style: ChartStyle): object {
  const radius = style.markerRadius * (joined ? 1 : 0.75);
  const strokeOnly = ["cross", "crossRot", "star"].includes(look.marker);
  return {
    seriesId: id,
    label,
    data: points.map(({ x, y, low, high, text }) => ({
      x,
      y,
      text,
      ...(low === null || high === null ? {} : { yMin: low, yMax: high }),
    })),
    showLine: joined,
    clip: 2 * style.markerRadius, // markers at the end of an axis stay whole
    borderColor: look.color,
    backgroundColor: look.color,
    borderWidth: style.lineWidth,
    borderDash: look.dash.map((length) => length * style.lineWidth / 1.5),
    pointStyle: look.marker,
    pointRadius: radius,
    pointHoverRadius: radius * 1.5,
    pointBorderWidth: strokeOnly ? style.lineWidth : style.lineWidth * 0.6,
    pointBorderColor: strokeOnly ? look.color : joined ? "#ffffff" : look.color,
    pointBackgroundColor: joined ? look.color : `${look.color}50`,
    errorBarColor: look.color,
    errorBarWhiskerColor: look.color,
    errorBarLineWidth: style.lineWidth * 0.7,
    errorBarWhiskerLineWidth: style.lineWidth * 0.7,
    errorBarWhiskerSize: style.markerRadius * 2.4,
  };
}

function barDatasets({ categories, parts }: BarsPanel): object[] {
  return parts.map(({ id, label, color, shares }) => ({
    seriesId: id,
    label,
    data: shares.flatMap((share, i) =>
      share === null
        ? []
        : [{ x: categories[i], y: share, text: `${categories[i]}, ${label}: ${share.toFixed(1)} %` }]
    ),
    backgroundColor: color,
    borderColor: INK,
    borderWidth: 0.5,
    borderSkipped: false,
    categoryPercentage: 0.8,
    barPercentage: 0.9,
    maxBarThickness: 60,
  }));
}

function numericScale(axis: Axis, style: ChartStyle): ScaleSpec {
  return {
    type: axis.scale === "log" ? "logarithmic" : "linear",
    bounds: "data",
    min: axis.min,
    max: axis.max,
    axisTicks: axis.ticks,
    ...scaleLook(axis.label, style),
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
    ticks: { ...look.ticks, autoSkip: true, autoSkipPadding: style.fontSize },
  };
}

function scaleLook(label: string, style: ChartStyle) {
  const font = { family: style.fontFamily, size: style.fontSize };
  return {
    grid: { color: GRID_INK, lineWidth: 0.7, tickColor: FRAME_INK, tickLength: 4 },
    border: { color: FRAME_INK },
    title: { display: style.axisTitles, text: label, color: INK, font },
    ticks: { color: INK, font, autoSkip: false, maxRotation: 0, padding: 2 } as Record<string, unknown>,
  };
}

/**
 * Adds the functions that draw the ticks as given and name the points. The report's page has this function's source,
 * so it uses nothing from outside itself.
 */
export function hydrateChart(spec: ChartSpec): ChartSpec {
  for (const scale of Object.values(spec.options.scales)) {
    const given = scale.axisTicks;
    if (given === undefined) continue;
    Object.assign(scale, {
      afterBuildTicks: (axis: { ticks: object[] }) => {
        axis.ticks = given.map(({ value }) => ({ value }));
      },
    });
    scale.ticks.callback = (value: number) => given.find((tick) => tick.value === value)?.label ?? "";
  }
  spec.options.plugins.tooltip.filter = (item: { raw: { text: string } }) => item.raw.text !== "";
  spec.options.plugins.tooltip.callbacks = {
    title: () => "",
    label: (item: { raw: { text: string } }) => item.raw.text,
  };
  return spec;
}
