/**
 * The report of the exercise (`results/mode_catalogue.ts`): its figures, and the parts that could not be measured here. It
 * is recognised by its plan, so that `analyze` and `sweep --resume` make it too.
 */
import type { Figure } from "../plots/figure.ts";
import { describeFigures } from "../plots/registry.ts";
import { EXERCISE_MODES } from "../results/mode_catalogue.ts";
import { notMeasuredIn, notMeasuredText } from "../results/not_measured.ts";
import { capitalized } from "../results/words.ts";
import type { Analysis } from "./analyze.ts";
import { warningText } from "./warnings.ts";
import { type Block, list, paragraph } from "./document.ts";

/** By the names of `netio plot --figures`. */
const FIGURES = ["throughput", "latency", "cache", "cycles"];

/** Whether exactly the exercise's three modes were planned. */
export function isExercise({ loaded: { plan } }: Pick<Analysis, "loaded">): boolean {
  const planned: unknown = plan?.["modes"];
  return Array.isArray(planned) && planned.length === EXERCISE_MODES.length &&
    EXERCISE_MODES.every((mode) => planned.includes(mode));
}

/** The four figures, drawn or not. */
export function exerciseFigures(analysis: Analysis): Figure[] {
  return describeFigures(analysis, FIGURES);
}

/** Questions without an answer, figures without data, and where both could be measured. */
export function unmeasuredBlocks(analysis: Analysis): Block[] {
  const missing = [
    ...analysis.findings.filter(({ measurable }) => !measurable)
      .map(({ question, answer }) => `Question ${question}: ${answer}`),
    ...exerciseFigures(analysis).flatMap((figure) =>
      figure.kind === "not drawn" ? [`Figure “${figure.title}”: ${figure.because}.`] : []
    ),
  ];
  if (missing.length === 0) return [paragraph("All questions and figures of the exercise have data.")];
  const remedies = [
    ...notMeasuredIn(analysis.loaded.environment).map(notMeasuredText),
    ...analysis.warnings.filter(({ id }) => id === "zero-copy-copied").map(warningText),
  ];
  return [
    list(missing),
    ...(remedies.length === 0 ? [] : [paragraph("Why, and what it takes:"), list(remedies.map(capitalized))]),
  ];
}
