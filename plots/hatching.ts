/** Hatched and framed fields, in matrices and their legends. */
import type { Box, Context } from "./context.ts";

/** Of outliers. */
export const FRAME_WIDTH = 1.6;

const LINE_COLOR = "#b4b4b4";
const LINE_WIDTH = 0.6;
const LINE_DISTANCE = 4;

/** Hatches boxes with lines that rise to the right, all in one path; none leaves its box, so nothing needs to clip. */
export function hatch(context: Context, boxes: readonly Box[]): void {
  context.beginPath();
  for (const { left, top, width, height } of boxes) {
    const right = left + width, bottom = top + height;
    for (let sum = LINE_DISTANCE / 2; sum < width + height; sum += LINE_DISTANCE) {
      const x = Math.min(sum, width), rest = sum - x;
      context.moveTo(left + Math.max(0, sum - height), Math.min(bottom, top + sum));
      context.lineTo(Math.min(right, left + sum), top + rest);
    }
  }
  context.strokeStyle = LINE_COLOR;
  context.lineWidth = LINE_WIDTH;
  context.stroke();
}
