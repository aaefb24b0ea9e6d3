/** An answer of the analysis, what it is made from, and how the answers for several settings become one. */
import type { CellTable } from "../../results/cells.ts";
import { comparePairs, isSingleRun, type ModeContrast } from "../../results/comparisons.ts";
import type { LoadedResults } from "../../results/load.ts";
import type { Merit } from "../../results/measures.ts";

/** One thing that was measured, and the columns it was read from. */
export interface Evidence {
  readonly text: string;
  readonly columns: readonly string[];
}

/** The answer to one of the six questions, or to those of further modes and receive strategies, as `analyze --json` has it. */
export interface Finding {
  readonly question: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
  readonly title: string;
  /**
   * Sentences made from this run's data, a line for each setting; starts with "not measurable here, because" where there
   * is no answer.
   */
  readonly answer: string;
  readonly measurable: boolean;
  readonly evidence: readonly Evidence[];
  /** A cause that would fit the evidence, never more than that; `null` where none has support. */
  readonly hypothesis: string | null;
}

export interface Context {
  readonly loaded: LoadedResults;
  /** One per setting (receive strategy, pattern, topology, offered rate). */
  readonly tables: readonly CellTable[];
}

/** The answer for one setting. */
export type Part = Pick<Finding, "answer" | "measurable" | "evidence" | "hypothesis">;

/** An answer where there is none. `because` completes the sentence; `instead` says what was measured all the same. */
export function notMeasurable(because: string, instead = "", evidence: readonly Evidence[] = []): Part {
  const answer = `not measurable here, because ${because}.${instead && ` ${instead}`}`;
  return { answer, measurable: false, evidence, hypothesis: null };
}

/** The answer for all settings of the run, each named where there are several. */
export function answerPerSetting(
  { tables }: Context,
  question: Pick<Finding, "question" | "title">,
  answer: (table: CellTable) => Part,
): Finding {
  return joinedParts(question, tables.map((table) => ({ label: table.name, ...answer(table) })));
}

/** Parts of an answer as one, each named and a line of its own where there are several that differ. */
export function joinedParts(
  question: Pick<Finding, "question" | "title">,
  parts: readonly (Part & { readonly label: string })[],
): Finding {
  const [first] = parts;
  if (first === undefined) return { ...question, ...notMeasurable("there is no valid trial") };
  if (parts.length === 1 || parts.every((part) => part.answer === first.answer)) {
    const { label: _, ...part } = first;
    return { ...question, ...part };
  }
  return {
    ...question,
    answer: parts.map((part) => `${part.label}: ${part.answer}`).join("\n"),
    measurable: parts.some((part) => part.measurable),
    evidence: parts.flatMap((part) =>
      part.evidence.map((item) => ({ ...item, text: `${part.label}: ${item.text}` }))
    ),
    hypothesis: parts.flatMap((part) => part.hypothesis === null ? [] : [`${part.label}: ${part.hypothesis}`])
      .join(" ") || null,
  };
}

/** The comparisons of a pair by a measure within one setting, by ascending size and threads. */
export function comparisonsOf(
  table: CellTable,
  measure: Merit,
  baseline: string,
  candidate: string,
): ModeContrast[] {
  return comparePairs(table, [{ baseline, candidate }], measure);
}

/** Completes "not measurable here, because …". */
export const TOO_FEW_REPEATS = "no configuration has the six repeats that a comparison needs";

/** How much the comparisons can be trusted, as a sentence; empty where all have intervals. */
export function repeatsCaveat(comparisons: readonly Pick<ModeContrast, "repeats" | "ratio">[]): string {
  if (comparisons.every(({ ratio }) => ratio.interval !== null)) return "";
  if (comparisons.every(isSingleRun)) {
    return "Single runs, no confidence intervals: small differences mean nothing.";
  }
  return "Configurations with fewer than six repeats have no confidence interval and decide nothing.";
}
