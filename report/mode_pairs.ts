/** Which modes are compared with which, and what the step from one to the other costs or saves. */

export interface ModePair {
  readonly baseline: string;
  readonly candidate: string;
}

const pair = (baseline: string, candidate: string): ModePair => ({ baseline, candidate });

/** The pairs that crossovers are given for: the three modes of the exercise, and the controls. */
export const CROSSOVER_PAIRS: readonly ModePair[] = [
  pair("two-copy", "one-copy"),
  pair("two-copy", "zero-copy"),
  pair("one-copy", "zero-copy"),
  pair("two-copy", "contiguous"),
  pair("one-copy", "contiguous"),
  pair("contiguous", "zero-copy-contiguous"),
  pair("zero-copy", "zero-copy-contiguous"),
];

/** The pairs among the modes of a run that are compared; modes that are not known are compared with two-copy. */
export function comparedPairs(modes: readonly string[]): ModePair[] {
  const known = [...CROSSOVER_PAIRS, pair("two-copy", "per-field"), pair("per-field", "one-copy")];
  const strangers = modes
    .filter((mode) => !known.some(({ baseline, candidate }) => mode === baseline || mode === candidate))
    .map((mode) => pair("two-copy", mode));
  return [...known, ...strangers].filter(({ baseline, candidate }) =>
    modes.includes(baseline) && modes.includes(candidate)
  );
}

/** Whether a mode asks the kernel for zero-copy, whatever it then does. */
export function asksForZeroCopy(mode: string): boolean {
  return mode.startsWith("zero-copy");
}

/** Modes that separate costs and are no choice: a real message has fields to gather. */
export function isControl(mode: string): boolean {
  return mode.endsWith("contiguous");
}
