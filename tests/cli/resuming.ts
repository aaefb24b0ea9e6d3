/** Bringing an interrupted sweep to its end, and what has to be true then. */
import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { fromJson } from "../../results/json.ts";
import { plannedTrials, planSchema } from "../../sweep/plan.ts";
import { netio, rowsIn } from "./program.ts";

const RESUMES_MAX = 3;

/** Trials that were measured, in order. */
function measuredTrialsOf(directory: string): number[] {
  return rowsIn(directory).filter(({ status }) => status === "ok").map(({ trial }) => trial!).sort(byNumber);
}

/**
 * Resumes until every planned trial was measured, each once. A run may leave one out for one reason alone, that the
 * machine was too busy for its window, and says so by its exit code.
 */
export async function resumeToTheEnd(directory: string): Promise<void> {
  const planned = plannedTrialsOf(directory);
  for (let resumes = 0; resumes < RESUMES_MAX; resumes++) {
    const { code, stderr } = await netio("sweep", "--resume", directory, "--no-plots", "--no-report");
    const measured = measuredTrialsOf(directory);
    assertEquals(new Set(measured).size, measured.length, "measured twice");
    assertEquals(code, measured.length === planned.length ? 0 : 1, stderr);
    for (const { status, warnings } of rowsIn(directory)) {
      if (status !== "ok") {
        assertMatch(warnings ?? "", /^a thread saw only [\d.]+ ms of the window of \d+ ms/);
      }
    }
    if (code === 0) break;
  }
  assertEquals(measuredTrialsOf(directory), planned);
}

/** The numbers of the trials that a result set's plan has, in order. */
export function plannedTrialsOf(directory: string): number[] {
  const plan = planSchema.parse(fromJson(Deno.readTextFileSync(join(directory, "plan.json"))));
  return plannedTrials(plan).map(({ trial }) => trial);
}

/** For sorting. */
export function byNumber(a: number, b: number): number {
  return a - b;
}
