/** Questions 7 and 8, for results that have the modes: what io_uring gains, and what sending by reference saves. */
import type { CellTable } from "../../results/cells.ts";
import type { ModeContrast } from "../../results/comparisons.ts";
import { CPU_COSTS, type Merit, THROUGHPUT } from "../../results/measures.ts";
import { countText, joined, listText } from "../../results/words.ts";
import { rowsOfMode, subjectOf } from "../zero_copy_facts.ts";
import {
  answerPerSetting,
  comparisonsOf,
  type Context,
  type Finding,
  notMeasurable,
  type Part,
  repeatsCaveat,
  TOO_FEW_REPEATS,
} from "./finding.ts";
import { perThreads, talliesText, verdictsText } from "./verdicts.ts";

/** A mode, and the mode it differs from in one thing. */
type Pair = readonly [candidate: string, baseline: string];

interface FurtherQuestion extends Pick<Finding, "question" | "title"> {
  readonly pairs: readonly Pair[];
}

const QUESTIONS: readonly FurtherQuestion[] = [
  {
    question: 7,
    title: "Does io_uring gain over the same call made directly?",
    pairs: [
      ["uring-send", "one-copy"],
      ["uring-zero-copy", "zero-copy"],
      ["uring-zero-copy-fixed", "zero-copy-contiguous"],
    ],
  },
  {
    question: 8,
    title: "What do sendfile and splice save?",
    pairs: [["sendfile", "contiguous"], ["splice", "one-copy"]],
  },
];

/** The findings that these results have modes for; none where they have no such mode. */
export function furtherFindings(context: Context): Finding[] {
  const isAsked = ({ pairs }: FurtherQuestion) =>
    context.tables.some(({ modes }) => pairs.some(([candidate]) => modes.includes(candidate)));
  return QUESTIONS.filter(isAsked).map(({ pairs, ...question }) =>
    answerPerSetting(context, question, (table) => pairsPart(table, pairs))
  );
}

function pairsPart(table: CellTable, pairs: readonly Pair[]): Part {
  const present = pairs.filter((pair) => pair.every((mode) => table.modes.includes(mode)));
  if (present.length === 0) {
    const wanted = pairs.map(([candidate, baseline]) => `${candidate} with ${baseline}`);
    return notMeasurable(`these results have no pair to compare: ${listText(wanted)}`);
  }
  const compared = present.map((pair) => ({ pair, throughput: pairComparisons(table, THROUGHPUT, pair) }));
  const all = compared.flatMap(({ throughput }) => throughput);
  if (!all.some(isDecided)) return notMeasurable(TOO_FEW_REPEATS);
  return {
    answer: joined([
      ...compared.map(({ pair, throughput }) => pairText(table, pair, throughput)),
      repeatsCaveat(all),
    ]),
    measurable: true,
    evidence: compared.flatMap(({ pair: [candidate, baseline], throughput }) =>
      perThreads(throughput, THROUGHPUT).map((item) => ({
        ...item,
        text: `${candidate} against ${baseline}: ${item.text}`,
      }))
    ),
    hypothesis: null,
  };
}

function pairComparisons(table: CellTable, measure: Merit, [candidate, baseline]: Pair): ModeContrast[] {
  return comparisonsOf(table, measure, baseline, candidate);
}

function isDecided({ verdict }: ModeContrast): boolean {
  return verdict !== "too few repeats";
}

/** `uring-send (32 at a time at most) against one-copy, of 4 cases: faster in 2 (64 B and 1 KiB: +70 % to +90 %), …` */
function pairText(
  table: CellTable,
  pair: Pair,
  throughput: readonly ModeContrast[],
): string {
  const [candidate, baseline] = pair;
  const depth = rowsOfMode(table, candidate).reduce(
    (most, { queue_depth }) => Math.max(most, queue_depth ?? 0),
    0,
  );
  const handed = depth > 0 ? ` (${depth} at a time at most)` : "";
  const made = throughput.filter(isDecided), cost = costsOf(table, pair);
  const names = `${subjectOf(table, candidate)}${handed} against ${subjectOf(table, baseline)}`;
  const speeds = talliesText(made, "faster", "slower");
  const costs = joined([verdictsText(cost, "better", "less"), verdictsText(cost, "worse", "more")], ", ");
  const costText = costs === "" ? "" : `; CPU per byte: ${costs}`;
  return `${names}, of ${countText(made.length, "case")}: ${speeds}${costText}.`;
}

/** By the first cost that decides anything. */
function costsOf(table: CellTable, pair: Pair): ModeContrast[] {
  for (const measure of CPU_COSTS) {
    const costs = pairComparisons(table, measure, pair);
    if (costs.some(isDecided)) return costs;
  }
  return [];
}
