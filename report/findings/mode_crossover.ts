/** Questions 4 and 5: from which message size on one mode beats another. */
import { median, min } from "simple-statistics";
import type { CellTable } from "../cells.ts";
import type { Comparison } from "../comparisons.ts";
import { type Crossover, isSingleRun } from "../crossovers.ts";
import type { Evidence, Finding } from "../finding.ts";
import { CPU_PER_BYTE, CYCLES_PER_BYTE, type Measure, THROUGHPUT } from "../measures.ts";
import { asksForZeroCopy } from "../../results/mode_catalogue.ts";
import { bytesText } from "../../results/number_text.ts";
import { changesText, changeText, contrastText, listText, sizesText, threadCountsText } from "../words.ts";
import { copiedText, subjectOf } from "../zero_copy_facts.ts";
import { stallMs } from "./stall.ts";
import {
  answerPerSetting,
  comparisonsOf,
  type Context,
  notMeasurable,
  type Part,
  repeatsCaveat,
  TOO_FEW_REPEATS,
} from "./context.ts";

export function oneCopyCrossover(context: Context): Finding {
  const question = { question: 4, title: "From which message size does one-copy beat two-copy?" } as const;
  return answerPerSetting(
    context,
    question,
    (table) => crossoverPart(context, table, "two-copy", "one-copy"),
  );
}

export function zeroCopyCrossover(context: Context): Finding {
  const question = { question: 5, title: "From which message size does zero-copy beat two-copy?" } as const;
  return answerPerSetting(
    context,
    question,
    (table) => crossoverPart(context, table, "two-copy", "zero-copy"),
  );
}

function crossoverPart(context: Context, table: CellTable, baseline: string, candidate: string): Part {
  const missing = [baseline, candidate].filter((mode) => !table.modes.includes(mode));
  if (missing.length > 0) return notMeasurable(`no trial of ${listText(missing)} is in these results`);
  const comparisons = comparisonsOf(context, table, THROUGHPUT, baseline, candidate);
  if (comparisons.length === 0) {
    return notMeasurable(`no cell has a throughput of both ${baseline} and ${candidate}`);
  }
  const evidence = [
    ...perThreads(comparisons, THROUGHPUT),
    ...[CYCLES_PER_BYTE, CPU_PER_BYTE].flatMap((measure) =>
      perThreads(comparisonsOf(context, table, measure, baseline, candidate), measure)
    ),
  ];
  if (asksForZeroCopy(candidate) && table.copied.get(candidate) === "always") {
    return notMeasurable(
      `no ${candidate} send went without a copy`,
      `${copiedText(table, candidate)} ${costText(comparisons, baseline)}`,
      evidence,
    );
  }
  if (comparisons.every(({ ratio, repeats }) => ratio.interval === null && !isSingleRun({ repeats }))) {
    return notMeasurable(TOO_FEW_REPEATS, "", evidence);
  }
  const lines = context.crossovers.filter((line) =>
    line.baseline === baseline && line.candidate === candidate && line.metric === THROUGHPUT.name &&
    line.rx === table.setting.rx && line.pattern === table.setting.pattern &&
    line.topology === table.setting.topology
  );
  const caveats = [
    asksForZeroCopy(candidate) ? copiedText(table, candidate) : null,
    repeatsCaveat(comparisons),
  ];
  return {
    answer: [
      `By throughput ${subjectOf(table, candidate)} is ahead of ${baseline} ${
        linesText(lines, table.sizes)
      }.`,
      ...stallText(table, baseline, candidate),
      ...caveats.filter(Boolean),
    ].join(" "),
    measurable: true,
    evidence,
    hypothesis: hypothesisOf(context, table, baseline, candidate),
  };
}

/** `at every size measured (1 thread); from 16 KiB on, undecided at 4 KiB (2 and 4 threads)` */
function linesText(lines: readonly Crossover[], sizes: readonly number[]): string {
  const byText = Map.groupBy(lines, (line) => lineText(line, sizes));
  return [...byText].map(([text, group]) =>
    `${text} (${threadCountsText(group.map(({ threads }) => threads))})`
  ).join("; ");
}

