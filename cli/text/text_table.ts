/** Tables for terminals: columns separated by blanks, no wider than the screen (`cli-table3`). */
import Table from "cli-table3";

/** A column by its head, to the left if it is nothing else. */
type TextColumn = string | { readonly head: string; readonly align: "right" };

const GAP = "  ";
/** No column is made narrower than this. */
const WIDTH_MIN = 8;

const FRAME = [
  ...["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left", "bottom-right"],
  ...["left", "left-mid", "mid", "mid-mid", "right", "right-mid"],
];
const NO_FRAME = Object.fromEntries(FRAME.map((part) => [part, ""]));

/** Lines; where the columns are wider than the screen, the widest break their text. */
export function textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
  screenColumns: number,
): string[] {
  const head = columns.map((column) => typeof column === "string" ? column : column.head);
  const widths = head.map((text, i) => Math.max(text.length, ...rows.map((row) => row[i]!.length)));
  const table = new Table({
    head,
    colWidths: fitted(widths, screenColumns - GAP.length * (columns.length - 1)),
    colAligns: columns.map((column) => typeof column === "string" ? "left" : column.align),
    wordWrap: true,
    chars: { ...NO_FRAME, middle: GAP },
    style: { head: [], border: [], compact: true, "padding-left": 0, "padding-right": 0 },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString().split("\n").map((line) => line.trimEnd());
}

/** Takes from the widest until all fit. */
function fitted(widths: readonly number[], room: number): number[] {
  const fitting = [...widths];
  for (let excess = fitting.reduce((sum, width) => sum + width, 0) - room; excess > 0; excess--) {
    const widest = fitting.indexOf(Math.max(...fitting));
    if (fitting[widest]! <= WIDTH_MIN) break;
    fitting[widest]! -= 1;
  }
  return fitting;
}
