/** The modes against each other, under the table of cells: what the repeats show, and how far to trust it. */
import type { Analysis } from "../../report/analyze.ts";
import { familyText, verdictText } from "../../report/phrases.ts";
import type { Comparison } from "../../results/comparisons.ts";
import { bytesText } from "../../results/number_text.ts";
import { textTable } from "./text_table.ts";
import { wrapped } from "./wrap.ts";

const SURVIVES = "*";

/**
 * Lines with one comparison for each pair of modes, size and thread count, and how many of them chance would make;
 * none where there are no two modes to compare.
 */
export function comparisonLines({ families, rankings: [ranking] }: Analysis, columns: number): string[] {
  const family = families.find(({ measure }) => measure === ranking?.measure);
  if (family === undefined) return [];
  const head = ["size × threads", "mode", "against", `${family.measure.label} change (paired)`];
  const table = textTable(head.map((text) => ({ head: text })), family.comparisons.map(recordOf), columns);
  const legend = family.survivors > 0 ? [`${SURVIVES} survives Holm's correction`] : [];
  return [...table, ...legend, ...wrapped(familyText(family), columns)];
}

function recordOf(comparison: Comparison): string[] {
  const { messageBytes, threads, candidate, baseline, survivesHolm, method } = comparison;
  const verdict = verdictText(comparison) + (method === "unpaired" ? ", unpaired" : "");
  return [
    `${bytesText(messageBytes)} × ${threads}`,
    candidate,
    baseline,
    survivesHolm ? `${verdict} ${SURVIVES}` : verdict,
  ];
}
