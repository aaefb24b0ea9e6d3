/** `netio analyze`, by its command line: what it writes, and what it leaves alone. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ANSWER_LINES } from "../../cli/text/answer_block.ts";
import { csvHeader, csvLine } from "../../results/csv.ts";
import { fakeRows, ONE_PLACE } from "../plots/fake_results.ts";
import { netioHere } from "./here.ts";
import { netio, withDirectory } from "./program.ts";

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
