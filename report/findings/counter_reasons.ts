/** Why there are no cache misses, in the words of the run itself if it has some. */
import { counterTotal } from "../../results/counters.ts";
import { notMeasuredIn } from "../../results/not_measured.ts";
import { CACHE_COUNTERS } from "./cache_misses.ts";
import type { Context } from "./finding.ts";

/** Completes "not measurable here, because …"; `null` if one of the counters can be used. */
export function whyNotCounted({ loaded, tables }: Pick<Context, "loaded" | "tables">): string | null {
  const { origin } = loaded;
  let isCounted = false;
  const scopes = new Set<string | null>();
  for (const { rows } of tables.flatMap(({ cells }) => cells)) {
    for (const row of rows) {
      scopes.add(row.counters_scope);
      if (!CACHE_COUNTERS.some((counter) => counterTotal(row, counter) !== null)) continue;
      if (row.counters_scope !== "user") return null;
      isCounted = true;
    }
  }
  if (isCounted) {
    return "the counters saw user mode only (counters_scope = user), and the copying happens in the kernel";
  }
  if (origin === "foreign") return `the file has no column for ${CACHE_COUNTERS.join(", ")}`;
  const told = notMeasuredIn(loaded.environment)
    .find((fact) => CACHE_COUNTERS.some((counter) => fact.counters.includes(counter)));
  if (told !== undefined) return told.why;
  return scopes.has("none")
    ? "no hardware counter could be opened (counters_scope = none); netio doctor says why"
    : `the rows have no ${CACHE_COUNTERS.join(", ")}`;
}
