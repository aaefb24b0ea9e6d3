/** The legend above the panels, where it cannot cover data: samples of line and marker, or boxes, in rows. */
import type { SKRSContext2D } from "@napi-rs/canvas";
import { drawPoint } from "chart.js/helpers";
import { INK } from "./chart_spec.ts";
import { cutText, setTextStyle, type TextStyle } from "./draw_text.ts";
import type { LegendEntry } from "./figure.ts";

const STYLE: TextStyle = { size: 11.5, weight: 400, color: INK };
const SAMPLE_WIDTH = 34;
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

/** Places the entries in rows of at most `width`. */
export function layOutLegend(
  context: SKRSContext2D,
  legend: readonly LegendEntry[],
  width: number,
): LegendLayout {
  setTextStyle(context, STYLE);
  const entries: PlacedEntry[] = [];
  let x = 0;
  let row = 0;
  for (const entry of legend) {
    const label = cutText(context, entry.label, width - SAMPLE_WIDTH - 6);
    const entryWidth = SAMPLE_WIDTH + 6 + context.measureText(label).width;
    if (x > 0 && x + entryWidth > width) {
      x = 0;
      row++;
    }
    entries.push({ entry, label, x, row });
    x += entryWidth + GAP;
  }
  return { height: legend.length === 0 ? 0 : (row + 1) * ROW_HEIGHT, entries };
}

/** Draws the legend with its upper left corner at (`left`, `top`). */
export function drawLegend(context: SKRSContext2D, layout: LegendLayout, left: number, top: number): void {
  for (const { entry, label, x, row } of layout.entries) {
    const middle = top + row * ROW_HEIGHT + ROW_HEIGHT / 2;
    drawSample(context, entry, left + x, middle);
    setTextStyle(context, STYLE);
    context.fillText(label, left + x + SAMPLE_WIDTH + 6, middle + STYLE.size * 0.36);
  }
}

function drawSample(
  context: SKRSContext2D,
  { color, marker, dash }: LegendEntry,
  x: number,
  y: number,
): void {
  context.save();
  context.strokeStyle = color;
  context.fillStyle = color;
  if (marker === null) {
    context.fillRect(x + 8, y - 5, SAMPLE_WIDTH - 10, 10);
    context.strokeStyle = INK;
    context.lineWidth = 0.5;
    context.strokeRect(x + 8, y - 5, SAMPLE_WIDTH - 10, 10);
  } else {
    context.lineWidth = 1.6;
    if (dash !== null) {
      context.setLineDash([...dash]);
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(x + SAMPLE_WIDTH, y);
      context.stroke();
      context.setLineDash([]);
    }
    drawMarker(context, marker, x + SAMPLE_WIDTH / 2, y);
  }
  context.restore();
}

/** chart.js draws the marker itself, so that it looks as in the panels. */
function drawMarker(context: SKRSContext2D, pointStyle: string, x: number, y: number): void {
  const options = { pointStyle, radius: 4.5, rotation: 0, borderWidth: 1.5 };
  const draw = drawPoint as unknown as (
    target: SKRSContext2D,
    how: typeof options,
    x: number,
    y: number,
  ) => void;
  draw(context, options, x, y);
}
