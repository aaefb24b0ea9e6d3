/** Which modes are compared with which. */
import { cataloguedMode, orderModes } from "./mode_catalogue.ts";

export interface ModePair {
  readonly baseline: string;
  readonly candidate: string;
}

/**
 * The pairs among the modes of a run that are compared: each with its baselines of the catalogue. Modes that are not
 * in it, and those none of whose baselines ran, are compared with the first mode of the run.
 */
export function comparedPairs(modes: readonly string[]): ModePair[] {
  const [first, ...others] = orderModes(modes);
  return others.flatMap((candidate) => {
    const baselines = (cataloguedMode(candidate)?.baselines ?? []).filter((mode) => modes.includes(mode));
    return (baselines.length > 0 ? baselines : [first!]).map((baseline) => ({ baseline, candidate }));
  });
}
