/** A heat map on a canvas: one field per message size and thread count, with what it says written in it. */
import type { SKRSContext2D } from "@napi-rs/canvas";
import { FAINT_INK, INK } from "./chart_spec.ts";
import { cutText, LINE_HEIGHT, setTextStyle, type TextStyle } from "./draw_text.ts";
import type { HeatCell, HeatPanel } from "./figure.ts";
import { blendWithWhite, textColorOn } from "./heat_color.ts";

const LABELS: TextStyle = { size: 11, weight: 400, color: INK };
const ROW_LABEL_WIDTH = 34;
const COLUMN_LABEL_HEIGHT = 22;
/** Room for the title of the y axis. */
const MIN_HEIGHT = 130;
const EMPTY_COLOR = "#f4f4f4";

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Height of a heat map with its column labels. */
export function heatMapHeight(panel: HeatPanel): number {
  const rows = panel.rows.length;
  return Math.max(MIN_HEIGHT, rows * (rows > 6 ? 48 : 62)) + COLUMN_LABEL_HEIGHT;
}

/** Draws the fields, rows from the top, with row labels on the left and column labels below. */
export function drawHeatMap(context: SKRSContext2D, panel: HeatPanel, box: Box): void {
  const width = (box.width - ROW_LABEL_WIDTH) / panel.columns.length;
  const height = (box.height - COLUMN_LABEL_HEIGHT) / panel.rows.length;
  panel.cells.forEach((line, row) =>
    line.forEach((cell, column) =>
      drawField(context, cell, {
        left: box.left + ROW_LABEL_WIDTH + column * width + 1,
        top: box.top + row * height + 1,
        width: width - 2,
        height: height - 2,
      })
    )
  );
  setTextStyle(context, LABELS);
  context.textAlign = "right";
  panel.rows.forEach((label, row) =>
    context.fillText(
      label,
      box.left + ROW_LABEL_WIDTH - 8,
      box.top + (row + 0.5) * height + LABELS.size * 0.36,
    )
  );
  context.textAlign = "center";
  panel.columns.forEach((label, column) =>
    context.fillText(
      cutText(context, label, width),
      box.left + ROW_LABEL_WIDTH + (column + 0.5) * width,
      box.top + box.height - COLUMN_LABEL_HEIGHT + 15,
    )
  );
}

function drawField(context: SKRSContext2D, cell: HeatCell | null, box: Box): void {
  const fill = cell === null ? EMPTY_COLOR : blendWithWhite(cell.color, cell.strength);
  context.fillStyle = fill;
  context.fillRect(box.left, box.top, box.width, box.height);
  const lines = cell?.lines ?? ["not measured"];
  const style: TextStyle = { size: 10, weight: 400, color: cell === null ? FAINT_INK : textColorOn(fill) };
  const step = style.size * LINE_HEIGHT;
  const first = box.top + box.height / 2 - (lines.length * step) / 2 + style.size;
  lines.forEach((line, i) => {
    setTextStyle(context, { ...style, weight: i === 0 && cell !== null ? 600 : 400 });
    context.textAlign = "center";
    context.fillText(cutText(context, line, box.width - 4), box.left + box.width / 2, first + i * step);
  });
}
