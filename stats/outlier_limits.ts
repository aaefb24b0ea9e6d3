/**
 * From where on a residual or an effect of a median polish is an outlier: limits that hold the chance of even one false
 * alarm, over all cells and all effects together, to a level.
 *
 * A residual over the robust scale of all of them is no normal value: polishing makes many residuals small, the scale
 * of a few is uncertain, and the largest of a thousand is far out by chance. So the limits are quantiles of simulated
 * fits: the same design, values that are normal and have no effects (a parametric bootstrap of the maxima). Half of the
 * level is for cells, half for effects. What is false by this rule is so for residuals with tails like a normal
 * distribution's.
 * Source: A. C. Davison and D. V. Hinkley, Bootstrap Methods and their Application (1997), sections 4.2 and 4.4; P. H.
 * Westfall and S. S. Young, Resampling-Based Multiple Testing (1993), section 2.3, for the maxima.
 */
import { type EffectsDesign, type EffectsFit, medianPolish } from "./median_polish.ts";
import { mixSeed, type Random, seededRandom } from "./random.ts";

/** The chance of even one false positive where nothing is wrong. */
export const FALSE_POSITIVE_RATE = 0.05;

/** In units of the scale of the residuals. */
export interface OutlierLimits {
  /** Of a residual's size. */
  readonly cell: number;
  /** Of an effect's size times the root of the number of its cells. */
  readonly effect: number;
  /** So many fits were simulated. */
  readonly simulations: number;
}

const SEED = 1977;
/** As many as take about a second at most. */
const SIMULATED_CELLS = 1_000_000, LEAST_SIMULATIONS = 250, MOST_SIMULATIONS = 2000;

/** The limits of a design; the same design has the same ones. */
export function outlierLimits(design: EffectsDesign): OutlierLimits {
  const random = seededRandom(mixSeed(SEED));
  const wanted = Math.round(SIMULATED_CELLS / design.cellCount);
  const simulations = Math.max(LEAST_SIMULATIONS, Math.min(MOST_SIMULATIONS, wanted));
  const cells = new Float64Array(simulations), effects = new Float64Array(simulations);
  for (let i = 0; i < simulations; i++) {
    const fit = medianPolish(normalValues(design.cellCount, random), design);
    cells[i] = Math.max(...cellSizes(fit));
    effects[i] = Math.max(...effectSizes(fit, design));
  }
  return { cell: limitOf(cells), effect: limitOf(effects), simulations };
}

/** The residuals' sizes in units of their scale. */
export function cellSizes({ residuals, scale }: EffectsFit): Float64Array {
  return residuals.map((residual) => inScale(residual, scale));
}

/** The effects' sizes in units of the scale over the root of the number of their cells; 0 where nothing was measured. */
export function effectSizes({ effects, scale }: EffectsFit, { effects: cells }: EffectsDesign): Float64Array {
  return effects.map((effect, k) =>
    Number.isNaN(effect) ? 0 : inScale(effect, scale) * Math.sqrt(cells[k]!.length)
  );
}

/** Residuals without any spread leave rounding alone. */
const LEAST_SCALE = 1e-12;

function inScale(value: number, scale: number): number {
  return Math.abs(value) / Math.max(scale, LEAST_SCALE);
}

/** The quantile that half of the level lies above, taken upwards. */
function limitOf(maxima: Float64Array): number {
  const place = Math.ceil((1 - FALSE_POSITIVE_RATE / 2) * (maxima.length + 1)) - 1;
  return maxima.sort()[Math.min(place, maxima.length - 1)]!;
}

/** By G. E. P. Box and M. E. Muller, Annals of Mathematical Statistics 29 (1958). */
function normalValues(count: number, random: Random): Float64Array {
  const values = new Float64Array(count);
  for (let i = 0; i < count; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random.next())), angle = 2 * Math.PI * random.next();
    values[i] = radius * Math.cos(angle);
    if (i + 1 < count) values[i + 1] = radius * Math.sin(angle);
  }
  return values;
}
