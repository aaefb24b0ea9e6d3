/** The worked examples of CONTRIBUTING.md, done as they say in a copy of the checkout. */
import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { parse } from "@std/csv";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { applyEdit, CheckoutCopy } from "../scripts/checkout_copy.ts";
import { getOption, tcpSocket } from "../net/socket.ts";
import { SOL_SOCKET } from "../ffi/constants.ts";
import { withDirectory } from "./cli/program.ts";
import { denoIn, editsOf, follow, netioIn } from "./worked_example.ts";

const ROOT = new URL("..", import.meta.url).pathname;
const CONTRIBUTING = Deno.readTextFileSync(join(ROOT, "CONTRIBUTING.md"));

const SO_BUSY_POLL = 46;
/** The unprivileged may ask for no more than the system's. */
const BUSY_POLL_US = Deno.uid() === 0 ? 50 : 0;
const WINDOW = ["--duration", "200ms", "--warmup", "50ms"];
const SWEEP = [
  ...["sweep", "--modes", "A2", "--sizes", "64", "--threads", "1", ...WINDOW],
  ...["--repeats", "1", "--no-plots", "--no-report"],
];

const noCheckout = existsSync(join(ROOT, ".git")) ? null : "this is no git checkout";

/** Why the option can't be tried here; `null` where it can. */
function obstacle(): string | null {
  if (noCheckout !== null) return noCheckout;
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
  name: "the worked examples take the edits that CONTRIBUTING.md names",
  ignore: noCheckout !== null,
  fn: async (t) => {
    await using copy = await CheckoutCopy.create();
    const option = editsOf(CONTRIBUTING, "Worked example: add an option");
    const mode = editsOf(CONTRIBUTING, "Worked example: add a transmit mode");
    await t.step("an option five in four files, a mode four in three, well formed", async () => {
      assertEquals(
        [option, mode].map((edits) => [edits.length, new Set(edits.map(({ file }) => file)).size]),
        [
          [5, 4],
          [4, 3],
        ],
      );
      await follow(copy, [...option, ...mode]);
      assertEquals((await denoIn(copy, "run", "-A", "scripts/reference.ts")).code, 0);
    });
    await t.step({
      name: "the option reaches help, README, CSV, plan and compare",
      ignore: why !== null,
      fn: () => optionIsThere(copy),
    });
    await t.step(
      "the mode reaches help, README, rows, comparisons and delivery tests",
      () => modeIsThere(copy),
    );
  },
});

function read({ directory }: CheckoutCopy, name: string): string {
  return Deno.readTextFileSync(join(directory, name));
}

async function optionIsThere(copy: CheckoutCopy): Promise<void> {
  const help = (await netioIn(copy, "run", "--help")).stdout;
  assertMatch(
    help.replaceAll(/\s+/g, " "),
    /--busy-poll MICROSECONDS SO_BUSY_POLL.*, 0 to 1000000 \[the kernel's\]/,
  );
  assertStringIncludes(read(copy, "README.md"), "| `--busy-poll 50` |");

  const asked = ["--busy-poll", String(BUSY_POLL_US)];
  for (const [out, ...options] of [["a"], ["b", ...asked]]) {
    const { code, stderr } = await netioIn(copy, ...SWEEP, ...options, "--out", out!);
    assertEquals(code, 0, stderr);
  }
  assertEquals(["a", "b"].map((out) => JSON.parse(read(copy, `${out}/plan.json`)).busy_poll_us), [
    null,
    BUSY_POLL_US,
  ]);
  const [columns, row] = parse(read(copy, "b/trials.csv"));
  const at = columns!.indexOf("busy_poll_us");
  assertEquals([columns![at - 1], row![at]], ["mss", String(BUSY_POLL_US)]);
  const conflict = await netioIn(copy, "sweep", "--resume", "b", "--busy-poll", "7");
  assertEquals(
    [conflict.code, conflict.stderr],
    [2, `netio: --busy-poll 7 conflicts with the saved plan (${BUSY_POLL_US}); omit it\n`],
  );
  const shown = BUSY_POLL_US > 0 ? "busy_poll_us: 0 → 50" : "--busy-poll: not given → 0";
  assertStringIncludes((await netioIn(copy, "compare", "a", "b")).stdout, shown);
}

async function modeIsThere(copy: CheckoutCopy): Promise<void> {
  assertStringIncludes((await netioIn(copy, "sweep", "--help")).stdout, "one-copy-eor");
  assertStringIncludes(read(copy, "README.md"), "one-copy-eor");

  const cells = ["--modes", "A2,A2e", "--sizes", "16KiB", "--threads", "1", "--repeats", "6", ...WINDOW];
  const sweep = await netioIn(copy, "sweep", ...cells, "--tables", "all", "--out", "r");
  assertEquals(sweep.code, 0, sweep.stderr);
  const lines = read(copy, "r/trials.csv").split("\n").filter((line) => line.includes(",one-copy-eor,"));
  assertEquals(lines.filter((line) => line.includes(",ok,")).length, 6);
  assertMatch(sweep.stdout, /one-copy-eor +one-copy +[a-z]/);

  const delivery = ["tests/modes/delivery_test.ts", "--filter", "one-copy-eor"];
  const tests = await denoIn(copy, "test", "-A", "--no-check", ...delivery);
  assertEquals(tests.code, 0, tests.stdout);
  assert(/ok \| [1-9]\d* passed/.test(tests.stdout), tests.stdout);
}
