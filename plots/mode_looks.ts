/**
 * The look of each transmit mode and receive strategy: one colour, marker and dash, the same in every figure.
 *
 * Colours: Okabe and Ito, "Color Universal Design" (2008), and six more that differ from these and from each other for
 * any colour vision, on white paper and on a dark page alike. Where two are similar, markers differ; two modes with the
 * same marker have very different colours; dashes distinguish them in greyscale print.
 */
import { MODE_CATALOGUE, orderModes } from "../results/mode_catalogue.ts";
import type { Look } from "./figure.ts";

/** Modes that are not here have spare looks. */
const MODE_LOOKS: readonly (readonly [mode: string, look: Look])[] = [
  ["two-copy", { color: "#0072B2", marker: "circle", dash: [] }],
  ["per-field", { color: "#E69F00", marker: "triangle", dash: [2, 3] }],
  ["one-copy", { color: "#009E73", marker: "rect", dash: [8, 3] }],
  ["zero-copy", { color: "#D55E00", marker: "rectRot", dash: [8, 3, 2, 3] }],
  ["contiguous", { color: "#56B4E9", marker: "triangleDown", dash: [4, 2] }],
  ["zero-copy-contiguous", { color: "#CC79A7", marker: "triangleRight", dash: [12, 3] }],
];

/** The counts of colours, markers and dashes are coprime, so that cycling through all three repeats late. */
const SPARE_COLORS = ["#6E6E6E", "#8F6BEF", "#C0243C", "#9C3C90", "#8B5A2B", "#F7617B"] as const;
const SPARE_MARKERS = ["triangleLeft", "rect", "circle", "triangle", "triangleDown"] as const;
const SPARE_DASHES = [[5, 5], [1, 2], [10, 2, 2, 2], [3, 6], [14, 4, 1, 4], [6, 2, 1, 2, 1, 2], [
  16,
  2,
]] as const;

/** Modes of the catalogue without a look of their own: their spare looks do not depend on what else ran. */
const PLAIN_MODES: readonly string[] = MODE_CATALOGUE.map(({ id }) => id)
  .filter((id) => !MODE_LOOKS.some(([mode]) => mode === id));

/** The look of every mode of some results; modes without one of their own have the spare looks, in their order. */
export function looksOfModes(modes: Iterable<string>): Map<string, Look> {
  const looks = new Map(MODE_LOOKS);
  const strangers = orderModes(modes).filter((mode) => !looks.has(mode) && !PLAIN_MODES.includes(mode));
  [...PLAIN_MODES, ...strangers].forEach((mode, i) => looks.set(mode, spareLook(i)));
  return looks;
}

/** The looks of the receive strategies of some results, in their order: none that the modes of most sweeps have. */
export function looksOfStrategies(strategies: readonly string[]): Map<string, Look> {
  return new Map(strategies.map((strategy, i) => [strategy, spareLook(i)]));
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
