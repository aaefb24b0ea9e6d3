/** Result sets are told apart by host, date, what was measured and what is best. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { join } from "node:path";
import { listed } from "../../cli/commands/list.ts";
import { UsageError } from "../../cli/usage_error.ts";
import { listResultSets } from "../../report/result_list.ts";
import { trialCounts, trialCountsText } from "../../report/trial_counts.ts";
import { csvHeader, csvLine } from "../../results/csv.ts";
import type { ResultRow } from "../../results/columns.ts";
import { freshDirectory } from "../../sweep/result_set.ts";
import { sessionName } from "../../sweep/environment.ts";
import { withDirectory } from "../cli/program.ts";
import { fakeLoaded } from "./fake_report.ts";
import { madeUpRows } from "./made_up_trials.ts";

const ROWS = madeUpRows({ modes: { "two-copy": () => 10, "one-copy": () => 12 } })
  .map((row, trial): ResultRow => ({ ...row, trial, started_utc: "2001-02-03T04:05:06Z" }));

function csvText(rows: readonly ResultRow[]): string {
  return csvHeader() + rows.map(csvLine).join("");
}

function write(directory: string, rows: string, environment: object): void {
  Deno.mkdirSync(directory);
  Deno.writeTextFileSync(join(directory, "trials.csv"), rows);
  Deno.writeTextFileSync(join(directory, "environment.json"), JSON.stringify(environment));
}

Deno.test("each result set has its host, date, matrix, progress and headline; the newest first, the unreadable too", async () => {
  await withDirectory(async (parent) => {
    const later = ROWS.map((row) => ({ ...row, started_utc: "2002-02-03T04:05:06Z" }));
    write(join(parent, "a"), csvText(ROWS), { host_name: "node1", title: null });
    write(join(parent, "b"), csvText(later), { host_name: "node2", title: "jumbo frames" });
    write(join(parent, "c"), "no,results\n1,2\n", {});
    Deno.mkdirSync(join(parent, "nothing"));
    const [b, a, c, ...more] = await listResultSets(parent);
    assertEquals(more, []);
    assertEquals([b!.hostName, b!.title, b!.dateUtc], ["node2", "jumbo frames", "2002-02-03 04:05 UTC"]);
    assertEquals([a!.directory, a!.hostName, a!.what], [
      join(parent, "a"),
      "node1",
      "2 modes × 1 KiB and 16 KiB × 1 thread",
    ]);
    assertEquals(trialCountsText(a!.counts!), "28 trials");
    assertMatch(a!.best, /^By throughput, one-copy is best in both configurations/);
    assertMatch(c!.best, /^can't be read: .*c.trials\.csv/);
  });
});

Deno.test("trials are counted as the plan counts them: modes that took turns are one, what was redone counts once", () => {
  const plan = { sizes: [1024, 16384], threads: [1], modes: ["two-copy", "one-copy"], repeats: 10 };
  assertEquals(trialCounts(fakeLoaded(ROWS, { plan })), { measured: 28, planned: 40 });
  const crossed = { ...plan, rx: ["recv", "recvmsg"], rateBps: [1e9, 2e9, 3e9] };
  assertEquals(trialCounts(fakeLoaded(ROWS, { plan: crossed })).planned, 6 * 40);
  const earlier = { ...plan, rx: "recv", rateBps: 1e9 };
  assertEquals(trialCounts(fakeLoaded(ROWS, { plan: earlier })).planned, 40);
  const sliced = ROWS.map((row, i): ResultRow => ({
    ...row,
    interleave: "slices",
    trial: Math.floor(i / 2),
  }));
  assertEquals(trialCountsText(trialCounts(fakeLoaded(sliced, { plan }))), "14 of 20 trials");
  const failed: ResultRow = { ...sliced[0]!, status: "failed" };
  assertEquals(trialCounts(fakeLoaded([failed, ...sliced], { plan })).measured, 14);
  assertEquals(trialCounts(fakeLoaded([], { plan })), { measured: 0, planned: null });
  const extended = trialCounts(fakeLoaded(ROWS, { plan: { ...plan, repeats: 5 } }));
  assertEquals(trialCountsText(extended), "20 trials and 8 added");
});

Deno.test("the default directory has the host's name, unless it is to be left out", () => {
  assertMatch(freshDirectory("node7"), /^results\/node7-\d{4}-\d\d-\d\dT\d{6}Z$/);
  assertMatch(freshDirectory("a/b c"), /^results\/a_b_c-/);
  assertMatch(freshDirectory(null), /^results\/\d{4}-/);
  assertEquals(sessionName("x", true), { title: "x", hostName: null });
  assert(sessionName(null, false).title === null);
});

Deno.test("before the first sweep there is nothing to list, and that is no error; a directory that was named has to be there", async () => {
  await withDirectory(async (directory) => {
    const none = `${directory}/results`;
    assertEquals(await listed(none, true), []);
    await assertRejects(() => listed(none, false), UsageError, "there is no such directory");
  });
});