function lineText({ wins_at, wins_from, uncertain_at }: Crossover, sizes: readonly number[]): string {
  const open = uncertain_at.length === 0 ? "" : `, undecided at ${sizesText(uncertain_at)}`;
  if (wins_at.length === 0) return `at no size${open}`;
  if (wins_from === null) return `only at ${sizesText(wins_at)}${open}`;
  if (wins_from === sizes[0]) return "at every size measured";
  const before = wins_at.filter((size) => size < wins_from);
  return `from ${bytesText(wins_from)} on${before.length > 0 ? `, and at ${sizesText(before)}` : ""}${open}`;
}

/** A cell that waits for acknowledgements says nothing about copies. */
function stallText(table: CellTable, ...modes: readonly string[]): string[] {
  return modes.flatMap((mode) => {
    const stalled = table.cells.filter((cell) => cell.mode === mode && stallMs(cell) !== null);
    if (stalled.length === 0) return [];
    const sizes = [...new Set(stalled.map(({ messageBytes }) => messageBytes))].sort((a, b) => a - b);
    return [
      `But at ${
        sizesText(sizes)
      } ${mode} takes about 40 ms per message, which is waiting and not copying (question 6).`,
    ];
  });
}

function costText(comparisons: readonly Comparison[], baseline: string): string {
  const ratios = comparisons.map(({ ratio }) => ratio.estimate);
  const range = ratios.length === 1 ? "" : ` (median ${changeText(median(ratios))})`;
  return `Asking for it went with ${
    changesText(ratios)
  } throughput against ${baseline} over ${comparisons.length} ` +
    `${comparisons.length === 1 ? "cell" : "cells"}${range}.`;
}

/** One line of evidence per thread count: every size with its ratio. */
function perThreads(comparisons: readonly Comparison[], measure: Measure): Evidence[] {
  return [...Map.groupBy(comparisons, ({ threads }) => threads)].map(([threads, line]) => ({
    text: `${measure.label}, ${threadCountsText([threads])}: ${
      line.map((comparison) => `${bytesText(comparison.messageBytes)} ${contrastText(comparison)}`).join(", ")
    }`,
    columns: [measure.name, "message_bytes", "threads"],
  }));
}

/** A saved copy shows as cost saved per byte; what has to be done once per message shows where messages are small. */
function hypothesisOf(
  context: Context,
  table: CellTable,
  baseline: string,
  candidate: string,
): string | null {
  const once = asksForZeroCopy(candidate)
    ? "pinning pages and reading completions"
    : "handing over 8 fields instead of one";
  for (const measure of [CYCLES_PER_BYTE, CPU_PER_BYTE]) {
    const costs = comparisonsOf(context, table, measure, baseline, candidate);
    const cheaper = costs.filter(({ verdict }) => verdict === "better");
    const dearer = costs.filter(({ verdict }) => verdict === "worse");
    const decided = cheaper.length + dearer.length;
    if (decided === 0) continue;
    const told =
      `By ${measure.name} ${subjectOf(table, candidate)} is cheaper in ${cheaper.length} and dearer in ` +
      `${dearer.length} of ${costs.length} cells`;
    if (cheaper.length === 0) {
      return `${told}: that speaks against a saved copy, and for the cost of ${once}.`;
    }
    const smallestCheaper = min(cheaper.map(({ messageBytes }) => messageBytes));
    if (dearer.length > 0 && dearer.every(({ messageBytes }) => messageBytes < smallestCheaper)) {
      return `${told}, cheaper from ${
        bytesText(smallestCheaper)
      } on: as if a copy saved, which grows with the message, ` +
        `had to make up for the fixed cost of ${once}.`;
    }
    return `${told} (${changesText(cheaper.map(({ ratio }) => ratio.estimate))} where cheaper): that speaks ${
      leaning(cheaper.length, dearer.length)
    } a saved copy.`;
  }
  return null;
}

/** What cells on both sides say together: a majority of two to one at least, or nothing. */
function leaning(cheaper: number, dearer: number): string {
  if (dearer === 0) return "for";
  if (cheaper >= 2 * dearer) return "rather for";
  return dearer >= 2 * cheaper ? "rather against" : "neither for nor against";
}
