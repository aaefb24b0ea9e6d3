/**
 * What `netio view` answers, without a server; and what tells result sets apart in lists: host, date, what was measured,
 * what is best.
 */
import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { listed } from "../../cli/commands/list.ts";
import { UsageError } from "../../cli/usage_error.ts";
import { listedPages, livePages } from "../../report/live_pages.ts";
import { listResultSets } from "../../report/result_list.ts";
import { trialCounts, trialCountsText } from "../../report/trial_counts.ts";
import type { HostPair } from "../../results/cluster/host_pairs.ts";
import type { ResultRow } from "../../results/columns.ts";
import { csvHeader, csvLine } from "../../results/csv.ts";
import { sessionName } from "../../sweep/environment.ts";
import { freshDirectory } from "../../sweep/result_set.ts";
import { withDirectory } from "../cli/program.ts";
import { madeUpCluster } from "../results/cluster/made_up_cluster.ts";
import { fakeLoaded } from "./fake_report.ts";
import { madeUpRows } from "./made_up_trials.ts";
import type { Rows } from "../../results/table/rows.ts";

const ROWS = madeUpRows({ modes: { "two-copy": () => 10, "one-copy": () => 12 }, sizes: [1024] })
  .map((row, trial): ResultRow => ({ ...row, trial, interleave: "trials" }));
const PLAN = {
  schema: 1,
  run_id: "made-up",
  sizes: [1024],
  threads: [1],
  modes: ["two-copy", "one-copy"],
  repeats: 10,
};

function write(directory: string, rows: Rows, plan: object): void {
  Deno.mkdirSync(directory);
  Deno.writeTextFileSync(join(directory, "trials.csv"), csvHeader() + rows.map(csvLine).join(""));
  Deno.writeTextFileSync(join(directory, "plan.json"), JSON.stringify(plan));
}

const request = (path: string, method = "GET") => new Request(`http://localhost${path}`, { method });

Deno.test("a running sweep is live and says how far it is; one that is done is not", async () => {
  await withDirectory(async (parent) => {
    const own = join(parent, "a");
    write(own, ROWS, PLAN);
    const state = async () => await (await livePages([own], null)(request("/state"))).json();
    const running = await state();
    assertEquals([running.text, running.live], ["live · 14 of 20 trials", true]);
    Deno.writeTextFileSync(join(own, "plan.json"), JSON.stringify({ ...PLAN, repeats: 7 }));
    const done = await state();
    assertEquals([done.text, done.live], ["14 of 14 trials", false]);
    const long = new Date(Date.now() - 3600e3);
    Deno.writeTextFileSync(join(own, "plan.json"), JSON.stringify(PLAN));
    Deno.utimeSync(join(own, "trials.csv"), long, long);
    assertEquals((await state()).text, "14 of 20 trials");
  });
});

Deno.test("a directory of result sets has their list first, each by its link, and nothing else", async () => {
  await withDirectory(async (parent) => {
    write(join(parent, "a set"), ROWS, PLAN);
    write(join(parent, "b"), [], PLAN);
    const pages = listedPages(parent);
    const text = async (path: string) => await (await pages(request(path))).text();
    const list = await text("/");
    assertStringIncludes(list, '<a href="/sets/a%20set/">a set</a>');
    assertStringIncludes(list, "one-copy is best in the one case");
    assertStringIncludes(await text("/sets/a%20set/"), 'src="report"');
    assertStringIncludes(await text("/sets/a%20set/report"), "<h2");
    assertStringIncludes(await text("/sets/b/report"), "Waiting for the first trial");
    for (const path of ["/sets/none/", "/sets/..%2f/report", "/sets/%2e%2e/report", "/etc/passwd"]) {
      assertEquals((await pages(request(path))).status, 404, path);
    }
    assertEquals((await pages(request("/", "POST"))).status, 405);
    assert(!list.includes("can't be read"), list);
  });
});

