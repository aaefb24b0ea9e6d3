/** What limits rows, on stderr: each caution once with its advice, and what could not be measured. */
import { cautionsOf, cautionText } from "../../report/cautions.ts";
import type { ResultRow } from "../../results/columns.ts";
import { type NotMeasured, notMeasuredText } from "../../results/not_measured.ts";

/** Lines, the most serious first; empty if there is nothing to say. */
export function closingNotes(rows: readonly ResultRow[], notMeasured: readonly NotMeasured[]): string[] {
  return [
    ...cautionsOf({ rows, notes: [] }).map((caution) => `warning: ${cautionText(caution)}`),
    ...notMeasured.map((fact) => `not measured: ${notMeasuredText(fact)}`),
  ];
}
