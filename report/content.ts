/**
 * What a report says, in order: the recommendation, the machine, the method, the figures, the six answers, all
 * tables, and what limits the numbers.
 */
import type { Figure } from "../plots/figure.ts";
import { provenanceOf } from "../results/provenance.ts";
import type { LoadedResults } from "../results/load.ts";
import { summarize } from "../results/summary.ts";
import { cellTables } from "./cells.ts";
import { comparisonTable, crossoverTable } from "./comparison_tables.ts";
import { compareModes, familyText } from "./comparisons.ts";
import {
  type Block,
  foldedList,
  heading,
  list,
  paragraph,
  type ReportDocument,
  tableBlock,
} from "./document.ts";
import { environmentBlocks, recordedBlocks } from "./environment_tables.ts";
import type { Analysis, Finding } from "./finding.ts";
import { COMPARED_MEASURES } from "./measures.ts";
import { methodText } from "./method.ts";
import { recommend, type Recommendation } from "./recommendation.ts";
import { recommendationTable } from "./recommendation_table.ts";
import { counterTables, summaryTable, zeroCopyTables } from "./summary_tables.ts";
import { limitations } from "./limitations.ts";
import { capitalized } from "./words.ts";

/** The report of a result set, its analysis and its figures (drawn or not). Pure. */
export function reportDocument(
  loaded: LoadedResults,
  analysis: Analysis,
  figures: readonly Figure[],
): ReportDocument {
  const { cpuModel, kernel, topology, dateUtc } = provenanceOf(loaded);
  const known = [cpuModel, kernel, topology, dateUtc].filter((part) => part !== null);
  const limits = limitations(loaded);
  return {
    title: "Which transmit path is best here",
    subtitle: [...known, loaded.source].join(" · "),
    sections: [
      { id: "summary", title: "Summary", blocks: summaryBlocks(loaded, limits.length) },
      { id: "environment", title: "Environment", blocks: environmentBlocks(loaded) },
      { id: "method", title: "Method", blocks: [paragraph(methodText(loaded))] },
      {
        id: "figures",
        title: "Figures",
        blocks: figures.map((figure): Block => ({ kind: "figure", figure })),
      },
      { id: "answers", title: "Six questions", blocks: analysis.findings.flatMap(findingBlocks) },
      { id: "tables", title: "Tables", blocks: tableBlocks(loaded, analysis) },
      {
        id: "warnings",
        title: "Warnings",
        blocks: [limits.length === 0 ? paragraph("None.") : list(limits)],
      },
    ],
  };
}

function summaryBlocks(loaded: LoadedResults, limits: number): Block[] {
  const recommendations = recommend(cellTables(loaded.rows));
  if (recommendations.length === 0) {
    return [paragraph("No recommendation: there is no valid trial with a throughput or a round trip.")];
  }
  const warning = `${limits} ${
    limits === 1 ? "thing limits" : "things limit"
  } what these numbers say; see Warnings.`;
  return [
    ...recommendations.flatMap((recommendation) => recommendationBlocks(loaded, recommendation)),
    ...(limits === 0 ? [] : [paragraph(warning)]),
  ];
}

function recommendationBlocks(loaded: LoadedResults, recommendation: Recommendation): Block[] {
  const [first = "", ...others] = recommendation.summary;
  return [
    ...(recommendation.setup === "" ? [] : [heading(recommendation.setup)]),
    paragraph(first),
    ...(others.length === 0 ? [] : [list(others)]),
    ...tableBlock(recommendationTable(loaded.rows, recommendation)),
  ];
}

function findingBlocks({ question, title, answer, evidence, hypothesis }: Finding): Block[] {
  return [
    heading(`${question}. ${title}`),
    paragraph(capitalized(answer)),
    ...foldedList(
      "What was measured",
      evidence.map(({ text, columns }) => `${text} [${columns.join(", ")}]`),
    ),
    ...(hypothesis === null ? [] : [paragraph(`Hypothesis, not shown by these data: ${hypothesis}`)]),
  ];
}

function tableBlocks(loaded: LoadedResults, { crossovers }: Analysis): Block[] {
  const tables = cellTables(loaded.rows);
  const families = COMPARED_MEASURES.map((measure) => compareModes(tables, measure))
    .filter(({ comparisons }) => comparisons.length > 0);
  return [
    ...tableBlock(summaryTable(summarize(loaded.rows))),
    ...counterTables(loaded.rows).flatMap(tableBlock),
    ...zeroCopyTables(loaded.rows).flatMap(tableBlock),
    ...tableBlock(crossoverTable(crossovers)),
    ...families.flatMap((family) => [...tableBlock(comparisonTable(family)), paragraph(familyText(family))]),
    ...recordedBlocks(loaded),
  ];
}