Deno.test("the first page of a cluster's directory is the report of all pairs; their list is beside it", async () => {
  await withDirectory(async (parent) => {
    const { pairs } = madeUpCluster({ hosts: 3, isOneWay: true });
    const add = ({ sender, receiver, rows }: HostPair) =>
      write(join(parent, `${receiver}-${sender}`), rows, { ...PLAN, topology: { sender: "server" } });
    const [last, ...others] = pairs;
    others.forEach(add);
    const pages = listedPages(parent);
    const text = async (path: string) => await (await pages(request(path))).text();
    assertStringIncludes(await text("/"), '<a href="/sets/">all result sets</a>');
    const two = JSON.parse(await text("/state"));
    assertEquals([two.text, two.live], ["live · 14 trials", true]);
    assertStringIncludes(await text("/report"), "2 of the 6 directions");
    add(last!);
    assertEquals(JSON.parse(await text("/state")).text, "live · 21 trials");
    const report = await text("/report");
    assertStringIncludes(report, "3 of the 6 directions");
    assertStringIncludes(report, "Throughput between all hosts");
    assertEquals(report.match(/3 result sets/g)?.length, 1, "what was read is said once");
    assert(!report.includes("read together"));
    const list = await text("/sets/");
    assertStringIncludes(list, '<a href="/sets/node1-node2/">');
    assertStringIncludes(await text("/sets/node1-node2/report"), "Six questions");
    assertEquals((await pages(request("/sets/none/"))).status, 404);
  });
});

/** Two sizes, all begun at one time. */
const DATED = madeUpRows({ modes: { "two-copy": () => 10, "one-copy": () => 12 } })
  .map((row, trial): ResultRow => ({ ...row, trial, started_utc: "2001-02-03T04:05:06Z" }));

function csvText(rows: Rows): string {
  return csvHeader() + rows.map(csvLine).join("");
}

function writeSet(directory: string, rows: string, environment: object): void {
  Deno.mkdirSync(directory);
  Deno.writeTextFileSync(join(directory, "trials.csv"), rows);
  Deno.writeTextFileSync(join(directory, "environment.json"), JSON.stringify(environment));
}

Deno.test("each result set has its host, date, matrix, progress and headline; the newest first, the unreadable too", async () => {
  await withDirectory(async (parent) => {
    const later = DATED.map((row) => ({ ...row, started_utc: "2002-02-03T04:05:06Z" }));
    writeSet(join(parent, "a"), csvText(DATED), { host_name: "node1", title: null });
    writeSet(join(parent, "b"), csvText(later), { host_name: "node2", title: "jumbo frames" });
    writeSet(join(parent, "c"), "no,results\n1,2\n", {});
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
    assertMatch(a!.best, /^By throughput, one-copy is best in both cases/);
    assertMatch(c!.best, /^can't be read: .*c.trials\.csv/);
    assertEquals(await listResultSets(join(parent, "a")), [a], "one that is named itself");
  });
});

Deno.test("trials are counted as the plan counts them: modes that took turns are one, what was redone counts once", () => {
  const plan = { sizes: [1024, 16384], threads: [1], modes: ["two-copy", "one-copy"], repeats: 10 };
  assertEquals(trialCounts(fakeLoaded(DATED, { plan })), { measured: 28, planned: 40 });
  const crossed = { ...plan, rx: ["recv", "recvmsg"], rateBps: [1e9, 2e9, 3e9] };
  assertEquals(trialCounts(fakeLoaded(DATED, { plan: crossed })).planned, 6 * 40);
  const earlier = { ...plan, rx: "recv", rateBps: 1e9 };
  assertEquals(trialCounts(fakeLoaded(DATED, { plan: earlier })).planned, 40);
  const sliced = DATED.map((row, i): ResultRow => ({
    ...row,
    interleave: "slices",
    trial: Math.floor(i / 2),
  }));
  assertEquals(trialCountsText(trialCounts(fakeLoaded(sliced, { plan }))), "14 of 20 trials");
  const failed: ResultRow = { ...sliced[0]!, status: "failed" };
  assertEquals(trialCounts(fakeLoaded([failed, ...sliced], { plan })).measured, 14);
  assertEquals(trialCounts(fakeLoaded([], { plan })), { measured: 0, planned: null });
  const extended = trialCounts(fakeLoaded(DATED, { plan: { ...plan, repeats: 5 } }));
  assertEquals(trialCountsText(extended), "20 trials and 8 added");
  const extra = trialCounts(fakeLoaded(sliced, { plan: { ...plan, extraRepeats: 3 } }));
  assertEquals(trialCountsText(extra), "14 of 26 trials");
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
