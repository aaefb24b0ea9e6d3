/** How many small panels a figure has, which modes are in which, how they are laid out in lines, and how much room each has. */

/** Units of a figure's width; see `draw_figure.ts`. */
export const FIGURE_WIDTH = 800;
export const MARGIN = 16;
export const PANEL_GAP = 10;
/** Room for an axis title beside and below the panels. */
export const AXIS_TITLE = 18;

/** More panels than this cannot be read on one page. */
export const MAX_PANELS = 12;
/** About how many units the labels of the y axis take. */
const TICK_LABELS = 40;

/** Panels per line for `panels` panels. */
export function gridColumns(panels: number): number {
  if (panels <= 3) return Math.max(1, panels);
  if (panels === 4) return 2;
  if (panels <= 6 || panels === 9) return 3;
  return 4;
}

/** Width of a panel with the labels of its y axis, in whole units, so that its lines are sharp. */
export function panelWidth(columns: number): number {
  return Math.floor((FIGURE_WIDTH - 2 * MARGIN - AXIS_TITLE - (columns - 1) * PANEL_GAP) / columns);
}

/** Width between the axes of a panel, about. */
export function plotWidth(columns: number): number {
  return panelWidth(columns) - TICK_LABELS;
}

/** Size of the text in panels in lines of `columns`. */
export function panelFontSize(columns: number): number {
  return columns > 2 ? 10 : 11;
}

/** What a label takes at most in common sans-serif fonts: figures are described before fonts are known. */
export function roomFor(label: string, fontSize: number): number {
  return 0.6 * fontSize * label.length;
}

/** At most `most` of the values, evenly spaced, the first and, where there are two, the last among them. */
export function evenlySpaced<T>(values: readonly T[], most: number): T[] {
  if (values.length <= most || most < 2) return values.slice(0, most);
  return Array.from({ length: most }, (_, i) => values[Math.round(i * (values.length - 1) / (most - 1))]!);
}

/** More places than this on a logarithmic axis put markers on top of each other. */
const MAX_PLACES = 32;

/**
 * The values as they are where an axis has places for all; else some, about evenly spaced by logarithm, the first and the
 * last among them.
 *
 * @param ascending positive
 * @param needed values that are always among them
 */
export function apart(ascending: readonly number[], needed: readonly number[] = []): number[] {
  const first = ascending[0] ?? 1, last = ascending.at(-1) ?? 1;
  if (ascending.length <= MAX_PLACES) return [...ascending];
  const gap = (last / first) ** (1 / MAX_PLACES);
  let kept = 0;
  return ascending.filter((value) => {
    const isApart = value >= kept * gap && (value * gap <= last || value === last);
    if (isApart) kept = value;
    return isApart || needed.includes(value);
  });
}

/** What a figure says when it leaves panels, or places of an axis, out. */
export function omissionNote(shown: readonly unknown[], all: readonly unknown[], things: string): string[] {
  return shown.length === all.length
    ? []
    : [`${shown.length} of ${all.length} ${things} are shown; the tables have all.`];
}

/** More lines cannot be distinguished in one panel. */
const MAX_MODES = 7;

export interface ModeGroup {
  readonly modes: readonly string[];
  /** What follows the titles of its panels. */
  readonly part: string;
}

/**
 * The modes in their order, in groups of about the same size.
 *
 * @param shared the mode that is in every group, for comparison, where it is among them
 */
export function modeGroups(modes: readonly string[], shared: string | undefined): ModeGroup[] {
  if (modes.length <= MAX_MODES) return [{ modes, part: "" }];
  const common = modes.filter((mode) => mode === shared);
  const others = modes.filter((mode) => mode !== shared);
  const count = Math.ceil(others.length / (MAX_MODES - common.length));
  const size = Math.ceil(others.length / count);
  return Array.from({ length: count }, (_, i) => ({
    modes: [...common, ...others.slice(i * size, (i + 1) * size)],
    part: i === 0 ? "" : ", further modes",
  }));
}

/** The notes of a figure that splits its modes. */
export function groupNotes(groups: readonly ModeGroup[]): string[] {
  const [first, second] = groups;
  if (first === undefined || second === undefined) return [];
  const common = first.modes.filter((mode) => second.modes.includes(mode)).map((mode) =>
    `; ${mode} is in each`
  );
  return [
    `The modes are split over ${groups.length} panels side by side, with the same axes${common.join("")}.`,
  ];
}
