/**
 * The look of each transmit mode: one colour, marker and dash, the same in every figure.
 *
 * Colours: Okabe and Ito, "Color Universal Design" (2008), distinct to readers with any colour vision; markers and
 * dashes carry the same distinction for print in grey.
 */
import type { Look } from "./figure.ts";

/** In the order in which legends name them; modes that are not here follow, by name. */
const MODE_LOOKS: readonly (readonly [mode: string, look: Look])[] = [
  ["two-copy", { color: "#0072B2", marker: "circle", dash: [] }],
  ["per-field", { color: "#E69F00", marker: "triangle", dash: [2, 3] }],
  ["one-copy", { color: "#009E73", marker: "rect", dash: [8, 3] }],
  ["zero-copy", { color: "#D55E00", marker: "rectRot", dash: [8, 3, 2, 3] }],
  ["contiguous", { color: "#56B4E9", marker: "crossRot", dash: [4, 2] }],
  ["zero-copy-contiguous", { color: "#CC79A7", marker: "star", dash: [12, 3] }],
];

/** Their counts have no common factor, so that looks made by going round in all three repeat after thirty. */
const SPARE_COLORS = ["#000000", "#999999", "#F0E442"] as const;
const SPARE_MARKERS = ["cross", "rectRounded"] as const;
const SPARE_DASHES = [[5, 5], [1, 2], [10, 2, 2, 2], [3, 6], [14, 4, 1, 4]] as const;

/** Modes that exist to separate costs, not to be chosen: the message of a real program has fields to gather. */
export const CONTROL_MODES: readonly string[] = ["contiguous", "zero-copy-contiguous"];

/** The modes in the order of legends, each once. */
export function orderModes(modes: Iterable<string>): string[] {
  const place = (mode: string) => {
    const known = MODE_LOOKS.findIndex(([id]) => id === mode);
    return known < 0 ? MODE_LOOKS.length : known;
  };
  return [...new Set(modes)].sort((a, b) => place(a) - place(b) || (a < b ? -1 : a > b ? 1 : 0));
}

/** The look of every mode of a result set; modes that netio does not know have the spare looks, by name. */
export function looksOfModes(modes: Iterable<string>): Map<string, Look> {
  const looks = new Map(MODE_LOOKS);
  const unknown = orderModes(modes).filter((mode) => !looks.has(mode));
  unknown.forEach((mode, i) => looks.set(mode, spareLook(i)));
  return looks;
}

function spareLook(i: number): Look {
  return {
    color: SPARE_COLORS[i % SPARE_COLORS.length]!,
    marker: SPARE_MARKERS[i % SPARE_MARKERS.length]!,
    dash: [...SPARE_DASHES[i % SPARE_DASHES.length]!],
  };
}
