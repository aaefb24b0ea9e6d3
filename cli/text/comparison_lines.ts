/** The modes against each other, under the table of cells: what the repeats show, and how far to trust it. */
import Table from "cli-table3";
import { cellTables } from "../../report/cells.ts";
import { compareModes, type Comparison, familyText, verdictText } from "../../report/comparisons.ts";
import { type Measure, MEDIAN_ROUND_TRIP, THROUGHPUT } from "../../report/measures.ts";
import { bytesText } from "../../results/number_text.ts";
import type { ResultRow } from "../../results/columns.ts";

const SURVIVES = "*";

/**
 * Lines with one comparison for each pair of modes, size and thread count, and how many of them chance would make;
 * none where there are no two modes to compare.
 *
 * @param rows trials of one sweep, so of one pattern
 */
export function comparisonLines(rows: readonly ResultRow[]): string[] {
  const measure = rows[0]?.pattern === "rr" ? MEDIAN_ROUND_TRIP : THROUGHPUT;
  const family = compareModes(cellTables(rows), measure);
  if (family.comparisons.length === 0) return [];
  const ordered = [...family.comparisons].sort((a, b) =>
    a.messageBytes - b.messageBytes || a.threads - b.threads
  );
  const table = new Table({ head: headOf(measure), style: { head: [], border: [], compact: true } });
  table.push(...ordered.map(recordOf));
  const legend = family.survivors > 0 ? [`${SURVIVES} survives Holm's correction`] : [];
  return [table.toString(), ...legend, familyText(family)];
}

function headOf({ label }: Measure): string[] {
  return ["size", "thr", "mode", "against", `${label}, paired by block`];
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
