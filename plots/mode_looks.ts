/**
 * The look of each transmit mode: one colour, marker and dash, the same in every figure.
 *
 * Colours: Okabe and Ito, "Color Universal Design" (2008), distinct to readers with any colour vision; markers and
 * dashes carry the same distinction for print in grey.
 */
import { orderModes } from "../results/mode_catalogue.ts";
import type { Look } from "./figure.ts";

/** Modes that are not here have spare looks. */
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

/** The look of every mode of some results; modes without one of their own have the spare looks, in their order. */
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

/** The look of one mode of a setup, the same in all figures of its results. */
export function lookOf({ allModes }: { readonly allModes: readonly string[] }, mode: string): Look {
  return looksOfModes(allModes).get(mode)!;
}
