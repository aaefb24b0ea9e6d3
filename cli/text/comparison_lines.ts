/** The modes against each other, under the table of cells: what the repeats show, and how far to trust it. */
import Table from "cli-table3";
import type { Analysis } from "../../report/analyze.ts";
import { familyText, verdictText } from "../../report/phrases.ts";
import type { Comparison } from "../../results/comparisons.ts";
import type { Merit } from "../../results/measures.ts";
import { bytesText } from "../../results/number_text.ts";

const SURVIVES = "*";

/**
 * Lines with one comparison for each pair of modes, size and thread count, and how many of them chance would make;
 * none where there are no two modes to compare.
 */
export function comparisonLines({ families, rankings: [ranking] }: Analysis): string[] {
  const family = families.find(({ measure }) => measure === ranking?.measure);
  if (family === undefined) return [];
  const table = new Table({ head: headOf(family.measure), style: { head: [], border: [], compact: true } });
  table.push(...family.comparisons.map(recordOf));
  const legend = family.survivors > 0 ? [`${SURVIVES} survives Holm's correction`] : [];
  return [table.toString(), ...legend, familyText(family)];
}

function headOf({ label }: Merit): string[] {
  return ["size", "threads", "mode", "against", `${label} change (paired)`];
}

function recordOf(comparison: Comparison): string[] {
  const { messageBytes, threads, candidate, baseline, survivesHolm, method } = comparison;
  const verdict = verdictText(comparison) + (method === "unpaired" ? ", unpaired" : "");
  return [
    bytesText(messageBytes),
    String(threads),
    candidate,
    baseline,
    survivesHolm ? `${verdict} ${SURVIVES}` : verdict,
  ];
}
