/** Running text in lines that fit. */
import { UNIT_BLANKS } from "../../results/number_text.ts";

/** Blanks at which a line may end. */
const BREAK = new RegExp(`(?!${UNIT_BLANKS.source}) `);

/** A text in lines no longer than the width; all after the first are indented. Words stay whole. */
export function wrapped(text: string, columns: number, indent = ""): string[] {
  const lines: string[] = [];
  const [, blanks = "", words = ""] = /^( *)(.*)$/s.exec(text) ?? [];
  let line = blanks;
  for (const word of words.split(BREAK)) {
    if (line.trim() === "") line += word;
    else if (line.length + 1 + word.length <= columns) line += ` ${word}`;
    else {
      lines.push(line);
      line = indent + word;
    }
  }
  return [...lines, line];
}

/** Ends in `…` if there isn't room for all of it. */
export function clipped(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, columns - 1)}…`;
}

/** As many items of a list as fit; none is cut except the first. */
export function clippedList(text: string, columns: number): string {
  if (text.length <= columns) return text;
  const end = text.lastIndexOf(", ", columns - ", …".length);
  return end < 0 ? clipped(text, columns) : `${text.slice(0, end)}, …`;
}
