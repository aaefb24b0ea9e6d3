/**
 * Limits of outliers for the configurations of a cluster. Simulating them takes up to a second, and most configurations
 * were measured in the same pairs; where a few are missing, as after failed trials, the limits are hardly others.
 */
import type { EffectsDesign } from "../../stats/median_polish.ts";
import { type OutlierLimits, outlierLimits } from "../../stats/outlier_limits.ts";

/** Designs that differ by less in the number of their cells share their limits. */
const LEAST_DIFFERENCE = 0.05;

export class LimitsCache {
  readonly #known: { readonly design: EffectsDesign; readonly limits: OutlierLimits }[] = [];

  of(design: EffectsDesign): OutlierLimits {
    const known = this.#known.find((one) => isAlike(one.design, design));
    if (known !== undefined) return known.limits;
    const limits = outlierLimits(design);
    this.#known.push({ design, limits });
    return limits;
  }
}

function isAlike(one: EffectsDesign, other: EffectsDesign): boolean {
  const difference = Math.abs(one.cellCount - other.cellCount) / Math.max(one.cellCount, other.cellCount);
  return one.kinds.length === other.kinds.length && difference < LEAST_DIFFERENCE;
}
