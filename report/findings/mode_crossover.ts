/** Questions 4 and 5: from which message size on one mode beats another. */
import { median, min } from "simple-statistics";
import type { CellTable } from "../../results/cells.ts";
import { isSingleRun, type ModeContrast } from "../../results/comparisons.ts";
import { CPU_COSTS, type Merit, THROUGHPUT } from "../../results/measures.ts";
import { asksForZeroCopy } from "../../results/mode_catalogue.ts";
import { bytesText, integerText } from "../../results/number_text.ts";
import { type Crossover, crossoversBy } from "../crossovers.ts";
import { countText, joined, listText, ofText } from "../../results/words.ts";
import { alike, changesText, sizesText, threadCountsText } from "../phrases.ts";
import { allCopiedText, copiedText, subjectOf } from "../zero_copy_facts.ts";
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
import { stallMs } from "./stall.ts";
import { perThreads } from "./verdicts.ts";

export function oneCopyCrossover(context: Context): Finding {
  const question = { question: 4, title: "From which message size does one-copy beat two-copy?" } as const;
  return answerPerSetting(context, question, (table) => crossoverPart(table, "two-copy", "one-copy"));
}

export function zeroCopyCrossover(context: Context): Finding {
  const question = { question: 5, title: "From which message size does zero-copy beat two-copy?" } as const;
  return answerPerSetting(context, question, (table) => crossoverPart(table, "two-copy", "zero-copy"));
}

function crossoverPart(table: CellTable, baseline: string, candidate: string): Part {
  const missing = [baseline, candidate].filter((mode) => !table.modes.includes(mode));
  if (missing.length > 0) return notMeasurable(`these results have no trial of ${listText(missing)}`);
  const comparisons = comparisonsOf(table, THROUGHPUT, baseline, candidate);
  if (comparisons.length === 0) {
    return notMeasurable(`no case has a throughput of both ${baseline} and ${candidate}`);
  }
  const costs = CPU_COSTS.map((measure) => (
    { measure, comparisons: comparisonsOf(table, measure, baseline, candidate) }
  ));
  const evidence = [{ measure: THROUGHPUT, comparisons }, ...costs]
    .flatMap(({ measure, comparisons }) => perThreads(comparisons, measure));
  if (asksForZeroCopy(candidate) && table.copied.get(candidate) === "always") {
    return notMeasurable(allCopiedText(table, candidate), overheadText(comparisons, baseline), evidence);
  }
  if (comparisons.every((comparison) => comparison.ratio.interval === null && !isSingleRun(comparison))) {
    return notMeasurable(TOO_FEW_REPEATS, "", evidence);
  }
  const lines = crossoversBy(THROUGHPUT, comparisons);
  return {
    answer: joined([
      `By throughput, ${subjectOf(table, candidate)} beats ${baseline} ${linesText(lines, table.sizes)}.`,
      ...stallText(table, baseline, candidate),
      asksForZeroCopy(candidate) && copiedText(table, candidate),
      repeatsCaveat(comparisons),
    ]),
    measurable: true,
    evidence,
    hypothesis: hypothesisOf(table, candidate, costs),
  };
}

/** `at every size measured (1 thread); from 16 KiB on, undecided at 4 KiB (2 and 4 threads)` */
function linesText(lines: readonly Crossover[], sizes: readonly number[]): string {
  const byText = Map.groupBy(lines, (line) => lineText(line, sizes));
  return [...byText].map(([text, group]) =>
    `${text} (${threadCountsText(group.map(({ threads }) => threads))})`
  ).join("; ");
}

function lineText(
  { winsAt, winsFrom, uncertainAt, crossings }: Crossover,
  sizes: readonly number[],
): string {
  const open = uncertainAt.length === 0 ? "" : `, undecided at ${sizesText(uncertainAt)}`;
  if (winsAt.length === 0) return `at no size${open}`;
  if (winsFrom === null) return `only at ${sizesText(winsAt)}${open}`;
  if (winsFrom === sizes[0]) return "at every size measured";
  const before = winsAt.filter((size) => size < winsFrom);
  const crossing = crossings.find(({ highBytes }) => highBytes === winsFrom);
  const overtaking = crossing === undefined
    ? ""
    : `, crossover between ${bytesText(crossing.lowBytes)} and ${bytesText(winsFrom)}`;
  const also = before.length > 0 ? `, and at ${sizesText(before)}` : "";
  return `from ${bytesText(winsFrom)} on${overtaking}${also}${open}`;
}

/** A cell that waits for acknowledgements says nothing about copies. */
function stallText(table: CellTable, ...modes: readonly string[]): string[] {
  return modes.flatMap((mode) => {
    const stalled = table.cells.filter((cell) => cell.mode === mode && stallMs(cell) !== null);
    if (stalled.length === 0) return [];
    const sizes = sizesText(stalled.map(({ messageBytes }) => messageBytes));
    return [
      `But at ${sizes} ${mode} takes about 40 ms per message: it waits rather than copies (question 6).`,
    ];
  });
}

function overheadText(comparisons: readonly ModeContrast[], baseline: string): string {
  const ratios = comparisons.map(({ ratio }) => ratio.estimate);
  const middle = ratios.length === 1 ? "" : ` (median ${alike(...ratios)(median(ratios))})`;
  const places = countText(comparisons.length, "case");
  return `Throughput against ${baseline}: ${changesText(ratios)} over ${places}${middle}.`;
}

/** What a mode and its baseline cost, by one measure. */
interface Costs {
  readonly measure: Merit;
  readonly comparisons: readonly ModeContrast[];
}

/** A saved copy saves cost per byte; costs that are paid once per message show where messages are small. */
function hypothesisOf(table: CellTable, candidate: string, costs: readonly Costs[]): string | null {
  const fixedCost = asksForZeroCopy(candidate)
    ? "pinning pages and reading completions"
    : "passing 8 fields instead of one";
  for (const { measure, comparisons } of costs) {
    const less = comparisons.filter(({ verdict }) => verdict === "better");
    const more = comparisons.filter(({ verdict }) => verdict === "worse");
    if (less.length + more.length === 0) continue;
    const counts = `${subjectOf(table, candidate)} uses less ${measure.label} in ` +
      `${integerText(less.length)} and more in ${ofText(more.length, comparisons.length, "case")}`;
    if (less.length === 0) {
      return `${counts}: no evidence that saving a copy helps, but some for the cost of ${fixedCost}.`;
    }
    const smallest = min(less.map(({ messageBytes }) => messageBytes));
    if (more.length > 0 && more.every(({ messageBytes }) => messageBytes < smallest)) {
      return `${counts}, less from ${bytesText(smallest)} on: as if a saved copy, which grows with the ` +
        `message, had to outweigh the fixed cost of ${fixedCost}.`;
    }
    const saved = changesText(less.map(({ ratio }) => ratio.estimate));
    const evidence = evidenceText(less.length, more.length);
    return `${counts} (${saved} where less): ${evidence} that a copy was saved.`;
  }
  return null;
}

/** What cells on both sides say together: a majority of two to one at least, or nothing. */
function evidenceText(less: number, more: number): string {
  if (more === 0) return "evidence";
  if (less >= 2 * more) return "weak evidence";
  return more >= 2 * less ? "weak evidence against the claim" : "no evidence either way";
}
