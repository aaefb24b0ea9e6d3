/** What a sweep or run says at its end, on stderr: each warning once with its advice, and what could not be measured. */
import type { ResultRow } from "../../results/columns.ts";
import { type NotMeasured, notMeasuredText } from "../../results/not_measured.ts";
import { hasWarning, type WarningId, WARNINGS } from "../../results/warnings.ts";

/** Lines, most frequent warning first; empty when there is nothing to say. */
export function closingNotes(rows: readonly ResultRow[], notMeasured: readonly NotMeasured[]): string[] {
  const ids = Object.keys(WARNINGS) as WarningId[];
  const counted = ids.map((id) => ({
    id,
    count: rows.filter((row) => row.status === "ok" && hasWarning(row, id)).length,
  }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .map(({ id, count }) => `warning: ${id} in ${count} of ${rows.length} trials: ${WARNINGS[id]}`);
  const failures = new Map<string, number>();
  for (const { warnings, status } of rows) {
    if (status === "failed") failures.set(warnings ?? "", (failures.get(warnings ?? "") ?? 0) + 1);
  }
  const failed = [...failures].map(([reason, count]) =>
    `failed: ${count} ${count === 1 ? "trial" : "trials"}: ${reason}`
  );
  return [...failed, ...counted, ...notMeasured.map((fact) => `not measured: ${notMeasuredText(fact)}`)];
}
