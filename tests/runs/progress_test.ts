import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { execute, netioCommand, withDirectory } from "../cli/program.ts";

const SCRIPT = "/usr/bin/script";

/** script(1) gives a command a pseudo-terminal and passes on what it writes there. */
const HAS_TERMINALS = await Deno.stat(SCRIPT).then(() => true, () => false);

const TWO_TRIALS = [
  ...["sweep", "--modes", "A2", "--sizes", "16Ki", "--threads", "1", "--repeats", "2"],
  ...["--duration", "100ms", "--warmup", "250ms", "--no-plots", "--no-report"],
];

/** What a sweep of two trials shows on a terminal of a kind. */
async function shownOn(terminal: string): Promise<string> {
  let shown = "";
  await withDirectory(async (parent) => {
    const command = netioCommand([...TWO_TRIALS, "--out", join(parent, "r")]);
    const quoted = command.map((word) => `'${word}'`).join(" ");
    const run = await execute([SCRIPT, "-qec", quoted, "/dev/null"], { env: { TERM: terminal } });
    assertEquals(run.code, 0, run.stdout);
    shown = run.stdout;
  });
  return shown;
}

/** No bar, and nothing that moves a cursor. */
function assertPlain(shown: string): void {
  for (const mark of ["█", "░", "\x1B"]) assert(!shown.includes(mark), shown);
}

Deno.test({
  name: "a terminal shows the bar, from the first trial to the last",
  ignore: !HAS_TERMINALS,
  fn: async () => {
    const shown = await shownOn("xterm");
    assertStringIncludes(shown, `${"░".repeat(24)} 0/2 · starting · – · 1 s left`);
    assertMatch(shown, /█{24} 2\/2 · one-copy 16 KiB × 1 · [^·]+ · 0 s left/);
    assert(!shown.includes("[1/2]"), "no plain lines");
  },
});

Deno.test({
  name: "a terminal that can't move its cursor gets plain lines",
  ignore: !HAS_TERMINALS,
  fn: async () => {
    const shown = await shownOn("dumb");
    assertMatch(shown, /^\[1\/2\] one-copy 16 KiB × 1: [\d.]+ Gbit\/s \(0 s left\)\r?$/m);
    assertMatch(shown, /^\[2\/2\] one-copy 16 KiB × 1: [\d.]+ Gbit\/s \(0 s left\)\r?$/m);
    assertPlain(shown);
  },
});

Deno.test("where stderr is no terminal there are plain lines", async () => {
  await withDirectory(async (parent) => {
    const { code, stderr } = await execute(netioCommand([...TWO_TRIALS, "--out", join(parent, "r")]));
    assertEquals(code, 0, stderr);
    assertEquals(stderr.match(/^\[\d\/2\] one-copy 16 KiB × 1: [\d.]+ Gbit\/s \(0 s left\)$/gm)?.length, 2);
    assertPlain(stderr);
  });
});
