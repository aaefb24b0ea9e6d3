/** What `netio view` answers, without a server. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { listedPages, livePages } from "../../report/live_pages.ts";
import { csvHeader, csvLine } from "../../results/csv.ts";
import type { ResultRow } from "../../results/columns.ts";
import { withDirectory } from "../cli/program.ts";
import type { HostPair } from "../../results/cluster/host_pairs.ts";
import { madeUpCluster } from "../results/cluster/made_up_cluster.ts";
import { madeUpRows } from "./made_up_trials.ts";

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

function write(directory: string, rows: readonly ResultRow[], plan: object): void {
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
    assertStringIncludes(list, "one-copy is best in the one configuration");
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
