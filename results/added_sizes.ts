/** The message sizes that `netio sweep --refine` added to those of its plan: rows like others, and known by `plan.json`. */
import type { CellTable } from "./cells.ts";
import type { LoadedResults } from "./load.ts";

/** Ascending, in bytes; none where the plan added none, or is not known. */
export function addedSizes(plan: LoadedResults["plan"], tables: readonly CellTable[]): number[] {
  const planned = plan?.["sizes"];
  if (!plan?.["refine"] || !Array.isArray(planned)) return [];
  const measured = new Set(tables.flatMap(({ sizes }) => sizes));
  return [...measured].filter((size) => !planned.includes(size)).sort((a, b) => a - b);
}
