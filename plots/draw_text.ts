/** Text that stays inside its box: wrapped at words, cut where a word alone is too long. */
import type { Context, Ruler } from "./context.ts";
import { FONT_FAMILY } from "./fonts.ts";
import { MARGIN } from "./panel_grid.ts";

export interface TextStyle {
  readonly size: number;
  readonly weight: 400 | 600;
  readonly color: string;
}

/** Baseline to baseline, as a multiple of the size. */
export const LINE_HEIGHT = 1.35;

/** Middle of a line of text above its baseline, as a multiple of the size. */
export const MIDDLE = 0.36;

/** Sets font and colour for the text calls that follow. */
export function setTextStyle(context: Ruler, { size, weight, color }: TextStyle): void {
  context.font = `${weight} ${size}px "${FONT_FAMILY}"`;
  context.fillStyle = color;
  context.textBaseline = "alphabetic";
  context.textAlign = "left";
}

/** The text in lines of at most `width`. */
export function wrapText(context: Ruler, text: string, style: TextStyle, width: number): string[] {
  setTextStyle(context, style);
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (context.measureText(longer).width <= width) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    line = cutText(context, word, width);
  }
  return line === "" ? lines : [...lines, line];
}

/** The text, or as much of its beginning as fits, with an ellipsis. Uses the style that is set. */
export function cutText(context: Ruler, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  const characters = [...text];
  while (characters.length > 0 && context.measureText(`${characters.join("")}…`).width > width) {
    characters.pop();
  }
  return `${characters.join("")}…`;
}

/** Draws the lines at the left margin, below `top`; returns where the next thing may start. */
export function drawLines(
  context: Context,
  lines: readonly string[],
  style: TextStyle,
  top: number,
): number {
  setTextStyle(context, style);
  lines.forEach((line, i) => context.fillText(line, MARGIN, top + style.size * (1 + i * LINE_HEIGHT)));
  return top + linesHeight(lines, style);
}

/** How much height {@linkcode drawLines} takes. */
export function linesHeight(lines: readonly string[], style: TextStyle): number {
  return lines.length * style.size * LINE_HEIGHT;
}
