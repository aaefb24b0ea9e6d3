/** What limits rows, on stderr: each warning once with its advice, and what could not be measured. */
import { reportWarnings, warningText } from "../../report/warnings.ts";
import type { ResultRow } from "../../results/columns.ts";
import { type NotMeasured, notMeasuredText } from "../../results/not_measured.ts";

/** Lines, the most serious first; empty if there is nothing to say. */
export function closingNotes(rows: readonly ResultRow[], notMeasured: readonly NotMeasured[]): string[] {
  return [
    ...reportWarnings({ rows, notes: [] }).map((warning) => `warning: ${warningText(warning)}`),
    ...notMeasured.map((fact) => `not measured: ${notMeasuredText(fact)}`),
  ];
}
