import { assertEquals } from "@std/assert";
import { planFrom } from "../../cli/options/sweep_options.ts";
import { emptyRow, type ResultRow } from "../../results/columns.ts";
import { runSweep } from "../../sweep/sweep.ts";

/** A sweep of which the trials go well (`.`) or fail (`x`) as written. */
async function sweepOf(fates: string) {
  const plan = planFrom({ modes: ["one-copy"], sizes: [64], threads: [1], repeats: fates.length });
  const rows: ResultRow[] = [];
  const steps = {
    plannedMs: () => 1,
    runTrial: () =>
      Promise.resolve([{ ...emptyRow(), status: fates[rows.length] === "x" ? "failed" : "ok" }]),
    keep: (fresh: readonly ResultRow[]) => void rows.push(...fresh),
  };
  const outcome = await runSweep(plan, [], steps, new AbortController().signal);
  return { ...outcome, rows: rows.length };
}

Deno.test("three failures in a row end a sweep, and every row up to them is kept", async () => {
  const { gaveUp, failed, rows } = await sweepOf("..xx.xxx....");
  assertEquals({ gaveUp, failed, rows }, { gaveUp: true, failed: 5, rows: 8 });
});

Deno.test("failures that good trials interrupt do not end a sweep, however many", async () => {
  const { gaveUp, failed, rows } = await sweepOf("xx.xx.xx.xx");
  assertEquals({ gaveUp, failed, rows }, { gaveUp: false, failed: 8, rows: 11 });
});
