/** The worked examples of CONTRIBUTING.md, done as they say in a copy of the checkout. */
import { assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { getOption, tcpSocket } from "../net/socket.ts";
import { SOL_SOCKET } from "../ffi/constants.ts";
import { withDirectory } from "./cli/program.ts";
import { applyEdit, CheckoutCopy, editsOf } from "./worked_example.ts";

const ROOT = new URL("..", import.meta.url).pathname;
const CONTRIBUTING = Deno.readTextFileSync(join(ROOT, "CONTRIBUTING.md"));

const SO_BUSY_POLL = 46;
/** The unprivileged may ask for no more than the system's. */
const BUSY_POLL_US = Deno.uid() === 0 ? 50 : 0;
const CELL = ["--modes", "A2", "--sizes", "64", "--threads", "1", "--duration", "20ms", "--warmup", "10ms"];
const SWEEP = ["sweep", ...CELL, "--repeats", "1", "--no-plots", "--no-report"];

/** Why the example can't be tried here; `null` where it can. */
function obstacle(): string | null {
  if (!existsSync(join(ROOT, ".git"))) return "this is no git checkout";
  try {
    using socket = tcpSocket();
    getOption(socket, SOL_SOCKET, SO_BUSY_POLL, "SO_BUSY_POLL");
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

Deno.test("an edit whose place is not there, or there twice, is an error and no edit", async () => {
  const section = (place: string) =>
    editsOf(
      `# C\n\n## A\n\n\`\`\`ts\nx\n\`\`\`\n\n## B\n\nIn \`f\`, ${place}:\n\n\`\`\`ts\n  new\n\`\`\`\n`,
      "B",
    );
  await withDirectory((directory) => {
    const edited = (place: string, text: string) => {
      Deno.writeTextFileSync(join(directory, "f"), text);
      for (const edit of section(place)) applyEdit(directory, edit);
      return Deno.readTextFileSync(join(directory, "f"));
    };
    assertEquals(edited("after `one`", "one,\ntwo\n"), "one,\n  new\ntwo\n");
    assertEquals(edited("before `two`", "one\ntwo\n"), "one\n  new\ntwo\n");
    assertEquals(edited("in place of `one`", "one\ntwo\n"), "  new\ntwo\n");
    assertThrows(() => edited("after `three`", "one\n"), Error, 'f: 0 lines hold "three"');
    assertThrows(() => edited("after `one`", "one\none\n"), Error, 'f: 2 lines hold "one"');
    return Promise.resolve();
  });
  assertThrows(() => editsOf("## A\n", "B"), Error, 'no section "B"');
  assertThrows(() => editsOf("\n## A\n\nSomewhere:\n\n```ts\nx\n```\n", "A"), Error, "that is no edit");
});

const why = obstacle();
if (why !== null) console.log(`the worked example "add an option" is not tried: ${why}`);

Deno.test({
  name:
    "adding an option takes the edits that CONTRIBUTING.md names, and reaches help, CSV, plan and compare",
  ignore: why !== null,
  fn: async () => {
    await using copy = await CheckoutCopy.create();
    const edits = editsOf(CONTRIBUTING, "Worked example: add an option");
    const files = [...new Set(edits.map(({ file }) => file))];
    assertEquals([edits.length <= 5, files.length <= 4], [true, true], `${edits.length} edits in ${files}`);
    for (const edit of edits) applyEdit(copy.directory, edit);
    for (const args of [["fmt", "--check", ...files], ["lint", ...files], ["check"]]) {
      const { code, stdout, stderr } = await copy.deno(...args);
      assertEquals(code, 0, `deno ${args.join(" ")}: ${stdout}${stderr}`);
    }

    const help = (await copy.netio("run", "--help")).stdout;
    assertMatch(
      help.replaceAll(/\s+/g, " "),
      /--busy-poll MICROSECONDS SO_BUSY_POLL.*, 0 to 1000000 \[the kernel's\]/,
    );
    assertEquals((await copy.deno("run", "-A", "scripts/reference.ts")).code, 0);
    assertStringIncludes(Deno.readTextFileSync(join(copy.directory, "README.md")), "| `--busy-poll 50` |");

    const asked = ["--busy-poll", String(BUSY_POLL_US)];
    const run = await copy.netio("run", ...CELL, ...asked, "--json");
    assertEquals(run.code, 0, run.stderr);
    assertEquals(JSON.parse(run.stdout).rows[0].busy_poll_us, BUSY_POLL_US);
    const wrong = await copy.netio("run", "--busy-poll", "1000001");
    assertEquals(wrong.stderr, "netio: --busy-poll 1000001: allowed are whole numbers from 0 to 1000000\n");

    for (const [out, ...options] of [["a"], ["b", ...asked]]) {
      const { code, stderr } = await copy.netio(...SWEEP, ...options, "--out", out!);
      assertEquals(code, 0, stderr);
    }
    const file = (name: string) => Deno.readTextFileSync(join(copy.directory, name));
    assertEquals(["a", "b"].map((out) => JSON.parse(file(`${out}/plan.json`)).busy_poll_us), [
      null,
      BUSY_POLL_US,
    ]);
    assertStringIncludes(file("b/trials.csv").split("\n")[0]!, ",mss,busy_poll_us,");
    const conflict = await copy.netio("sweep", "--resume", "b", "--busy-poll", "7");
    assertEquals(
      [conflict.code, conflict.stderr],
      [2, `netio: --busy-poll 7 conflicts with the saved plan (${BUSY_POLL_US}); omit it\n`],
    );
    const shown = BUSY_POLL_US > 0 ? "busy_poll_us: 0 → 50" : "--busy-poll: not given → 0";
    assertStringIncludes((await copy.netio("compare", "a", "b")).stdout, shown);
  },
});
