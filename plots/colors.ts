/** Colours, `#rrggbb` in and out: ink and paper of the files, fields for files and page alike, values as shades. */
import { numberText } from "../results/number_text.ts";

export const INK = "#1a1a1a";
export const FAINT_INK = "#555555";
export const PAPER = "#ffffff";

/** For fields without a colour of their own, such as ties. */
export const NEUTRAL = "#8a8a8a";

/** The page in dark mode, as in report/page/page.css. */
export const DARK_PAPER = "#16181c";

/** `color` over `paper` at `strength` from 0 (paper) to 1. */
export function blend(color: string, strength: number, paper = PAPER): string {
  const ground = channels(paper);
  const mixed = channels(color).map((channel, i) =>
    Math.round(ground[i]! + (channel - ground[i]!) * strength)
  );
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

/** Black or white, whichever has the higher contrast (WCAG 2.2, relative luminance). */
export function textColorOn(background: string): string {
  const [red = 0, green = 0, blue = 0] = channels(background).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) ? "#000000" : "#ffffff";
}

function channels(color: string): number[] {
  return [1, 3, 5].map((start) => parseInt(color.slice(start, start + 2), 16));
}

interface Shade {
  readonly color: string;
  readonly strength: number;
}

/** Values as shades of one colour, over the range that most of them have: one far off leaves the others apart. */
export interface ColorScale {
  /** Values beyond the range have the shades of its ends. */
  readonly lookOf: (value: number) => Shade;
  /** For a legend, ascending. */
  readonly steps: readonly (Shade & { readonly label: string })[];
}

const FAINTEST = 0.08, FULLEST = 0.85;
const STEPS = 5;
/** Noise is no pattern: values nearer to each other than this have nearly the same shade. */
const LEAST_RANGE = 1.1;

/** Positive values; the more, the fuller. */
export function colorScale(values: Float64Array, color: string): ColorScale {
  const least = values.reduce((a, b) => Math.min(a, b)), greatest = values.reduce((a, b) => Math.max(a, b));
  const widen = Math.max(1, Math.sqrt(LEAST_RANGE * least / greatest));
  const [low, high] = [least / widen, greatest * widen];
  const lookOf = (value: number): Shade => {
    const share = Math.max(0, Math.min(1, (value - low) / (high - low)));
    return { color, strength: FAINTEST + share * (FULLEST - FAINTEST) };
  };
  const steps = Array.from({ length: STEPS }, (_, i) => low + i / (STEPS - 1) * (high - low));
  return {
    lookOf,
    steps: steps.map((value, i) => ({ ...lookOf(value), label: stepText(value, i) })),
  };
}

function stepText(value: number, i: number): string {
  const text = numberText(value);
  return i === 0 ? `${text} or less` : i === STEPS - 1 ? `${text} or more` : text;
}
