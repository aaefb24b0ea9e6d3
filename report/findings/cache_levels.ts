/** Question 2: which cache level shows the largest reduction in misses, and between which modes. */
import { mean, median } from "simple-statistics";
import type { CellTable } from "../../results/cells.ts";
import { type ModeContrast, turnedRound } from "../../results/comparisons.ts";
import type { Merit } from "../../results/measures.ts";
import { asksForZeroCopy, comparedPairs, type ModePair } from "../../results/mode_catalogue.ts";
import { bytesText, integerText, numberText, threadsText } from "../../results/number_text.ts";
import { countText, joined, listText } from "../../results/words.ts";
import { changesText, changeText, contrastText, fewerText } from "../phrases.ts";
import { copiedText, subjectOf } from "../zero_copy_facts.ts";
import { missingLevels, missMeasures, proportionCaveat, whyNoMeasure } from "./cache_misses.ts";
import {
  answerPerSetting,
  comparisonsOf,
  type Context,
  type Evidence,
  type Finding,
  notMeasurable,
  type Part,
  repeatsCaveat,
} from "./finding.ts";
import { whyNotCounted } from "./counter_reasons.ts";

/**
 * One cache level between two modes, over all cells that both have; `fewer` has fewer misses overall. What is said of it
 * instead of the comparisons it was made from: there may be ten thousand of them for each pair of modes and level.
 */
interface Reduction {
  readonly measure: Merit;
  readonly more: string;
  readonly fewer: string;
  /** Misses of `fewer` over those of `more`, median over the cells. */
  readonly ratio: number;
  /** Misses of `more` less those of `fewer`, mean over the cells, in the measure's unit. */
  readonly drop: number;
  /** Whether it is shown by at least one interval, where there are intervals. */
  readonly isShown: boolean;
  /** `median over 4 cases; −12 % to +3 %; fewer in 3`. */
  readonly extent: string;
  /** How much the comparisons can be trusted. */
  readonly caveat: string;
  readonly evidence: Evidence;
}

type PlacedContrast = Pick<
  ModeContrast,
  "repeats" | "ratio" | "states" | "verdict" | "messageBytes" | "threads"
>;

export function cacheLevels(context: Context): Finding {
  const title = "Which cache level shows the largest reduction in misses, and between which modes?";
  const because = whyNotCounted(context);
  const part = (table: CellTable) => because === null ? answer(table) : notMeasurable(because);
  return answerPerSetting(context, { question: 2, title }, part);
}

function answer(table: CellTable): Part {
  const measures = missMeasures(table);
  const reductions = measures.flatMap((measure) =>
    comparedPairs(table.modes).flatMap((pair) => reductionBetween(table, measure, pair) ?? [])
  );
  if (measures.length === 0) return notMeasurable(whyNoMeasure(table));
  if (reductions.length === 0) return notMeasurable("no case has cache misses of two modes");
  const shown = reductions.filter(({ isShown }) => isShown);
  const [relative] = shown.toSorted((a, b) => a.ratio - b.ratio);
  const [absolute] = shown.toSorted((a, b) => b.drop - a.drop);
  const evidence = reductions.map(({ evidence }) => evidence);
  if (relative === undefined || absolute === undefined) {
    return {
      answer: "No cache level shows a statistically significant reduction between two modes.",
      measurable: true,
      evidence,
      hypothesis: null,
    };
  }
  return {
    answer: joined([
      relativeText(table, relative),
      absoluteText(table, absolute, relative),
      missingLevels(measures),
      proportionCaveat(measures),
      relative.caveat,
    ]),
    measurable: true,
    evidence,
    hypothesis: hypothesisOf(table, relative),
  };
}

function reductionBetween(
  table: CellTable,
  measure: Merit,
  { baseline, candidate }: ModePair,
): Reduction | null {
  const there = comparisonsOf(table, measure, baseline, candidate);
  if (there.length === 0) return null;
  const swapped = median(there.map((contrast) => contrast.ratio.estimate)) > 1;
  const [more, fewer] = swapped ? [candidate, baseline] : [baseline, candidate];
  const contrasts = swapped ? there.map(turnedRound) : there;
  const drops = contrasts.map(({ messageBytes, threads }) =>
    (table.find(more, messageBytes, threads)?.estimate(measure)?.median ?? NaN) -
    (table.find(fewer, messageBytes, threads)?.estimate(measure)?.median ?? NaN)
  );
  const ratios = contrasts.map((contrast) => contrast.ratio.estimate), ratio = median(ratios);
  return {
    ...{ measure, more, fewer, ratio },
    drop: mean(drops),
    isShown: isShown(contrasts),
    extent: extentText(ratios),
    caveat: repeatsCaveat(contrasts),
    evidence: {
      text: `${measure.label}, ${subjectOf(table, more)} to ${subjectOf(table, fewer)}: ` +
        `${changeText(ratio)} (median); ${extremesText(contrasts)}`,
      columns: [measure.id, "message_bytes", "threads"],
    },
  };
}

/** Where there are intervals, at least one of them has to show the reduction. */
function isShown(contrasts: readonly PlacedContrast[]): boolean {
  const decided = contrasts.filter(({ ratio }) => ratio.interval !== null);
  return decided.length === 0 || decided.some(({ verdict }) => verdict === "better");
}

function extentText(ratios: readonly number[]): string {
  const below = ratios.filter((one) => one < 1).length;
  const places = countText(ratios.length, "case");
  return `median over ${places}; ${changesText(ratios)}; fewer in ${integerText(below)}`;
}

function relativeText(table: CellTable, { measure, more, fewer, ratio, extent }: Reduction): string {
  const modes = `with ${subjectOf(table, fewer)} than with ${subjectOf(table, more)}`;
  return `The largest relative reduction is in ${measure.label}: ${fewerText(ratio)} ${modes} (${extent}).`;
}

function absoluteText(table: CellTable, absolute: Reduction, relative: Reduction): string {
  if (absolute === relative) return "It is also the largest in absolute numbers.";
  const { measure, more, fewer, drop } = absolute;
  return `In absolute numbers the largest is in ${measure.label}: ${numberText(drop)} ${measure.unit} ` +
    `fewer on average with ${subjectOf(table, fewer)} than with ${subjectOf(table, more)}.`;
}

function extremesText(contrasts: readonly PlacedContrast[]): string {
  const ascending = contrasts.toSorted((a, b) => a.ratio.estimate - b.ratio.estimate);
  const at = [...new Set([ascending[0], ascending.at(-1)])].flatMap((contrast) =>
    contrast === undefined
      ? []
      : [`${contrastText(contrast)} at ${bytesText(contrast.messageBytes)}, ${threadsText(contrast.threads)}`]
  );
  return listText(at);
}

function hypothesisOf(table: CellTable, { more, fewer }: Reduction): string | null {
  if (more === "two-copy" && fewer === "one-copy") {
    return "Without the packing buffer the payload is read and written one time less, so fewer cache lines are loaded.";
  }
  if (!asksForZeroCopy(fewer) || asksForZeroCopy(more)) return null;
  switch (table.copied.get(fewer)) {
    case "never":
      return "The sender's CPU no longer reads and writes the payload, so fewer cache lines are loaded.";
    case "not recorded":
      return "If the kernel sent without copying, the sender's CPU did not touch the payload; if it copied, it did so " +
        "elsewhere (in softirq, or on threads that were not counted).";
    default:
      return `${copiedText(table, fewer)} So no copy was saved: it was made later, or where these threads ` +
        "are not counted.";
  }
}
