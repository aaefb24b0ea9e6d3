/**
 * Text that can be copied out of a PDF. Next to digits and capitals Inter substitutes glyphs for signs that map to no
 * character, so that "−12 %" would be copied as "12 %": here every sign is drawn on its own.
 */
import type { Context } from "./context.ts";
import { withOverrides } from "./overrides.ts";

/** Runs of characters that have a single glyph, or one other character. */
const PIECES = /[\p{L}\p{N}\s.,%_]+|./gu;

/** How much of a text's width lies left of its anchor. */
const ANCHORS: Readonly<Record<string, number>> = { center: 0.5, right: 1, end: 1 };

/** The context, except that its text is drawn piece by piece. */
export function withPlainText(context: Context): Context {
  const fillText = (text: string, x: number, y: number) => {
    const pieces = text.match(PIECES) ?? [];
    const widths = pieces.map((piece) => context.measureText(piece).width);
    const { textAlign } = context;
    let left = x - (ANCHORS[textAlign] ?? 0) * widths.reduce((a, b) => a + b, 0);
    context.textAlign = "left";
    pieces.forEach((piece, i) => {
      context.fillText(piece, left, y);
      left += widths[i]!;
    });
    context.textAlign = textAlign;
  };
  return withOverrides(context, { fillText });
}
