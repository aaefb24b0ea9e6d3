/**
 * Where the better of two modes changes with the message size. The crossover lies between the last size at which one is
 * better and the first at which the other is; sizes between them at which neither is keep that interval wide.
 */
import { isSingleRun, type ModeContrast } from "./comparisons.ts";
import type { Merit } from "./measures.ts";

/** What a comparison says of its candidate. */
export type Outcome = "better" | "worse" | "undecided";

/** One crossover of two modes; sizes in bytes. */
export interface Crossing {
  /** The mode that is better at `highBytes`, and the one that is better at `lowBytes`. */
  readonly overtaker: string;
  readonly overtaken: string;
  readonly lowBytes: number;
  readonly highBytes: number;
  /** Measured sizes between the two at which neither is better, ascending. */
  readonly undecidedAt: readonly number[];
}

/** Comparisons by one measure, grouped into those that differ in the message size alone; each group by ascending size. */
export function linesBySize<C extends ModeContrast>(comparisons: readonly C[]): C[][] {
  const bySetting = Map.groupBy(comparisons, ({ setting }) => setting);
  return [...bySetting.values()].flatMap((own) => {
    const lines = Map.groupBy(
      own,
      ({ baseline, candidate, threads }) => `${baseline}\n${candidate}\n${threads}`,
    );
    return [...lines.values()].map((line) => line.toSorted((a, b) => a.messageBytes - b.messageBytes));
  });
}

/** By the confidence interval of the ratio; by the plain value where each mode has a single trial. */
export function outcomeOf(comparison: ModeContrast, { better }: Merit): Outcome {
  if (!isSingleRun(comparison)) return decidedOutcome(comparison);
  const { estimate } = comparison.ratio;
  if (estimate === 1) return "undecided";
  return (better === "higher") === (estimate > 1) ? "better" : "worse";
}

/** By the confidence interval alone. */
export function decidedOutcome({ verdict }: Pick<ModeContrast, "verdict">): Outcome {
  return verdict === "better" || verdict === "worse" ? verdict : "undecided";
}

/**
 * The crossovers along a line of {@linkcode linesBySize}, by ascending size.
 *
 * @param outcome which comparisons count as decided
 */
export function crossingsOf(
  line: readonly ModeContrast[],
  outcome: (comparison: ModeContrast) => Outcome,
): Crossing[] {
  const found: Crossing[] = [];
  let last: { readonly outcome: Outcome; readonly bytes: number } | null = null;
  let undecidedAt: number[] = [];
  for (const comparison of line) {
    const now = outcome(comparison), { messageBytes: bytes, baseline, candidate } = comparison;
    if (now === "undecided") {
      undecidedAt.push(bytes);
      continue;
    }
    if (last !== null && last.outcome !== now) {
      const [overtaker, overtaken] = now === "better" ? [candidate, baseline] : [baseline, candidate];
      found.push({ overtaker, overtaken, lowBytes: last.bytes, highBytes: bytes, undecidedAt });
    }
    last = { outcome: now, bytes };
    undecidedAt = [];
  }
  return found;
}
