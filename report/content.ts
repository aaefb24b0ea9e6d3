/**
 * What a report says, in order: the answer, what limits it, the machine, the method, the figures, the six questions,
 * and all tables; that of the exercise in its own order, and that of a cluster without what is a pair's own.
 */
import type { Figure } from "../plots/figure.ts";
import type { Provenance } from "../results/provenance.ts";
import type { Ranking } from "../results/ranking.ts";
import type { Analysis } from "./analyze.ts";
import { type Answer, answerOf, answerSentences } from "./answer.ts";
import { warningText } from "./warnings.ts";
import { clusterSections, clusterSummary } from "./cluster/content.ts";
import { rankedCrossings } from "./crossing_text.ts";
import {
  type Block,
  figureBlock,
  foldedList,
  heading,
  list,
  paragraph,
  type ReportDocument,
  type Section,
  tableBlock,
} from "./document.ts";
import { environmentBlocks, recordedBlocks } from "./environment_tables.ts";
import { exerciseFigures, isExercise, unmeasuredBlocks } from "./exercise.ts";
import type { Finding } from "./findings/finding.ts";
import { receiverAnswers } from "./findings/receivers.ts";
import { methodTexts } from "./method.ts";
import { capitalized, joined } from "../results/words.ts";
import { familyText } from "./phrases.ts";
import {
  answerTable,
  comparisonTable,
  counterTable,
  crossoverTable,
  receiverTable,
  summaryTable,
  zeroCopyTable,
} from "./tables.ts";

/** The report of an analysis and its figures (drawn or not). Pure. */
export function reportDocument(analysis: Analysis, figures: readonly Figure[]): ReportDocument {
  const { loaded, provenance, warnings, cluster } = analysis;
  return {
    title: titleText(provenance),
    subtitle: subtitleText(provenance, loaded.source),
    sections: [
      {
        id: "summary",
        title: "Summary",
        blocks: cluster === null ? summaryBlocks(analysis) : clusterSummary(cluster),
      },
      {
        id: "warnings",
        title: "Warnings",
        blocks: [warnings.length === 0 ? paragraph("None.") : list(warnings.map(warningText))],
      },
      ...(cluster === null ? singleSections(analysis, figures) : clusterSections(analysis, cluster, figures)),
    ],
  };
}

function singleSections(analysis: Analysis, figures: readonly Figure[]): Section[] {
  const middle = isExercise(analysis) ? exerciseSections : usualSections;
  return [
    ...middle(analysis, figures),
    { id: "details", title: "Counters and comparisons", blocks: detailBlocks(analysis), isPageOnly: true },
    {
      id: "records",
      title: "Everything recorded",
      blocks: recordedBlocks(analysis.loaded),
      isPageOnly: true,
    },
  ];
}

function usualSections(analysis: Analysis, figures: readonly Figure[]): Section[] {
  return [
    { id: "environment", title: "Environment", blocks: environmentBlocks(analysis) },
    { id: "method", title: "Method", blocks: methodTexts(analysis).map(paragraph) },
    { id: "figures", title: "Figures", blocks: figures.map(figureBlock) },
    answersSection(analysis),
    { id: "tables", title: "Tables", blocks: tableBlocks(analysis) },
  ];
}

/** In the order of the exercise. */
function exerciseSections(analysis: Analysis, figures: readonly Figure[]): Section[] {
  const own = exerciseFigures(analysis);
  const further = figures.filter(({ id }) => !own.some((figure) => figure.id === id));
  return [
    {
      id: "setup",
      title: "Set-up",
      blocks: [...environmentBlocks(analysis), ...methodTexts(analysis).map(paragraph)],
    },
    { id: "figures", title: "Figures", blocks: own.map(figureBlock) },
    { id: "tables", title: "Tables", blocks: tableBlocks(analysis) },
    answersSection(analysis),
    { id: "unmeasured", title: "What could not be measured here", blocks: unmeasuredBlocks(analysis) },
    { id: "further", title: "Further figures", blocks: further.map(figureBlock), isPageOnly: true },
  ];
}

function answersSection(analysis: Analysis): Section {
  const title = analysis.findings.length === 6 ? "Six questions" : "Questions";
  return { id: "answers", title, blocks: analysis.findings.flatMap(findingBlocks) };
}

/** What the user calls it, else whose results they are and when they were measured. */
function titleText({ title, hostName, dateUtc }: Provenance): string {
  if (title !== null) return title;
  return joined([KIND, joined([hostName, dateUtc?.slice(0, DATE_LENGTH)], ", ")], ": ");
}

const KIND = "TCP send-path benchmark";
const DATE_LENGTH = "2001-02-03".length;

function subtitleText(
  { title, hostName, cpuModel, kernel, topology, dateUtc }: Provenance,
  source: string,
): string {
  return joined([title !== null && hostName, cpuModel, kernel, topology, dateUtc, source], " · ");
}

function summaryBlocks(analysis: Analysis): Block[] {
  const answers = analysis.rankings.flatMap((ranking) => answerOf(ranking) ?? []);
  if (answers.length === 0) {
    return [paragraph("No answer: there is no valid trial with a throughput or a round trip.")];
  }
  return [
    ...receiverAnswers(analysis).map(paragraph),
    ...answers.flatMap((answer) => [
      ...settingHeading(answer.ranking.table.name),
      ...answerBlocks(answer),
      ...crossingBlocks(analysis, answer.ranking),
      ...tableBlock(answerTable(answer.ranking)),
    ]),
  ];
}

/** The headline by itself: of many settings a short text has no more. */
function answerBlocks(answer: Answer): Block[] {
  const [headline, ...more] = answerSentences(answer);
  return [paragraph(headline!), ...(more.length === 0 ? [] : [paragraph(more.join(" "))])];
}

function settingHeading(name: string): Block[] {
  return name === "" ? [] : [{ kind: "heading", text: name, isSetting: true }];
}

function crossingBlocks(analysis: Analysis, ranking: Ranking): Block[] {
  const texts = rankedCrossings(analysis, ranking);
  return texts.length === 0 ? [] : [paragraph(`Crossovers by ${ranking.measure.label}:`), list(texts)];
}

function findingBlocks({ question, title, answer, evidence, hypothesis }: Finding): Block[] {
  return [
    heading(`${question}. ${title}`),
    ...settingAnswers(answer),
    ...foldedList("What was measured", evidence.map(({ text }) => text)),
    ...(hypothesis === null ? [] : [paragraph(`Possible cause (not tested): ${hypothesis}`)]),
  ];
}

/** A line is the answer of a setting. */
function settingAnswers(answer: string): Block[] {
  const [first, ...others] = answer.split("\n").map(capitalized);
  return others.length === 0 ? [paragraph(first!)] : [list([first!, ...others])];
}

function tableBlocks({ cells, tables }: Analysis): Block[] {
  return [...tableBlock(summaryTable(cells)), ...tableBlock(zeroCopyTable(tables))];
}

function detailBlocks({ tables, families, crossovers, receiverFamilies }: Analysis): Block[] {
  const blocks = [
    ...tableBlock(counterTable(tables)),
    ...tableBlock(crossoverTable(crossovers)),
    ...families.flatMap((family) => [...tableBlock(comparisonTable(family)), paragraph(familyText(family))]),
    ...receiverFamilies.flatMap((family) => [
      ...tableBlock(receiverTable(family)),
      paragraph(familyText(family)),
    ]),
  ];
  return blocks.length > 0 ? blocks : [paragraph("There are neither counters nor two modes to compare.")];
}
