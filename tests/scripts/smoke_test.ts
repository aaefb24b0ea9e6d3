import { assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { join } from "node:path";
import { CHECKOUT } from "../../scripts/command.ts";
import { assertNoStackTrace, run, start, succeed } from "../../scripts/smoke_program.ts";
import { assertFinished, assertReports, pngCount } from "../../scripts/smoke_results.ts";
import { execute, withDirectory } from "../cli/program.ts";

Deno.test("the smoke test of a program that does nothing ends in failures and status 1", async () => {
  const args = ["run", "-A", `${CHECKOUT}scripts/smoke.ts`, "/bin/false"];
  const { code, stdout } = await execute([Deno.execPath(), ...args]);
  assertEquals(code, 1);
  assertMatch(stdout, /^FAIL {2}sweep writes rows, plots and reports$/m);
  assertMatch(stdout.trimEnd(), /^0 passed, \d+ failed, \d+ skipped$/m);
});

Deno.test("run() starts a program with an empty environment but for what it is given", async () => {
  assertEquals((await run("/usr/bin/env", [], { cwd: "/" })).stdout, "");
  assertEquals((await run("/usr/bin/env", [], { cwd: "/", env: { TMPDIR: "/x" } })).stdout, "TMPDIR=/x\n");
});

Deno.test("start() leaves the program itself to signals", async () => {
  const { process, outcome } = start("/bin/sleep", ["30"], { cwd: "/" });
  process.kill("SIGINT");
  assertEquals((await outcome).code, 130);
});

Deno.test("succeed() tells what a failing program printed", async () => {
  await assertRejects(() => succeed("/bin/sh", ["-c", "echo why >&2; exit 3"], { cwd: "/" }), Error, "why");
});

Deno.test("assertNoStackTrace() knows Deno's traces from messages", () => {
  assertNoStackTrace("netio: --sizes: 4Q is not a size; expected 64 to 1Mi\n");
  const traces = [
    "error: Uncaught (in promise) TypeError: x",
    "x\n    at file:///a.ts:1:1",
    "  at f (ext:deno_fs/30_fs.js:1)",
  ];
  for (const trace of traces) assertThrows(() => assertNoStackTrace(trace), Error, "stack trace");
});

Deno.test("pngCount() refuses a file that is no PNG", async () => {
  await withDirectory(async (folder) => {
    await Deno.mkdir(join(folder, "plots"));
    await Deno.writeFile(
      join(folder, "plots", "a.png"),
      new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0]),
    );
    await Deno.writeTextFile(join(folder, "plots", "note.txt"), "");
    assertEquals(await pngCount(folder), 1);
    await Deno.writeTextFile(join(folder, "plots", "b.png"), "<svg>");
    await assertRejects(() => pngCount(folder), Error, "b.png");
  });
});

Deno.test("assertReports() refuses a page that loads anything from elsewhere", async () => {
  await withDirectory(async (folder) => {
    await Deno.writeTextFile(join(folder, "report.md"), "# Report\n");
    const page = (head: string) =>
      Deno.writeTextFile(join(folder, "report.html"), `<html><head>${head}</head></html>`);
    await page(
      '<script>1</script><img src="data:image/png;base64,xx"><a href="https://kernel.org">source</a>',
    );
    await assertReports(folder);
    for (
      const head of [
        '<script src="https://cdn.example/x.js"></script>',
        '<link rel=x href="a.css">',
        '<img src="plots/a.png">',
      ]
    ) {
      await page(head);
      await assertRejects(() => assertReports(folder), Error, "self-contained");
    }
  });
});

Deno.test("assertFinished() refuses a folder without results", async () => {
  await withDirectory((folder) => assertRejects(() => assertFinished(folder, 8, 4), Error));
});
