/** Bringing an interrupted sweep to its end, and what has to be true then. */
import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import type { ResultRow } from "../../results/columns.ts";
import { fromJson } from "../../results/json.ts";
import { cellKey, cellKeys, groupOf, plannedTrials, planSchema } from "../../sweep/plan.ts";
import { netio, rowsIn } from "../cli/program.ts";

const RESUMES_MAX = 3;

/** Names what a row is of, within its plan. */
export function keyOf(row: ResultRow): string {
  return cellKey({ block: row.block!, mode: row.mode!, ...groupOf(row) });
}

/** What was measured, by its keys, sorted. */
function measuredKeysOf(directory: string): string[] {
  return rowsIn(directory).filter(({ status }) => status === "ok").map(keyOf).sort();
}

/**
 * Resumes until everything planned was measured, each once. A run may leave a trial out for one reason alone, that the
 * machine was too busy for its window, and says so by its exit code.
 */
export async function resumeToTheEnd(directory: string): Promise<void> {
  const planned = plannedKeysOf(directory).toSorted();
  for (let resumes = 0; resumes < RESUMES_MAX; resumes++) {
    const { code, stderr } = await netio("sweep", "--resume", directory, "--no-plots", "--no-report");
    const measured = measuredKeysOf(directory);
    assertEquals(new Set(measured).size, measured.length, "measured twice");
    assertEquals(code, measured.length === planned.length ? 0 : 1, stderr);
    for (const { status, warnings } of rowsIn(directory)) {
      if (status !== "ok") {
        assertMatch(warnings ?? "", /^a thread saw only [\d.]+ ms of (the window|\d+ slices) .*too busy/);
      }
    }
    if (code === 0) break;
  }
  assertEquals(measuredKeysOf(directory), planned);
}

/** The keys of everything that a result set's plan has, in its order. */
export function plannedKeysOf(directory: string): string[] {
  const plan = planSchema.parse(fromJson(Deno.readTextFileSync(join(directory, "plan.json"))));
  return plannedTrials(plan).flatMap(cellKeys);
}
