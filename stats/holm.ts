/**
 * Holm's step-down correction for many comparisons.
 * Source: S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6
 * (1979), 65–70.
 */

/** The chance of even one false positive. */
const ALPHA = 0.05;

/** Which of the p-values stay significant when that chance is held to its level. */
export function holmSurvivors(pValues: readonly number[]): boolean[] {
  const survives = pValues.map(() => false);
  const ascending = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  for (const [step, { p, index }] of ascending.entries()) {
    if (p > ALPHA / (pValues.length - step)) break;
    survives[index] = true;
  }
  return survives;
}
