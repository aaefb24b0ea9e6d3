/**
 * Additive effects by median polish, which one bad value, or one bad row of them, does not smear over the others: as
 * long as fewer than half of the values of each effect are bad, the rest are fitted as if these were not there. Least
 * squares would give a bad link's loss in parts to all that share a host with it.
 *
 * The values need no complete table. In a two-way table each cell has the effects of its row and its column; where rows
 * and columns are the same things and only pairs of them are known, a cell has the effects of two of one kind.
 * Source: J. W. Tukey, Exploratory Data Analysis (1977), chapter 11; the scale of the residuals: R. A. Maronna, R. D.
 * Martin and V. J. Yohai, Robust Statistics (2006), section 4.4, for fits by least absolute deviations, whose
 * parameters each make a residual of zero that says nothing of the spread.
 */
import { medianInPlace } from "./median_in_place.ts";
import { medianOfSorted } from "./median_interval.ts";

/** Which cells have which effects. */
export interface EffectsDesign {
  readonly cellCount: number;
  /** The cells that have each effect; none for an effect that nothing was measured of. */
  readonly effects: readonly Int32Array[];
  /** Effects of a kind, from and up to a place in `effects`: those of a kind have the median 0. */
  readonly kinds: readonly (readonly [from: number, to: number])[];
  /** How many effects of each kind a cell has: 1 in a two-way table, 2 where its two are of one kind. */
  readonly perCell: number;
}

export interface EffectsFit {
  /** What a cell would have whose effects are all 0. */
  readonly overall: number;
  /** NaN where nothing was measured. */
  readonly effects: Float64Array;
  /** What each cell has beyond the overall value and its effects. */
  readonly residuals: Float64Array;
  /** The standard deviation that normal residuals of such a spread would have. */
  readonly scale: number;
}

const MOST_SWEEPS = 20;
/** A sweep that takes away less than this share of what is left is the last. */
const LEAST_GAIN = 1e-4;
/** The median of the absolute values of standard normal ones. */
const NORMAL_MEDIAN_DEVIATION = 0.674490;

/** Fits `values`, one for each cell of the design. */
export function medianPolish(values: Float64Array, design: EffectsDesign): EffectsFit {
  const residuals = Float64Array.from(values), effects = new Float64Array(design.effects.length);
  const middle = medianOfSorted(Float64Array.from(values).sort());
  for (let i = 0; i < residuals.length; i++) residuals[i]! -= middle;
  let left = sizeOf(residuals);
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    sweepOnce(residuals, effects, design.effects);
    const now = sizeOf(residuals);
    if (left - now <= LEAST_GAIN * left) break;
    left = now;
  }
  const overall = middle + centre(effects, design);
  return { overall, effects, residuals, scale: scaleOf(residuals, parameterCount(design)) };
}

/** How many numbers a fit chooses: the overall value, and effects but for one of a kind, which follows from the others. */
export function parameterCount({ effects, kinds }: EffectsDesign): number {
  const measured = effects.filter(({ length }) => length > 0).length;
  return 1 + measured - kinds.length;
}

/** Moves the median of each effect's residuals into it. */
function sweepOnce(residuals: Float64Array, effects: Float64Array, cells: readonly Int32Array[]): void {
  for (let k = 0; k < cells.length; k++) {
    const own = cells[k]!;
    if (own.length === 0) continue;
    if (room.length < own.length) room = new Float64Array(2 * own.length);
    for (let i = 0; i < own.length; i++) room[i] = residuals[own[i]!]!;
    const median = medianInPlace(room, own.length);
    if (median === 0) continue;
    effects[k]! += median;
    for (let i = 0; i < own.length; i++) residuals[own[i]!]! -= median;
  }
}

/** The same again and again: fits are made by thousands. */
let room = new Float64Array(64);

function sizeOf(residuals: Float64Array): number {
  let size = 0;
  for (const residual of residuals) size += Math.abs(residual);
  return size;
}

/** Makes the median of each kind 0; gives what that adds to the overall value. */
function centre(effects: Float64Array, { effects: cells, kinds, perCell }: EffectsDesign): number {
  let overall = 0;
  for (const [from, to] of kinds) {
    const measured = effects.subarray(from, to).filter((_, i) => cells[from + i]!.length > 0).sort();
    const median = measured.length === 0 ? 0 : medianOfSorted(measured);
    for (let k = from; k < to; k++) effects[k] = cells[k]!.length === 0 ? NaN : effects[k]! - median;
    overall += perCell * median;
  }
  return overall;
}

function scaleOf(residuals: Float64Array, parameters: number): number {
  const sizes = residuals.map(Math.abs).sort().subarray(Math.min(parameters, residuals.length));
  return sizes.length === 0 ? 0 : medianOfSorted(sizes) / NORMAL_MEDIAN_DEVIATION;
}
