/** Why a counter has no values, in the words of the run itself where it has some. */
import type { Counter } from "../../results/counters.ts";
import { counterTotal } from "../../results/counters.ts";
import { notMeasuredIn } from "../../results/not_measured.ts";
import type { Context } from "./context.ts";

/** Completes "not measurable here, because …"; `null` where one of the counters can be used. */
export function whyNotCounted(
  { loaded, tables }: Pick<Context, "loaded" | "tables">,
  counters: readonly Counter[],
): string | null {
  const { origin } = loaded;
  const rows = tables.flatMap(({ cells }) => cells.flatMap((cell) => cell.rows));
  const counted = rows.filter((row) => counters.some((counter) => counterTotal(row, counter) !== null));
  if (counted.some((row) => row.counters_scope !== "user")) return null;
  if (counted.length > 0) {
    return "the counters saw user mode only (counters_scope = user), and the copying happens in the kernel";
  }
  if (origin === "foreign") return `the file has no column for ${counters.join(", ")}`;
  const told = notMeasuredIn(loaded.environment)
    .find((fact) => counters.some((counter) => fact.counters.includes(counter)));
  if (told !== undefined) return told.why;
  const scopes = new Set(rows.map((row) => row.counters_scope));
  return scopes.has("none")
    ? "no hardware counter could be opened (counters_scope = none); netio doctor says why"
    : `the rows have no ${counters.join(", ")}`;
}
