/** More lines than can be distinguished in one panel are split over several, side by side. */

/** The most modes in a panel. */
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
