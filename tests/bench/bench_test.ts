/** `deno task bench` as a user calls it. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { execute } from "../cli/program.ts";

const BENCH = [Deno.execPath(), "run", "-A", new URL("../../bench/bench.ts", import.meta.url).pathname];
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

Deno.test("--help says what there is, the defaults, what comes and how long it takes, and starts nothing", async () => {
  const { code, stdout, stderr } = await execute([...BENCH, "--help"], NO_PROGRAMS);
  assertEquals([code, stderr], [0, ""]);
  for (
    const option of [
      "modes",
      "sizes",
      "threads",
      "duration",
      "warmup",
      "pairs",
      "pairs-max",
      "seed",
      "binary",
    ]
  ) {
    assertStringIncludes(stdout, `--${option} `);
  }
  for (
    const text of ["Usage: deno task bench", "[64,1KiB,16KiB,64KiB,1MiB]", "by glibc's functions", "minutes"]
  ) {
    assertStringIncludes(stdout, text);
  }
});

for (
  const [args, message] of [
    [["--sise", "64"], /unknown option --sise; did you mean --sizes\? \(all: deno task bench --help\)/],
    [["--sizes", "7"], /--sizes 7: a size is 8 B to 1 GiB/],
    [["--threads", "0"], /--threads 0: expected whole numbers from 1 to 64/],
    [["--pairs", "9", "--pairs-max", "3"], /--pairs-max 3 is less than --pairs 9/],
    [["--binary", "/nonexistent"], /--binary \/nonexistent: there is no such file/],
    [["64"], /^bench: unexpected argument "64"/],
  ] as const
) {
  Deno.test(`bench ${args.join(" ")} is refused in one line`, async () => {
    const { code, stdout, stderr } = await execute([...BENCH, ...args], NO_PROGRAMS);
    assertEquals([code, stdout], [2, ""]);
    assertMatch(stderr, /^bench: [^\n]+\n$/);
    assertMatch(stderr, message);
  });
}

Deno.test("without gcc the bench says that it needs it", async () => {
  const { code, stdout, stderr } = await execute([...BENCH, ...TINY], NO_PROGRAMS);
  assertEquals([code, stdout, stderr], [1, "", "bench: gcc is needed, and is not installed\n"]);
});

const gcc = await execute(["sh", "-c", "command -v gcc"]);
Deno.test({
  name: gcc.code === 0 ? "a bench of one cell" : "a bench of one cell (skipped: gcc is not installed)",
  ignore: gcc.code !== 0,
  fn: async () => {
    const { code, stdout, stderr } = await execute([...BENCH, ...TINY, ...FEW]);
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
