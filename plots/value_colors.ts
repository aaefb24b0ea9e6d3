/** Values as shades of one colour, over the range that most of them have: one far off leaves the others apart. */
import { numberText } from "../results/number_text.ts";

export interface Shade {
  readonly color: string;
  readonly strength: number;
}

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
