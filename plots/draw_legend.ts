/** The legend above the panels, where it cannot cover data: samples of line and marker, or boxes, in rows. */
import { drawPoint } from "chart.js/helpers";
import type { Context, Ruler } from "./context.ts";
import { cutText, MIDDLE, setTextStyle, type TextStyle } from "./draw_text.ts";
import type { LegendEntry, Marker } from "./figure.ts";
import { blend, INK } from "./colors.ts";
import { FRAME_WIDTH, hatch } from "./hatching.ts";
import { POINT_SHAPES } from "./markers.ts";

const STYLE: TextStyle = { size: 11.5, weight: 400, color: INK };
const LINE_WIDTH = 34;
const BOX_WIDTH = 20;
const MARKER_WIDTH = 9;
const LABEL_GAP = 6;
const GAP = 20;
const ROW_HEIGHT = 18;

interface PlacedEntry {
  readonly entry: LegendEntry;
  readonly label: string;
  readonly x: number;
  readonly row: number;
}

export interface LegendLayout {
  readonly height: number;
  readonly entries: readonly PlacedEntry[];
}

/** Places the entries in one row of at most `width`; where that is not enough, in columns of the same width. */
export function layOutLegend(ruler: Ruler, legend: readonly LegendEntry[], width: number): LegendLayout {
  setTextStyle(ruler, STYLE);
  const cut = legend.map((entry) => {
    const indent = sampleWidth(entry) + LABEL_GAP;
    const label = cutText(ruler, entry.label, width - indent);
    return { entry, label, width: indent + ruler.measureText(label).width };
  });
  const all = cut.reduce((sum, one) => sum + one.width + GAP, -GAP);
  const widest = Math.max(...cut.map((one) => one.width), 0);
  const columns = all <= width ? cut.length : Math.max(1, Math.floor((width + GAP) / (widest + GAP)));
  let flowing = 0;
  const entries = cut.map(({ entry, label, width: own }, i): PlacedEntry => {
    const x = all <= width ? flowing : (i % columns) * (width + GAP) / columns;
    flowing += own + GAP;
    return { entry, label, x, row: Math.floor(i / columns) };
  });
  return { height: Math.ceil(legend.length / Math.max(1, columns)) * ROW_HEIGHT, entries };
}

function sampleWidth({ marker, dash }: LegendEntry): number {
  if (marker === null) return BOX_WIDTH;
  return dash === null ? MARKER_WIDTH : LINE_WIDTH;
}

/** Draws the legend with its upper left corner at (`left`, `top`). */
export function drawLegend(context: Context, layout: LegendLayout, left: number, top: number): void {
  for (const { entry, label, x, row } of layout.entries) {
    const middle = top + row * ROW_HEIGHT + ROW_HEIGHT / 2;
    drawSample(context, entry, left + x, middle);
    setTextStyle(context, STYLE);
    context.fillText(label, left + x + sampleWidth(entry) + LABEL_GAP, middle + STYLE.size * MIDDLE);
  }
}

function drawSample(context: Context, entry: LegendEntry, x: number, y: number): void {
  const { color, marker, dash } = entry;
  context.save();
  context.strokeStyle = color;
  context.fillStyle = color;
  if (marker === null) drawBox(context, entry, x, y);
  else {
    context.lineWidth = 1.6;
    if (dash !== null) {
      context.setLineDash([...dash]);
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(x + sampleWidth(entry), y);
      context.stroke();
      context.setLineDash([]);
    }
    drawMarker(context, marker, x + sampleWidth(entry) / 2, y);
  }
  context.restore();
}

function drawBox(context: Context, { color, strength, box }: LegendEntry, x: number, y: number): void {
  const place = { left: x, top: y - 5, width: BOX_WIDTH, height: 10 };
  context.fillStyle = blend(color, strength);
  context.fillRect(place.left, place.top, place.width, place.height);
  if (box === "hatched") hatch(context, [place]);
  context.strokeStyle = INK;
  context.lineWidth = box === "framed" ? FRAME_WIDTH : 0.5;
  context.strokeRect(place.left, place.top, place.width, place.height);
}

/** chart.js draws the marker itself, so that it looks as in the panels. */
function drawMarker(context: Context, marker: Marker, x: number, y: number): void {
  const shape = POINT_SHAPES[marker];
  const options = { ...shape, radius: MARKER_WIDTH / 2 * shape.radius, borderWidth: 0 };
  const draw = drawPoint as unknown as (target: Context, how: typeof options, x: number, y: number) => void;
  draw(context, options, x, y);
}
