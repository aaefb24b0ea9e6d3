/**
 * The points and lines of a panel as chart.js datasets. Points beyond the y axis are drawn as triangles at its edge,
 * with what they say beside them; the line that leads there leaves the panel where it really does.
 */
import { isBeyond } from "./change_axis.ts";
import type { ChartStyle } from "./chart_style.ts";
import type { Axis, Point, Series, XyPanel } from "./figure.ts";
import { POINT_SHAPES } from "./markers.ts";

/** More texts than this in one place cover each other. */
const MAX_EDGE_TEXTS = 3;
/** How far triangles stand from the edge, as a share of the axis. */
const EDGE_DISTANCE = 0.025;

/** One dataset per series, one more for each that leaves the axis, and the line that readers compare with. */
export function xyDatasets(panel: XyPanel, style: ChartStyle): object[] {
  const { series, y } = panel;
  const clip = clipOf(panel, style);
  const marks = series.flatMap((one) => {
    const beyond = one.points.filter((point) => isBeyond(y, point.y));
    return beyond.length === 0 ? [] : [edgeDataset(panel, one, beyond, style)];
  });
  return [
    ...series.map((one) => ({ ...seriesDataset(one, y, style), clip })),
    ...marks,
    ...referenceDatasets(panel, style),
  ];
}

function referenceDatasets({ x, reference }: XyPanel, { theme, lineWidth }: ChartStyle): object[] {
  if (reference === null) return [];
  return [{
    data: [x.min, x.max].map((at) => ({ x: at, y: reference, text: "" })),
    showLine: true,
    borderColor: theme.faint,
    borderWidth: lineWidth * 0.6,
    borderDash: [2, 2],
    pointStyle: false,
    pointHitRadius: 0,
    order: 1,
  }];
}

/** Markers at the end of an axis stay whole; where something goes beyond, the edge cuts it. */
function clipOf({ series, y }: XyPanel, { markerRadius }: ChartStyle) {
  const ends = series.flatMap(({ points }) => points.flatMap(({ y, low, high }) => [y, low ?? y, high ?? y]));
  const room = 2 * markerRadius;
  return {
    left: room,
    right: room,
    top: ends.some((end) => end > y.max) ? 0 : room,
    bottom: ends.some((end) => end < y.min) ? 0 : room,
  };
}

/**
 * Options of points are prefixed by the name of their element, which is not `point` with error bars. Unjoined points
 * lie close together, so they are smaller and let each other show through.
 */
function seriesDataset({ id, label, look, joined, points }: Series, axis: Axis, style: ChartStyle) {
  const { lineWidth, theme } = style;
  const { pointStyle, rotation, radius: size } = POINT_SHAPES[look.marker];
  const radius = size * style.markerRadius * (joined ? 1 : 0.65);
  const outline = joined ? theme.paper : look.color;
  const fill = joined ? look.color : `${look.color}50`;
  return {
    seriesId: id,
    label,
    data: points.map((point) => pointData(point, isBeyond(axis, point.y) ? "" : point.text)),
    showLine: joined,
    borderColor: look.color,
    backgroundColor: look.color,
    borderWidth: lineWidth,
    borderDash: look.dash.map((length) => length * lineWidth / 1.5),
    pointStyle,
    pointWithErrorBarRotation: rotation,
    pointWithErrorBarRadius: points.map(({ y, hollow }) =>
      isBeyond(axis, y) ? 0 : radius * (hollow ? 0.85 : 1)
    ),
    pointWithErrorBarHoverRadius: radius * 1.5,
    pointWithErrorBarBorderWidth: points.map(({ hollow }) => lineWidth * (hollow ? 0.9 : 0.5)),
    pointWithErrorBarBorderColor: points.map(({ hollow }) => hollow ? look.color : outline),
    pointWithErrorBarBackgroundColor: points.map(({ hollow }) => hollow ? theme.paper : fill),
    errorBarColor: look.color,
    errorBarWhiskerColor: look.color,
    errorBarLineWidth: lineWidth * 0.7,
    errorBarWhiskerLineWidth: lineWidth * 0.7,
    errorBarWhiskerSize: style.markerRadius * 2.4,
  };
}

function pointData({ x, y, low, high }: Point, text: string): object {
  return { x, y, text, ...(low === null || high === null ? {} : { yMin: low, yMax: high }) };
}

/** Triangles that point to where the points are. */
function edgeDataset(
  panel: XyPanel,
  { id, label, look }: Series,
  beyond: readonly Point[],
  style: ChartStyle,
) {
  const { min, max } = panel.y;
  const distance = EDGE_DISTANCE * (max - min);
  const isAbove = (point: Point) => point.y > max;
  return {
    seriesId: id,
    label,
    data: beyond.map((point) => ({
      x: point.x,
      y: isAbove(point) ? max - distance : min + distance,
      text: point.text,
      ...edgeText(panel, point),
    })),
    edgeFont: `600 ${style.fontSize * 0.8}px ${style.fontFamily}`,
    edgePaper: style.theme.paper,
    edgeStep: style.fontSize * 0.95,
    showLine: false,
    borderColor: look.color,
    pointStyle: "triangle",
    pointWithErrorBarRotation: beyond.map((point) => isAbove(point) ? 0 : 180),
    pointWithErrorBarRadius: style.markerRadius * 0.9,
    pointWithErrorBarHoverRadius: style.markerRadius * 1.35,
    pointWithErrorBarBorderWidth: style.lineWidth * 0.6,
    pointWithErrorBarBorderColor: look.color,
    pointWithErrorBarBackgroundColor: beyond.map(({ hollow }) => hollow ? style.theme.paper : look.color),
  };
}

/** What is written beside a point at the edge, and how many lines away from it: texts in one place are stacked. */
function edgeText({ series, y }: XyPanel, point: Point): object {
  const pile = series.flatMap(({ points }) => points).filter((other) =>
    other.edgeText !== null && other.xText === point.xText &&
    (point.y > y.max ? other.y > y.max : other.y < y.min)
  );
  const place = pile.indexOf(point);
  if (place < 0 || pile.length > MAX_EDGE_TEXTS) return {};
  return { edgeText: point.edgeText, line: (place + 1) * (point.y > y.max ? 1 : -1) };
}
