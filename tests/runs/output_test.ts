/** What a sweep shows: on terminals, where there is none, and where nothing can be written. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ANSWER_LINES } from "../../cli/text/answer_block.ts";
import {
  execute,
  netio,
  netioCommand,
  rowsIn,
  startNetio,
  untilRows,
  withDirectory,
} from "../cli/program.ts";
import { endedWithin } from "../waiting.ts";

/** script(1) gives a command a pseudo-terminal and passes on what it writes there. */
const hasScript = await execute(["script", "--version"]).then(({ code }) => code === 0, () => false);
if (!hasScript) console.log("tests in a pseudo-terminal are skipped: script (util-linux) is not installed");

const SMALL = [
  ...["--modes", "two-copy,zero-copy", "--sizes", "1Ki", "--repeats", "2"],
  ...["--duration", "60ms", "--warmup", "20ms", "--no-plots", "--no-report"],
];

const COLUMNS = 80;
const ESCAPE = String.fromCharCode(27);
const LINE_START = new RegExp(`\r|${ESCAPE}\\[\\d*G`),
  CONTROL = new RegExp(`${ESCAPE}\\[[\\d;?]*[A-Za-z]`, "g");

/** What a sweep of four trials writes to a terminal of a kind. */
function shownOn(terminal: string): Promise<string> {
  return withDirectory(async (parent) => {
    const sweep = netioCommand(["sweep", ...SMALL, "--threads", "1,2", "--out", join(parent, "r")]);
    const command = ["stty", "cols", String(COLUMNS), "&&", ...sweep].join(" ");
    const { code, stdout } = await execute(["script", "-qec", command, "/dev/null"], {
      env: { TERM: terminal },
    });
    assertEquals(code, 0, stdout);
    return stdout;
  });
}

/** What is left on a terminal in the end: what was drawn over is gone. */
function leftOn(shown: string): string[] {
  return shown.split(/\r*\n/).map((line) => {
    const drawn = line.split(LINE_START).findLast((part) => part !== "") ?? "";
    return drawn.replaceAll(CONTROL, "");
  });
}

/** From `Answer:` on. */
function answerIn(lines: readonly string[]): readonly string[] {
  return lines.slice(lines.findIndex((line) => line.startsWith("Answer: "))).filter((line) => line !== "");
}

Deno.test({
  name:
    "on a terminal of 80 columns: the estimate first, the bar meanwhile, one table, the answer last, and nothing wider",
  ignore: !hasScript,
  fn: async () => {
    const shown = await shownOn("xterm");
    assertMatch(shown, /░{24} 0\/4 · starting · – · \d s left/);
    assertMatch(shown, /█{24} 4\/4 · 1 KiB × [12] · [^·]+ · 0 s left/);
    assert(!shown.includes("[1/4]"), "no plain lines");
    const lines = leftOn(shown);
    assert(lines.every(({ length }) => length <= COLUMNS), lines.join("\n"));
    assertMatch(lines[0]!, /^4 trials, about \d+ s, into /);
    const answer = answerIn(lines);
    assert(answer.length >= 3 && answer.length <= ANSWER_LINES, answer.join("\n"));
    assertMatch(answer.at(-1)!, /trials\.csv$/);
    assertEquals(lines.filter((line) => line.startsWith("size × threads")).length, 1);
    assert(lines.length < 30, `${lines.length} lines`);
  },
});

Deno.test({
  name: "a terminal that can't move its cursor gets plain lines",
  ignore: !hasScript,
  fn: async () => {
    const shown = await shownOn("dumb");
    for (const trial of [1, 2, 3, 4]) {
      assertMatch(
        shown,
        new RegExp(`^\\[${trial}/4\\] .*1 KiB × [12]: .*Gbit/s.* \\(\\d s left\\)\r?$`, "m"),
      );
    }
    for (const mark of ["█", "░", ESCAPE]) assert(!shown.includes(mark), shown);
  },
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
      /^168 trials, about .*, plus up to 552 more \(.* s\) at sizes that --refine adds, into .*r\n$/,
    );
  });
});

Deno.test("--dry-run --json prints the same as one object, and a directory that is taken is refused", async () => {
  await withDirectory(async (parent) => {
    const out = join(parent, "r");
    const { stdout, code } = await netio("sweep", "--dry-run", "--json", "--preset", "full", "-o", out);
    const { trials, estimated_ms: estimatedMs, directory, plan } = JSON.parse(stdout);
    assertEquals([code, directory, plan.repeats], [0, out, 30]);
    assertEquals(trials, { total: 960, missing: 960, added_most: 0 });
    assert(estimatedMs.missing > 60_000 && estimatedMs.added_most === 0, stdout);
    const free = await netio("sweep", "--dry-run", "-o", parent);
    assertEquals([free.code, free.stderr], [0, ""], "an empty one is free");
    Deno.writeTextFileSync(join(parent, "mine.txt"), "mine");
    const refused = await netio("sweep", "--dry-run", "-o", parent);
    assertEquals([refused.code, refused.stdout], [2, ""]);
    assertStringIncludes(refused.stderr, `--out ${parent}: not empty; name a new directory`);
  });
});

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
