/**
 * A matrix of many things on a canvas: fields of one size, labels as large as these allow, what is not measured hatched,
 * outliers framed.
 */
import type { Box, Context, Ruler } from "./context.ts";
import { cutText, MIDDLE, setTextStyle, type TextStyle } from "./draw_text.ts";
import type { MatrixField, MatrixLabel, MatrixPanel } from "./figure.ts";
import { FRAME_WIDTH, hatch } from "./hatching.ts";
import { blend, INK, textColorOn } from "./colors.ts";

const LABEL_SIZE_MAX = 11, VALUE_SIZE_MAX = 10;
/** Smaller text can't be read, and is left out. */
const SIZE_MIN = 5;
const LABEL_WIDTH_MAX = 130;
const LABEL_GAP = 6;
const FIELD_HEIGHT_MAX = 40;
/** Height over width where fields are neither large nor small. */
const FIELD_SHAPE = 0.75;
const FIELD_GAP = 1;

interface MatrixLayout {
  readonly fieldWidth: number;
  readonly fieldHeight: number;
  readonly labelSize: number;
  /** `null` where no size is small enough. */
  readonly valueSize: number | null;
  readonly rowLabels: number;
  /** Height of the column labels, which stand upright where they are wider than their fields. */
  readonly columnLabels: number;
  readonly isUpright: boolean;
}

/** Height of a matrix of a width, with its column labels. */
export function matrixHeight(ruler: Ruler, panel: MatrixPanel, width: number): number {
  const { fieldHeight, columnLabels } = layOutMatrix(ruler, panel, width);
  return Math.ceil(panel.rows.length * fieldHeight + columnLabels);
}

function layOutMatrix(ruler: Ruler, panel: MatrixPanel, width: number): MatrixLayout {
  const { rows, columns } = panel;
  const full = widest(ruler, [...rows, ...columns], LABEL_SIZE_MAX);
  const fieldWidth = (width - Math.min(full, LABEL_WIDTH_MAX) - LABEL_GAP) / columns.length;
  const wanted = Math.max(fieldWidth * FIELD_SHAPE, Math.min(fieldWidth, 14));
  const fieldHeight = Math.min(FIELD_HEIGHT_MAX, wanted);
  const labelSize = Math.min(LABEL_SIZE_MAX, 0.9 * Math.min(fieldHeight, fieldWidth));
  const rowLabels = Math.min(LABEL_WIDTH_MAX, full * labelSize / LABEL_SIZE_MAX) + LABEL_GAP;
  const columnWidth = widest(ruler, columns, labelSize);
  const isUpright = columnWidth > fieldWidth - 2;
  return {
    fieldWidth,
    fieldHeight,
    labelSize,
    valueSize: valueSizeOf(ruler, panel, fieldWidth - FIELD_GAP - 2, fieldHeight - FIELD_GAP),
    rowLabels,
    columnLabels: LABEL_GAP + (isUpright ? Math.min(LABEL_WIDTH_MAX, columnWidth) : 1.3 * labelSize),
    isUpright,
  };
}

function widest(ruler: Ruler, labels: readonly MatrixLabel[], size: number): number {
  return labels.reduce((most, label) => {
    setTextStyle(ruler, fieldStyle(size, label.isOutlier));
    return Math.max(most, ruler.measureText(label.text).width);
  }, 0);
}

/** The size at which the longest value fits. */
function valueSizeOf(ruler: Ruler, { fields }: MatrixPanel, width: number, height: number): number | null {
  setTextStyle(ruler, fieldStyle(VALUE_SIZE_MAX, true));
  const longest = fields.flat().reduce(
    (most, field) => field.kind === "value" ? Math.max(most, ruler.measureText(field.label).width) : most,
    1,
  );
  const size = Math.min(VALUE_SIZE_MAX, VALUE_SIZE_MAX * width / longest, 0.85 * height);
  return size < SIZE_MIN ? null : size;
}

/** Of labels and values. */
function fieldStyle(size: number, isOutlier: boolean, color = INK): TextStyle {
  return { size, weight: isOutlier ? 600 : 400, color };
}

/** Draws the fields, rows from the top, with row labels on the left and column labels below. */
export function drawMatrix(context: Context, panel: MatrixPanel, box: Box): void {
  const layout = layOutMatrix(context, panel, box.width);
  const { fieldWidth, fieldHeight, rowLabels } = layout;
  const placed = panel.fields.flatMap((line, row) =>
    line.map((field, column) => ({
      field,
      place: {
        left: box.left + rowLabels + column * fieldWidth,
        top: box.top + row * fieldHeight,
        width: fieldWidth - FIELD_GAP,
        height: fieldHeight - FIELD_GAP,
      },
    }))
  );
  hatch(context, placed.filter(({ field }) => field.kind === "missing").map(({ place }) => place));
  for (const { field, place } of placed) drawField(context, field, place, layout.valueSize);
  drawRowLabels(context, panel, box, layout);
  drawColumnLabels(context, panel, box, layout);
}

function drawField(context: Context, field: MatrixField, place: Box, size: number | null): void {
  if (field.kind !== "value") return;
  const { left, top, width, height } = place;
  const fill = blend(field.color, field.strength);
  context.fillStyle = fill;
  context.fillRect(left, top, width, height);
  if (field.isOutlier) {
    const inset = FRAME_WIDTH / 2;
    context.strokeStyle = INK;
    context.lineWidth = FRAME_WIDTH;
    context.strokeRect(left + inset, top + inset, width - FRAME_WIDTH, height - FRAME_WIDTH);
  }
  if (size === null) return;
  setTextStyle(context, fieldStyle(size, field.isOutlier, textColorOn(fill)));
  context.textAlign = "center";
  context.fillText(field.label, left + width / 2, top + height / 2 + size * MIDDLE);
}

function drawRowLabels(context: Context, { rows }: MatrixPanel, box: Box, layout: MatrixLayout): void {
  const { fieldHeight, labelSize, rowLabels } = layout;
  if (labelSize < SIZE_MIN) return;
  rows.forEach((label, row) => {
    setTextStyle(context, fieldStyle(labelSize, label.isOutlier));
    context.textAlign = "right";
    const middle = box.top + (row + 0.5) * fieldHeight - FIELD_GAP / 2;
    const text = cutText(context, label.text, rowLabels - LABEL_GAP);
    context.fillText(text, box.left + rowLabels - LABEL_GAP, middle + labelSize * MIDDLE);
  });
}

function drawColumnLabels(context: Context, panel: MatrixPanel, box: Box, layout: MatrixLayout): void {
  const { columns, rows } = panel;
  const { fieldWidth, fieldHeight, labelSize, rowLabels, columnLabels, isUpright } = layout;
  if (labelSize < SIZE_MIN) return;
  const top = box.top + rows.length * fieldHeight;
  columns.forEach((label, column) => {
    setTextStyle(context, fieldStyle(labelSize, label.isOutlier));
    const middle = box.left + rowLabels + (column + 0.5) * fieldWidth - FIELD_GAP / 2;
    const text = cutText(context, label.text, isUpright ? columnLabels - LABEL_GAP : fieldWidth);
    context.textAlign = isUpright ? "right" : "center";
    context.save();
    context.translate(middle, top);
    if (isUpright) context.rotate(-Math.PI / 2);
    if (isUpright) context.fillText(text, -LABEL_GAP / 2, labelSize * MIDDLE);
    else context.fillText(text, 0, LABEL_GAP / 2 + labelSize);
    context.restore();
  });
}
