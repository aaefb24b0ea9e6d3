/** A sweep as someone sees it in a terminal: how long it takes first, the answer last, no line wider than the screen. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ANSWER_LINES } from "../../cli/text/answer_block.ts";
import { execute, netio, netioCommand, withDirectory } from "../cli/program.ts";

const SMALL = [
  ...["--modes", "two-copy,zero-copy", "--sizes", "1Ki", "--repeats", "2"],
  ...["--duration", "60ms", "--warmup", "20ms", "--no-plots", "--no-report"],
];

const COLUMNS = 80;
const ESCAPE = String.fromCharCode(27);
const LINE_START = new RegExp(`\r|${ESCAPE}\\[\\d*G`),
  CONTROL = new RegExp(`${ESCAPE}\\[[\\d;?]*[A-Za-z]`, "g");
const hasScript = await execute(["script", "--version"]).then(({ code }) => code === 0, () => false);
if (!hasScript) console.log("the test in a pseudo-terminal is skipped: script (util-linux) is not installed");

/** What netio leaves on a terminal: what it drew over is gone. */
async function onTerminal(args: readonly string[]): Promise<string[]> {
  const command = ["stty", "cols", String(COLUMNS), "&&", ...netioCommand(args)].join(" ");
  const { stdout } = await execute(["script", "-qec", command, "/dev/null"], { env: { TERM: "xterm" } });
  return stdout.split(/\r*\n/).map((line) => {
    const drawn = line.split(LINE_START).findLast((part) => part !== "") ?? "";
    return drawn.replaceAll(CONTROL, "");
  });
}

/** From `Answer:` on. */
function answerIn(lines: readonly string[]): readonly string[] {
  return lines.slice(lines.findIndex((line) => line.startsWith("Answer: "))).filter((line) => line !== "");
}

Deno.test({
  name: "on a terminal of 80 columns: the estimate first, one table, the answer last, and nothing wider",
  ignore: !hasScript,
  fn: () =>
    withDirectory(async (parent) => {
      const lines = await onTerminal(["sweep", ...SMALL, "--threads", "1,2", "--out", join(parent, "r")]);
      assert(lines.every(({ length }) => length <= COLUMNS), lines.join("\n"));
      assertMatch(lines[0]!, /^4 trials, about \d+ s, into /);
      const answer = answerIn(lines);
      assert(answer.length >= 3 && answer.length <= ANSWER_LINES, answer.join("\n"));
      assertMatch(answer.at(-1)!, /trials\.csv$/);
      assertEquals(lines.filter((line) => line.startsWith("size × threads")).length, 1);
      assert(lines.length < 30, `${lines.length} lines`);
    }),
});

Deno.test("-q prints the answer alone", async () => {
  await withDirectory(async (parent) => {
    const quiet = await netio("sweep", ...SMALL, "--threads", "1", "-q", "-o", join(parent, "r"));
    assertEquals([quiet.code, quiet.stderr], [0, ""]);
    assert(quiet.stdout.startsWith("Answer: "), quiet.stdout);
    assert(quiet.stdout.trimEnd().split("\n").length <= ANSWER_LINES);
  });
});

Deno.test("--dry-run says how many trials, how long and where to, and writes nothing", async () => {
  await withDirectory(async (parent) => {
    const out = join(parent, "r");
    const dry = await netio("sweep", "--dry-run", "--preset", "full", "-o", out);
    assertMatch(dry.stdout, /^960 trials, about \d+ min \d+ s, into .*r\n$/);
    assertEquals([dry.code, dry.stderr, existsSync(out)], [0, "", false]);
    const { stdout } = await netio("sweep", "--dry-run", "--refine", "-o", out);
    assertMatch(
      stdout,
      /^150 trials, about .*, plus up to 600 more \(.* s\) at sizes that --refine adds, into .*r\n$/,
    );
  });
});
