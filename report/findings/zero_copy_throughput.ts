/** Question 1: why zero-copy does not always give the best throughput. */
import type { CellTable } from "../../results/cells.ts";
import { type CellContrast, compareCells, isSingleRun } from "../../results/comparisons.ts";
import { THROUGHPUT } from "../../results/measures.ts";
import { asksForZeroCopy, isControl } from "../../results/mode_catalogue.ts";
import { integerText } from "../../results/number_text.ts";
import { joined, ofText } from "../../results/words.ts";
import { changesText, contrastText, sizesText } from "../phrases.ts";
import { copiedText, rowsOfMode, subjectOf } from "../zero_copy_facts.ts";
import { perThreads } from "./verdicts.ts";
import { type AgainstCopying, causesOf } from "./zero_copy_causes.ts";
import {
  answerPerSetting,
  type Context,
  type Evidence,
  type Finding,
  notMeasurable,
  type Part,
  repeatsCaveat,
} from "./finding.ts";

export function zeroCopyThroughput(context: Context): Finding {
  const question = { question: 1, title: "Why does zero-copy not always give the best throughput?" } as const;
  return answerPerSetting(context, question, answer);
}

function answer(table: CellTable): Part {
  const zeroCopy = table.modes.find(asksForZeroCopy);
  if (zeroCopy === undefined) return notMeasurable("these results have no mode that requests zero-copy");
  const rivals = table.modes.filter((mode) => !asksForZeroCopy(mode) && !isControl(mode));
  const contests = table.sizes.flatMap((size) =>
    table.threads.flatMap((threads) => contestAt(table, zeroCopy, rivals, size, threads) ?? [])
  );
  if (contests.length === 0) {
    return notMeasurable(`no case has a throughput of both ${zeroCopy} and a copying mode`);
  }
  const causes = causesOf(contests);
  return {
    answer: joined([
      resultText(table, zeroCopy, contests),
      copiedText(table, zeroCopy),
      repeatsCaveat(contests),
    ]),
    measurable: true,
    evidence: [
      ...contestEvidence(contests),
      ...copyEvidence(table, zeroCopy),
      ...causes.map(({ evidence }) => evidence),
    ],
    hypothesis: causes.map(({ hypothesis }) => hypothesis).join(" ") || null,
  };
}

function contestAt(
  table: CellTable,
  zeroCopy: string,
  rivals: readonly string[],
  size: number,
  threads: number,
): AgainstCopying | null {
  const cell = table.find(zeroCopy, size, threads);
  if (cell === undefined) return null;
  const contrasts = rivals.flatMap((rival) => {
    const rivalCell = table.find(rival, size, threads);
    const contrast = rivalCell && compareCells(rivalCell, cell, THROUGHPUT);
    return contrast ? [{ ...contrast, rival, rivalCell, cell }] : [];
  });
  const found = contrasts.map((contrast) => ({ ...contrast, outcome: outcomeOf(contrast) }))
    .toSorted((a, b) => a.ratio.estimate - b.ratio.estimate);
  // the mode that decides, which need not have the best median: that mode may vary too much to be decided
  return found.find(({ outcome }) => outcome === "behind") ??
    found.find(({ outcome }) => outcome === "undecided") ?? found[0] ?? null;
}

function outcomeOf(contrast: CellContrast): AgainstCopying["outcome"] {
  if (isSingleRun(contrast)) return contrast.ratio.estimate > 1 ? "ahead" : "behind";
  if (contrast.verdict === "better") return "ahead";
  return contrast.verdict === "worse" ? "behind" : "undecided";
}

/** How often it was ahead and behind, and by how much. */
function resultText(table: CellTable, zeroCopy: string, contests: readonly AgainstCopying[]): string {
  const subject = `By throughput, ${subjectOf(table, zeroCopy)}`;
  const sentence = (outcome: AgainstCopying["outcome"], verb: string) => {
    const group = contests.filter((contest) => contest.outcome === outcome);
    if (group.length === 0) return [];
    const ratios = group.map(({ ratio }) => ratio.estimate);
    const sizes = sizesText(group.map(({ cell }) => cell.messageBytes));
    const where = ofText(group.length, contests.length, "case");
    return [`${verb} in ${where} (${sizes}): ${changesText(ratios)}`];
  };
  const parts = [
    ...sentence("behind", "is slower than at least one copying mode"),
    ...sentence("ahead", "is faster than every copying mode"),
    ...sentence("undecided", "is statistically tied with the best copying mode"),
  ];
  return `${subject} ${parts.join("; it ")}.`;
}

function contestEvidence(contests: readonly AgainstCopying[]): Evidence[] {
  const placed = contests.map((contest) => {
    const { threads, messageBytes } = contest.cell;
    return { ...contest, threads, messageBytes };
  });
  const label = "throughput against the copying mode that decides";
  return perThreads(
    placed,
    { id: THROUGHPUT.id, label },
    (contest) => `${contrastText(contest)} (${contest.rival})`,
  );
}

/** Of rows that have the counts: other people's may know the verdict alone. */
function copyEvidence(table: CellTable, zeroCopy: string): Evidence[] {
  const rows = rowsOfMode(table, zeroCopy)
    .filter((row) => row.zc_completions !== null && row.zc_copied !== null && row.zc_fallbacks !== null);
  if (rows.length === 0) return [];
  const sum = (column: "zc_completions" | "zc_copied" | "zc_fallbacks") =>
    integerText(rows.reduce((total, row) => total + row[column]!, 0));
  return [{
    text: `${sum("zc_copied")} of ${sum("zc_completions")} completions say that the kernel copied, ` +
      `and ${sum("zc_fallbacks")} sends fell back to a plain send`,
    columns: ["effective_copy", "zc_completions", "zc_copied", "zc_fallbacks"],
  }];
}
