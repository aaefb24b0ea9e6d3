/** What figures say below their panels, each where it is true. */
import type { CellTable } from "../results/cells.ts";
import type { Measure } from "../results/measures.ts";
import { asksForZeroCopy } from "../results/mode_catalogue.ts";
import type { XyPanel } from "./figure.ts";

/** What readers must know about a measure, where it is true of these rows. */
export function measureNotes({ cells }: CellTable, { note, isNoteOwn }: Measure): string[] {
  const isTrue = !isNoteOwn || cells.every(({ rows }) => rows[0]?.schema !== null);
  return note !== null && isTrue ? [note] : [];
}

/** What hollow points are. */
export function hollowNotes(panels: readonly XyPanel[]): string[] {
  const isAny = panels.some(({ series }) => series.some(({ points }) => points.some(({ hollow }) => hollow)));
  return isAny ? ["Hollow points: fewer than six trials, so no confidence interval."] : [];
}

/** `a`, `a and b`, `a, b and c`. */
function listText(words: readonly string[]): string {
  return [words.slice(0, -1).join(", "), ...words.slice(-1)].filter((part) => part !== "").join(" and ");
}

/** Whether the zero-copy modes that the figure compares were zero-copy. */
export function copiedNotes({ modes, copied }: CellTable): string[] {
  const requesting = modes.filter(asksForZeroCopy);
  const names = (outcome: unknown) => listText(requesting.filter((mode) => copied.get(mode) === outcome));
  const all = names("always"), some = names("partly"), unknown = names("not recorded");
  return [
    ...(all === ""
      ? []
      : [`The kernel copied all that ${all} sent: this is the overhead of requesting zero-copy.`]),
    ...(some === "" ? [] : [`The kernel copied part of what ${some} sent.`]),
    ...(unknown === "" ? [] : [`Whether the kernel copied what ${unknown} sent is not recorded.`]),
  ];
}
