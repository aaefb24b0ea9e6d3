/** Several files on the command line. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { csvHeader, csvLine } from "../../results/csv.ts";
import { analyze } from "../../report/analyze.ts";
import { loadTogether } from "../../results/load.ts";
import { toJson } from "../../results/json.ts";
import { madeUpCluster } from "../results/cluster/made_up_cluster.ts";
import { madeUpRows } from "../report/made_up_trials.ts";
import { fieldPath } from "../results/foreign/field_files.ts";
import { netioHere } from "./here.ts";
import { netio, withDirectory } from "./program.ts";

Deno.test("analyze reads several files as one, and says first what it made of them", async () => {
  const { code, stdout, stderr } = await netioHere("analyze", fieldPath("17"), fieldPath("18"));
  assertEquals(code, 0, stderr);
  assertMatch(
    stderr,
    /^note: 2 files are read together, 48 rows\nnote: 18-\S+: joined by configuration with 17-/,
  );
  assertStringIncludes(stderr, "no report was written: several files have none; netio view shows one");
  assertStringIncludes(
    stdout,
    "last-level cache load misses per MiB",
    "bytes of one file, misses of the other",
  );
  const wrong = await netioHere("analyze", fieldPath("17"), fieldPath("18"), "--join", "rows");
  assertEquals([wrong.code, wrong.stdout], [2, ""]);
  assertStringIncludes(wrong.stderr, "--join rows: ");
  const conflict = await netioHere("analyze", fieldPath("17"), fieldPath("18"), "--join", "repeats");
  assertEquals([conflict.code, conflict.stdout], [2, ""]);
  assertMatch(conflict.stderr, /^netio: 17-\S+ and 18-\S+ measure nothing that both have/);
});

Deno.test("plot draws a directory of result sets into that directory, a setting for each", async () => {
  await withDirectory(async (directory) => {
    for (const pair of ["node1-node2", "node1-node3"]) {
      const rows = madeUpRows({ modes: { "two-copy": () => 10, "one-copy": () => 12 }, repeats: 2 });
      Deno.mkdirSync(join(directory, pair));
      Deno.writeTextFileSync(
        join(directory, pair, "trials.csv"),
        csvHeader() + rows.map((row) => csvLine({ ...row, run_id: pair })).join(""),
      );
    }
    const { code, stdout, stderr } = await netio(
      "plot",
      directory,
      "--figures",
      "throughput",
      "--format",
      "svg",
    );
    assertEquals(code, 0, stderr);
    assertStringIncludes(stderr, "2 settings side by side");
    assertEquals(stdout.trim().split("\n").length, 2);
    assert(existsSync(join(directory, "plots")), stdout);
    assert(!existsSync(join(directory, "node1-node2", "plots")));
  });
});

/** Made-up result sets of all pairs of six hosts, both ways, as files; node2 receives slowly. */
function writeCluster(directory: string): void {
  const { pairs } = madeUpCluster({ hosts: 6, factor: (_, receiver) => receiver === 2 ? 0.5 : 1 });
  for (const { source, rows } of pairs) {
    const name = basename(dirname(source)), own = join(directory, name);
    Deno.mkdirSync(own);
    const text = csvHeader() + rows.map((row) => csvLine({ ...row, run_id: name })).join("");
    Deno.writeTextFileSync(join(own, "trials.csv"), text);
    const plan = { runId: name, topology: { kind: "hosts", sender: "server" } };
    Deno.writeTextFileSync(join(own, "plan.json"), toJson(plan));
  }
}

Deno.test("analyze of the pairs of a cluster says which host is slow, and writes its report beside them", async () => {
  await withDirectory(async (directory) => {
    writeCluster(directory);
    const { code, stdout, stderr } = await netioHere("analyze", directory);
    assertEquals(code, 0, stderr);
    assert(!stderr.includes("settings side by side"), "they are compared, and the answer counts them");
    assertMatch(stdout, /^Answer: 6 hosts, 30 of the 30 directions between them measured\./);
    assertMatch(stdout, /· node2 receives (4\d|50)(\.\d)? % slower than the median host/);
    assertMatch(stdout, /^Report: .*cluster\.html /m);
    for (const name of ["cluster.md", "cluster.html", "pairs.csv"]) {
      assert(existsSync(join(directory, name)), name);
    }
    assert(!existsSync(join(directory, "node1-node2", "report.md")));
    const plotted = await netio("plot", directory, "--format", "svg");
    assertEquals(plotted.stdout.trim().split("\n").map((path) => basename(path)), [
      "pair_matrix.svg",
      "pair_cpu_matrix.svg",
    ]);
  });
});

Deno.test("pairs that are read as repeats are no cluster, as their reader says", async () => {
  await withDirectory(async (directory) => {
    writeCluster(directory);
    assertEquals(analyze(await loadTogether([directory], "repeats")).cluster, null);
    assertEquals(analyze(await loadTogether([directory])).cluster!.hosts.length, 6);
  });
});
