/** Questions 7 and 8, for results that have the modes: what io_uring gains, and what sending by reference saves. */
import type { CellTable } from "../../results/cells.ts";
import type { ModeContrast } from "../../results/comparisons.ts";
import { CPU_PER_BYTE, CYCLES_PER_BYTE, type Merit, THROUGHPUT } from "../../results/measures.ts";
import type { Finding } from "../finding.ts";
import { countText, listText } from "../phrases.ts";
import { rowsOfMode, subjectOf } from "../zero_copy_facts.ts";
import {
  answerPerSetting,
  comparisonsOf,
  type Context,
  notMeasurable,
  type Part,
  repeatsCaveat,
  TOO_FEW_REPEATS,
} from "./context.ts";
import { perThreads } from "./mode_crossover.ts";
import { verdictsText } from "./verdicts.ts";

/** A mode, and the mode it differs from in one thing. */
type Pair = readonly [candidate: string, baseline: string];

const IO_URING: readonly Pair[] = [
  ["uring-send", "one-copy"],
  ["uring-zero-copy", "zero-copy"],
  ["uring-zero-copy-fixed", "zero-copy-contiguous"],
];

const BY_REFERENCE: readonly Pair[] = [["sendfile", "contiguous"], ["splice", "one-copy"]];

/** The findings that these results have modes for; none where they have no such mode. */
export function furtherFindings(context: Context): Finding[] {
  const hasAny = (pairs: readonly Pair[]) =>
    context.tables.some(({ modes }) => pairs.some(([candidate]) => modes.includes(candidate)));
  const asked: Finding[] = [];
  if (hasAny(IO_URING)) {
    const question = { question: 7, title: "Does io_uring gain over the same call made directly?" } as const;
    asked.push(answerPerSetting(context, question, (table) => pairsPart(table, IO_URING)));
  }
  if (hasAny(BY_REFERENCE)) {
    const question = { question: 8, title: "What do sendfile and splice save?" } as const;
    asked.push(answerPerSetting(context, question, (table) => pairsPart(table, BY_REFERENCE)));
  }
  return asked;
}

function pairsPart(table: CellTable, pairs: readonly Pair[]): Part {
  const present = pairs.filter((pair) => pair.every((mode) => table.modes.includes(mode)));
  if (present.length === 0) {
    const wanted = pairs.map(([candidate, baseline]) => `${candidate} with ${baseline}`);
    return notMeasurable(`these results have no pair to compare: ${listText(wanted)}`);
  }
  const of = (measure: Merit, [candidate, baseline]: Pair) =>
    comparisonsOf(table, measure, baseline, candidate);
  const all = present.flatMap((pair) => of(THROUGHPUT, pair));
  if (!all.some(({ verdict }) => isDecided(verdict))) return notMeasurable(TOO_FEW_REPEATS);
  const told = present.flatMap((pair) => {
    const cost = [CYCLES_PER_BYTE, CPU_PER_BYTE].map((measure) => of(measure, pair))
      .find((costs) => costs.some(({ verdict }) => isDecided(verdict))) ?? [];
    return [pairText(table, pair, of(THROUGHPUT, pair), cost)];
  });
  return {
    answer: [...told, repeatsCaveat(all)].filter((text) => text !== "").join(" "),
    measurable: true,
    evidence: present.flatMap((pair) =>
      perThreads(of(THROUGHPUT, pair), THROUGHPUT).map((item) => ({
        ...item,
        text: `${pair[0]} against ${pair[1]}: ${item.text}`,
      }))
    ),
    hypothesis: null,
  };
}

function isDecided(verdict: ModeContrast["verdict"]): boolean {
  return verdict !== "too few repeats";
}

/** `uring-send (32 at a time at most) against one-copy: faster in 2 of 4 configurations (64 B and 1 KiB, +70 % to +90 %), …` */
function pairText(
  table: CellTable,
  [candidate, baseline]: Pair,
  throughput: readonly ModeContrast[],
  cost: readonly ModeContrast[],
): string {
  const depth = rowsOfMode(table, candidate).reduce(
    (most, { queue_depth }) => Math.max(most, queue_depth ?? 0),
    0,
  );
  const handed = depth > 0 ? ` (${depth} at a time at most)` : "";
  const made = throughput.filter(({ verdict }) => isDecided(verdict));
  const parts = [verdictsText(made, "better", "faster"), verdictsText(made, "worse", "slower")];
  const undecided = made.filter(({ verdict }) => verdict === "no significant difference").length;
  if (undecided > 0) parts.push(`undecided in ${undecided}`);
  const names = `${subjectOf(table, candidate)}${handed} against ${subjectOf(table, baseline)}`;
  const costs = [verdictsText(cost, "better", "less"), verdictsText(cost, "worse", "more")]
    .filter((text) => text !== "");
  const costText = costs.length === 0 ? "" : `; CPU per byte: ${costs.join(", ")}`;
  return `${names}, of ${countText(made.length, "configuration")}: ${
    parts.filter((text) => text !== "").join(", ")
  }${costText}.`;
}
