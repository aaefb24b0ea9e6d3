/** A heat map on a canvas: one field per message size and thread count, with what it says written in it. */
import type { Box, Context, Ruler } from "./context.ts";
import { cutText, LINE_HEIGHT, MIDDLE, setTextStyle, type TextStyle } from "./draw_text.ts";
import type { HeatCell, HeatPanel } from "./figure.ts";
import { blend, FAINT_INK, INK, textColorOn } from "./colors.ts";

const LABELS: TextStyle = { size: 11, weight: 400, color: INK };
const FIELD: TextStyle = { size: 10, weight: 400, color: INK };
const ROW_LABEL_WIDTH = 34;
const COLUMN_LABEL_HEIGHT = 22;
const FIELD_PADDING = 4;
const MIN_FIELD_HEIGHT = 44;
/** Room for the title of the y axis. */
const MIN_HEIGHT = 130;
const EMPTY_COLOR = "#f4f4f4";

/** A line of a field, as it fits. */
interface FieldLine {
  readonly text: string;
  readonly isFirst: boolean;
}

/** Height of a heat map of a width, with its column labels. */
export function heatMapHeight(ruler: Ruler, panel: HeatPanel, width: number): number {
  const fieldWidth = fieldWidthOf(panel, width);
  const most = Math.max(...panel.cells.flat().map((cell) => fieldLines(ruler, cell, fieldWidth).length), 1);
  const field = Math.max(MIN_FIELD_HEIGHT, most * FIELD.size * LINE_HEIGHT + 3 * FIELD_PADDING);
  return Math.ceil(Math.max(MIN_HEIGHT, panel.rows.length * field)) + COLUMN_LABEL_HEIGHT;
}

function fieldWidthOf({ columns }: HeatPanel, width: number): number {
  return (width - ROW_LABEL_WIDTH) / columns.length - 2;
}

/** Draws the fields, rows from the top, with row labels on the left and column labels below. */
export function drawHeatMap(context: Context, panel: HeatPanel, box: Box): void {
  const width = fieldWidthOf(panel, box.width) + 2;
  const height = (box.height - COLUMN_LABEL_HEIGHT) / panel.rows.length, left = box.left + ROW_LABEL_WIDTH;
  panel.cells.forEach((line, row) =>
    line.forEach((cell, column) =>
      drawField(context, cell, {
        left: left + column * width + 1,
        top: box.top + row * height + 1,
        width: width - 2,
        height: height - 2,
      })
    )
  );
  setTextStyle(context, LABELS);
  context.textAlign = "right";
  panel.rows.forEach((label, row) =>
    context.fillText(label, left - 8, box.top + (row + 0.5) * height + LABELS.size * MIDDLE)
  );
  context.textAlign = "center";
  panel.columns.forEach((label, column) => {
    const below = box.top + box.height - COLUMN_LABEL_HEIGHT + 15;
    context.fillText(cutText(context, label, width), left + (column + 0.5) * width, below);
  });
}

function drawField(context: Context, cell: HeatCell | null, box: Box): void {
  const fill = cell === null ? EMPTY_COLOR : blend(cell.color, cell.strength);
  context.fillStyle = fill;
  context.fillRect(box.left, box.top, box.width, box.height);
  const color = cell === null ? FAINT_INK : textColorOn(fill);
  const lines = fieldLines(context, cell, box.width);
  const step = FIELD.size * LINE_HEIGHT;
  const first = box.top + box.height / 2 - (lines.length * step) / 2 + FIELD.size;
  lines.forEach(({ text, isFirst }, i) => {
    setTextStyle(context, { ...FIELD, color, weight: isFirst ? 600 : 400 });
    context.textAlign = "center";
    context.fillText(text, box.left + box.width / 2, first + i * step);
  });
}

/** The text of a field, long names broken after hyphens. */
function fieldLines(ruler: Ruler, cell: HeatCell | null, width: number): FieldLine[] {
  if (cell === null) return [{ text: "not measured", isFirst: false }];
  return cell.lines.flatMap((line, i) => {
    setTextStyle(ruler, { ...FIELD, weight: i === 0 ? 600 : 400 });
    return brokenAtHyphens(ruler, line, width - 2 * FIELD_PADDING)
      .map((text) => ({ text, isFirst: i === 0 }));
  });
}

function brokenAtHyphens(ruler: Ruler, text: string, width: number): string[] {
  if (ruler.measureText(text).width <= width) return [text];
  const lines: string[] = [];
  for (const part of text.split(/(?<=[a-z]-)/)) {
    const longer = (lines.at(-1) ?? "") + part;
    if (lines.length > 0 && ruler.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return lines.map((line) => cutText(ruler, line, width));
}
