/** How many small panels a figure has and how they are laid out in lines. */

/** More panels than this cannot be read on one page. */
export const MAX_PANELS = 12;

/** Panels per line for `panels` panels. */
export function gridColumns(panels: number): number {
  if (panels <= 3) return Math.max(1, panels);
  if (panels === 4) return 2;
  if (panels <= 6 || panels === 9) return 3;
  return 4;
}

/** How many tick labels fit under a panel in a line of `columns` panels. */
export function ticksPerPanel(columns: number): number {
  return [9, 9, 8, 5, 4][columns] ?? 3;
}

/** At most `most` of the values, evenly spaced, the first and the last among them. */
export function evenlySpaced<T>(values: readonly T[], most: number): T[] {
  if (values.length <= most) return [...values];
  return Array.from({ length: most }, (_, i) => values[Math.round(i * (values.length - 1) / (most - 1))]!);
}

/** What a figure says when it leaves panels out. */
export function omissionNote(shown: readonly unknown[], all: readonly unknown[], things: string): string[] {
  return shown.length === all.length
    ? []
    : [`${shown.length} of ${all.length} ${things} are shown; the tables have all.`];
}
