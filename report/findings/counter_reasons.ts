/** Why a counter has no values, in the words of the run itself where it has some. */
import type { Counter } from "../../results/counters.ts";
import { counterTotal } from "../../results/counters.ts";
import type { Context } from "./context.ts";

/** The sentences in which netio says that the kernel declined to count. */
const REASONS = [/no hardware counters: [^;]+/, /counters see user mode only[^;:]*/];

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
  const told = rows.flatMap((row) => row.warnings ?? []).concat(stringsIn(loaded.environment));
  for (const reason of REASONS) {
    for (const text of told) {
      const found = text.match(reason);
      if (found) return found[0];
    }
  }
  const scopes = new Set(rows.map((row) => row.counters_scope));
  return scopes.has("none")
    ? "no hardware counter could be opened (counters_scope = none); netio doctor says why"
    : `the rows have no ${counters.join(", ")}`;
}

function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}
