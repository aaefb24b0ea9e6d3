/** Output that can't be written, and files that may not grow: what was measured is kept. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { endedWithin } from "../waiting.ts";
import { execute, netioCommand, rowsIn, startNetio, untilRows, withDirectory } from "../cli/program.ts";

const ROWS = 5;
const SWEEP = [
  ...["sweep", "--modes", "one-copy", "--sizes", "1Ki", "--threads", "1"],
  ...["--warmup", "30ms", "--no-plots", "--no-report"],
];
const SHORT = [...SWEEP, "--repeats", `${ROWS}`, "--duration", "100ms"];

function measuredIn(directory: string): number {
  return rowsIn(directory).filter(({ status }) => status === "ok").length;
}

/** A shell's command line, with netio and its arguments as "$@". */
function shell(script: string, ...args: string[]) {
  return execute(["bash", "-c", script, "bash", ...netioCommand(args)]);
}

Deno.test("a sweep measures all the same with stderr on a full disk, or a pipe that nobody reads", async () => {
  await withDirectory(async (parent) => {
    const full = await shell('"$@" 2> /dev/full', ...SHORT, "--out", join(parent, "full"));
    assertEquals([full.code, measuredIn(join(parent, "full"))], [0, ROWS]);
    const unread =
      `mkfifo ${parent}/fifo; exec 3<>${parent}/fifo; head -c 65536 /dev/zero >&3; timeout -s KILL 20 "$@" 2>&3`;
    const { code } = await shell(unread, ...SHORT, "--out", join(parent, "pipe"));
    assertEquals([code, measuredIn(join(parent, "pipe"))], [0, ROWS]);
  });
});

Deno.test("a file that may not grow (ulimit -f) fails as on a full disk; what was measured is kept", async () => {
  await withDirectory(async (parent) => {
    const out = join(parent, "r");
    const sweep = startNetio(...SWEEP, "--repeats", "60", "--duration", "60ms", "--out", out);
    await untilRows(sweep, out, 1);
    const limit = Deno.statSync(join(out, "trials.csv")).size + 1000;
    await execute(["prlimit", "--pid", `${sweep.pid}`, `--fsize=${limit}`]);
    const { code, stderr } = await endedWithin(sweep, 20_000);
    const said = new TextDecoder().decode(stderr);
    assertEquals(code, 1, said);
    assertMatch(said, /^netio: \S+trials\.csv can't be written: File too large/m);
    assertMatch(said, /^Every row so far is kept\. Continue with: netio sweep --resume/m);
    assert(rowsIn(out).length > 1);
  });
});
