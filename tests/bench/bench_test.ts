/** The long tasks as a user calls them: the bench, the calibration, the soak. `--help` and mistakes start nothing. */
import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { CALIBRATE, PARTS } from "../../bench/calibration/options.ts";
import { BENCH } from "../../bench/options.ts";
import { readTask, taskHelp } from "../../bench/task.ts";
import { UsageError } from "../../cli/usage_error.ts";
import { execute, type Run } from "../cli/program.ts";

/** Without a PATH no compiler is found, so what ends well has started none. */
const NO_PROGRAMS = { env: { PATH: "" } };
const TINY = [
  "--modes",
  "one-copy",
  "--sizes",
  "64",
  "--threads",
  "1",
  "--duration",
  "60ms",
  "--warmup",
  "0ms",
];
const FEW = ["--pairs", "2", "--pairs-max", "2", "--no-sweep"];

/** Runs a file of `bench/` to its end. */
function task(file: string, args: readonly string[], options?: Deno.CommandOptions): Promise<Run> {
  const path = new URL(`../../bench/${file}`, import.meta.url).pathname;
  return execute([Deno.execPath(), "run", "-A", "--no-check", path, ...args], options);
}

Deno.test("the bench's --help says what there is, the defaults, what comes and how long it takes", () => {
  assertEquals(readTask(BENCH, ["--help"]), "help");
  const options = ["modes", "sizes", "threads", "duration", "warmup", "pairs", "pairs-max", "seed", "binary"];
  const words = ["Usage: deno task bench", "[64,1KiB,16KiB,64KiB,1MiB]", "by glibc's functions", "minutes"];
  for (const text of [...options.map((name) => `--${name} `), ...words]) {
    assertStringIncludes(taskHelp(BENCH), text);
  }
});

for (
  const [args, message] of [
    [["--sise", "64"], "unknown option --sise; did you mean --sizes? (all: deno task bench --help)"],
    [["--sizes", "7"], "--sizes 7: a size is 8 B to 1 GiB"],
    [["--threads", "0"], "--threads 0: expected whole numbers from 1 to 64"],
    [["--pairs", "9", "--pairs-max", "3"], "--pairs-max 3 is less than --pairs 9"],
    [["--binary", "/nonexistent"], "--binary /nonexistent: there is no such file"],
  ] as const
) {
  Deno.test(`bench ${args.join(" ")} is refused`, () => {
    assertThrows(() => readTask(BENCH, args), UsageError, message);
  });
}

Deno.test("a mistake is one line and exit code 2, and so is a machine without gcc with 1", async () => {
  const [mistake, noCompiler] = await Promise.all([
    task("bench.ts", ["64"], NO_PROGRAMS),
    task("bench.ts", TINY, NO_PROGRAMS),
  ]);
  assertEquals([mistake.code, mistake.stdout], [2, ""]);
  assertMatch(mistake.stderr, /^bench: unexpected argument "64"[^\n]*\n$/);
  assertEquals(noCompiler, { code: 1, stdout: "", stderr: "bench: gcc is needed, and is not installed\n" });
});

const gcc = await execute(["sh", "-c", "command -v gcc"]);
Deno.test({
  name: gcc.code === 0 ? "a bench of one cell" : "a bench of one cell (skipped: gcc is not installed)",
  ignore: gcc.code !== 0,
  fn: async () => {
    const { code, stdout, stderr } = await task("bench.ts", [...TINY, ...FEW]);
    assertEquals(code, 0, stderr);
    const [header, , cell] = stdout.split("\n").filter((line) => line.startsWith("|"));
    assertStringIncludes(header!, "netio Gbit/s | C Gbit/s | ratio (median)");
    assertStringIncludes(header!, "C by glibc Gbit/s | ratio to C by glibc (median)");
    assertMatch(cell!, /^\| one-copy \| 64 \| 1 \| 2 \| /);
    const gbps = cell!.split("|").map((text) => Number(text));
    for (const column of [5, 6, 12]) assert(gbps[column] !== undefined && gbps[column] > 0, cell);
    assertStringIncludes(stdout, "## Counters on against off\n\nNone of the cells");
  },
});

Deno.test("the calibration runs the parts that are named, or all", () => {
  assertEquals(readTask(CALIBRATE, ["--help"]), "help");
  assertStringIncludes(taskHelp(CALIBRATE), "Usage: deno task calibrate [a] [b] [c] [d] [options]");
  const read = (...args: string[]) => {
    const options = readTask(CALIBRATE, args);
    return options === "help" ? options : [options.parts, options.sweeps, options.blocks, options.sizes];
  };
  assertEquals(read("--sizes", "4KiB"), [PARTS, 10, 20, [4096]]);
  assertEquals(read("b", "a", "--quick", "--blocks", "3"), [["b", "a"], 2, 3, [1024, 16384, 65536, 262144]]);
  assertThrows(() => read("e"), UsageError, 'unknown part "e"; expected a, b, c, d');
  assertThrows(
    () => read("--sweps", "3"),
    UsageError,
    "did you mean --sweeps? (all: deno task calibrate --help)",
  );
});

Deno.test("the soak's --help and mistakes start nothing", async () => {
  const [help, mistake] = await Promise.all([
    task("soak.ts", ["--help"], NO_PROGRAMS),
    task("soak.ts", ["--minuets", "3"], NO_PROGRAMS),
  ]);
  assertEquals([help.code, help.stderr, mistake.code, mistake.stdout], [0, "", 2, ""]);
  assertStringIncludes(help.stdout, "--minutes N");
  assertStringIncludes(mistake.stderr, "soak: unknown option --minuets; did you mean --minutes?");
});
