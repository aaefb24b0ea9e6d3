/** `netio analyze`, by its command line: what it writes, what it leaves alone, and what it makes of several files. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { ANSWER_LINES } from "../../../cli/text/answer_block.ts";
import { analyze } from "../../../report/analyze.ts";
import { csvHeader, csvLine } from "../../../results/csv.ts";
import { toJson } from "../../../results/json.ts";
import { loadTogether } from "../../../results/load.ts";
import { fakeRows, ONE_PLACE } from "../../plots/fake_results.ts";
import { madeUpRows } from "../../report/made_up_trials.ts";
import { madeUpCluster } from "../../results/cluster/made_up_cluster.ts";
import { fieldPath } from "../../results/foreign/field_files.ts";
import { netioHere } from "../here.ts";
import { netio, withDirectory } from "../program.ts";

const trials = csvHeader() + fakeRows(ONE_PLACE).map(csvLine).join("");

function write(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) Deno.writeTextFileSync(join(directory, name), text);
}

Deno.test("analyze makes a result set's report again, with links to the figures that are there", async () => {
  await withDirectory(async (directory) => {
    write(directory, { "trials.csv": trials, "plan.json": '{ "schema": 2, "runId": "1" }' });
    const report = join(directory, "report.md");
    const { code, stdout } = await netioHere("analyze", directory);
    assertEquals(code, 0);
    const answer = stdout.slice(stdout.indexOf("\nAnswer: ")).trim().split("\n");
    assert(answer.length <= ANSWER_LINES, stdout);
    assertEquals(answer.at(-1), `Report: ${join(directory, "report.html")} (all rows in trials.csv)`);
    assert(!Deno.readTextFileSync(report).includes(".png"), "a link to a figure that was not drawn");

    assertEquals((await netio("plot", directory)).code, 0);
    assertEquals((await netioHere("analyze", directory)).code, 0);
    const links = [...Deno.readTextFileSync(report).matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, to]) => to!);
    assert(links.length > 0, "no link to a figure");
    for (const link of links) assert(existsSync(join(directory, link)), link);
  });
});

Deno.test("analyze leaves the reports of other directories alone, and says so", async () => {
  const other = { "report.md": "my own\n", "report.html": "my own\n" };
  const cases: Record<string, string>[] = [
    { "mine.csv": trials, "plan.json": '{ "schema": 2, "runId": "1" }' },
    { "trials.csv": trials },
    { "trials.csv": trials, "plan.json": '{ "lessons": 3 }' },
    { "theirs.csv": "mode,size,threads\na1,64,1\n" },
  ];
  for (const files of cases) {
    await withDirectory(async (directory) => {
      write(directory, { ...other, ...files });
      const source = join(directory, Object.keys(files)[0]!);
      const { code, stdout, stderr } = await netioHere("analyze", source);
      assertEquals(code, 0);
      assertStringIncludes(stdout, "1. ");
      assertStringIncludes(stdout, "\nAnswer: ");
      assert(stdout.endsWith(`Rows: ${source}\n`), stdout);
      assertStringIncludes(stderr, `no report was written: ${source} is not the trials.csv of a result set`);
      for (const [name, text] of Object.entries(other)) {
        assertEquals(Deno.readTextFileSync(join(directory, name)), text, source);
      }
    });
  }
});

Deno.test("analyze --json tells how the file was read on stderr", async () => {
  await withDirectory(async (directory) => {
    write(directory, { "theirs.csv": "mode,size,threads\n0,64,1\n" });
    const { code, stdout, stderr } = await netioHere("analyze", join(directory, "theirs.csv"), "--json");
    assertEquals([code, JSON.parse(stdout).schema], [0, 1]);
    assertStringIncludes(stderr, "note: modes are read as 0 = two-copy");
  });
});

Deno.test("analyze --json has the warnings, and not the notes that stderr has", async () => {
  await withDirectory(async (directory) => {
    const rows = fakeRows(ONE_PLACE).map((row, i) => ({
      ...row,
      warnings: i === 0 ? "steal (3.1 %)" : null,
    }));
    write(directory, { "trials.csv": csvHeader() + rows.map(csvLine).join("") });
    const { stdout, stderr } = await netioHere("analyze", directory, "--json");
    const { warnings } = JSON.parse(stdout);
    assertEquals(warnings.length, 1, stdout);
    assertMatch(warnings[0].what, /^steal in 1 of \d+ trials \(3\.1 %\)$/);
    assertMatch(warnings[0].advice, /^the hypervisor /);
    assertStringIncludes(stderr, "note: no environment.json");
  });
});

Deno.test("modes whose numbers could count from 0 or from 1 are wrong usage", async () => {
  await withDirectory(async (directory) => {
    const path = join(directory, "theirs.csv");
    write(directory, { "theirs.csv": "mode,size,threads\n1,64,1\n2,64,1\n" });
    const { code, stdout, stderr } = await netioHere("analyze", path);
    assertEquals([code, stdout], [2, ""]);
    assertStringIncludes(
      stderr,
      `${path}: column mode: the modes are 1, 2, which could be 1 = one-copy, 2 = zero-copy`,
    );
  });
});

Deno.test("long lists are shortened on the terminal, and whole with --json", async () => {
  await withDirectory(async (directory) => {
    const path = join(directory, "many.csv");
    const sizes = Array.from({ length: 300 }, (_, i) => 64 * (i + 1));
    const rows = sizes.flatMap((size) => [`two-copy,${size},1,4.5`, `one-copy,${size},1,${4 + size % 5}.5`]);
    Deno.writeTextFileSync(path, `mode,size,threads,throughput_gbps\n${rows.join("\n")}\n`);
    const { code, stdout } = await netioHere("analyze", path);
    assertEquals(code, 0);
    assertMatch(stdout.replaceAll(/\n +(?!·)/g, " "), / · throughput, 1 thread: 64 B .* % and 281 more$/m);
    assert(stdout.split("\n").every((line) => line.length <= 100), "a line is wider than the terminal");
    const { stdout: json } = await netioHere("analyze", path, "--json");
    assertStringIncludes(json, "19200 B ");
  });
});

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

Deno.test("--join cells is --join columns", async () => {
  const files = ["17", "18"].map(fieldPath);
  const [cells, columns] = [
    await netioHere("analyze", ...files, "--join", "cells"),
    await netioHere("analyze", ...files, "--join", "columns"),
  ];
  assertEquals([cells.code, cells.stdout, cells.stderr], [0, columns.stdout, columns.stderr]);
});

Deno.test("control characters in a file's name reach no terminal and no converted file", async () => {
  await withDirectory(async (directory) => {
    const path = join(directory, "a\x1b[31mb\x9bc.csv"), other = join(directory, "d\x07.csv");
    const out = join(directory, "out.csv");
    await Deno.writeTextFile(path, "mode,size,threads,throughput_gbps\nA1,64,1,1\nA2,64,1,2\n");
    await Deno.writeTextFile(other, "mode,size,threads,throughput_gbps\nA1,64,1,3\nA2,64,1,4\n");
    const commands = [
      ["analyze", path],
      ["analyze", path, other],
      ["compare", path, other],
      ["convert", path, "--out", out],
    ];
    for (const command of commands) {
      const { code, stdout, stderr } = await netioHere(...command);
      assertEquals(code, 0, stderr);
      assert(!CONTROL.test(stdout + stderr), command[0]);
    }
    assert(!CONTROL.test(await Deno.readTextFile(out)), "the converted file");
  });
});

// deno-lint-ignore no-control-regex
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/;
