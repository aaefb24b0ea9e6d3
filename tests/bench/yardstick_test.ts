/**
 * The C yardstick must be a ruler one can trust: it compiles without a warning, every mode moves bytes over real
 * sockets, its figures agree with each other, it goes to the kernel the way it says, and it refuses what it does not
 * understand.
 */
import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { RECEIVE_STRATEGIES } from "../../receive/registry.ts";
import { asksForZeroCopy, MODE_CATALOGUE } from "../../results/mode_catalogue.ts";

const SOURCE = new URL("../../bench/yardstick.c", import.meta.url).pathname;
const WATCH = new URL("./glibc_calls.c", import.meta.url).pathname;
const GCC = ["-O2", "-pthread", "-Wall", "-Wextra", "-Werror"];

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** Kills what has not ended after 20 s: a hung yardstick is a failure, not a hung test. */
async function run(
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Outcome> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), 20_000);
  const command = new Deno.Command(program, { args: [...args], env, signal: timeout.signal });
  const output = await command.output().finally(() => clearTimeout(timer));
  const decoder = new TextDecoder();
  return { code: output.code, stdout: decoder.decode(output.stdout), stderr: decoder.decode(output.stderr) };
}

async function hasGcc(): Promise<boolean> {
  try {
    return (await run("gcc", ["--version"])).code === 0;
  } catch {
    return false;
  }
}

/** Longer than TCP's least retransmission time-out, which may stall a connection that has just begun. */
const WARMUP_MS = "250";

type Calls = "syscall" | "glibc";

function commandLine(
  mode: string,
  threads: number,
  calls: Calls,
  rx = "recv",
  warmupMs = WARMUP_MS,
): string[] {
  const window = ["--warmup-ms", warmupMs, "--duration-ms", "50", "--congestion", "reno"];
  const cell = ["--mode", mode, "--rx", rx, "--size", "4097", "--threads", String(threads)];
  return [...cell, ...window, ...(calls === "glibc" ? ["--glibc"] : [])];
}

/** Runs a 50 ms window at an odd size and returns the one JSON object, as field → value. */
async function measure(
  yardstick: string,
  mode: string,
  threads: number,
  calls: Calls = "syscall",
  rx?: string,
): Promise<Map<string, unknown>> {
  const { code, stdout, stderr } = await run(yardstick, commandLine(mode, threads, calls, rx));
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  return new Map(Object.entries(JSON.parse(stdout)));
}

function numberOf(result: Map<string, unknown>, field: string): number {
  const value = result.get(field);
  assert(typeof value === "number", `${field} is ${value}`);
  return value;
}

function assertPlausible(result: Map<string, unknown>, mode: string, threads: number): void {
  assertEquals(result.get("mode"), mode);
  assertEquals(result.get("message_bytes"), 4097);
  assertEquals(result.get("threads"), threads);
  assertEquals(result.get("congestion_control"), "reno");
  assert(numberOf(result, "bytes") > 4097 * threads);
  assert(numberOf(result, "tx_cpu_s") > 0 && numberOf(result, "rx_cpu_s") > 0);
  const durationS = numberOf(result, "duration_s");
  assert(durationS > 0.02 && durationS < 1, `a window of 50 ms lasted ${durationS} s`);
}

function assertZeroCopyCounts(result: Map<string, unknown>, asked: boolean): void {
  const sends = numberOf(result, "zc_sends");
  assertEquals(sends > 0, asked);
  assertEquals(numberOf(result, "zc_completions"), sends);
  // Loopback always copies, and the kernel says so in every completion.
  assertEquals(numberOf(result, "zc_copied"), sends);
  if (!asked) assertEquals([result.get("zc_fallbacks"), result.get("enobufs")], [0, 0]);
}

/** glibc's functions among the four that a mode's loops may call, by name. */
async function glibcCalls(yardstick: string, watch: string, mode: string, calls: Calls): Promise<string[]> {
  const { code, stderr } = await run(yardstick, commandLine(mode, 1, calls, "recv", "0"), {
    LD_PRELOAD: watch,
  });
  assertEquals(code, 0, stderr);
  return [...new Set(stderr.split("\n").filter((line) => line !== ""))].sort();
}

/** What each mode calls when it goes by glibc. */
const GLIBC_CALLS: [string, string[]][] = [
  ["contiguous", ["recv", "send"]],
  ["one-copy", ["recv", "sendmsg"]],
  ["per-field", ["recv", "send"]],
  ["zero-copy", ["recv", "recvmsg", "sendmsg"]],
];

/** Arguments, and what the one line on stderr must name. */
const BAD_USAGE: [string[], RegExp][] = [
  [["--sise", "64", "--mode", "one-copy"], /--sise/],
  [["--size", "64", "--mode", "one-cpy"], /--mode one-cpy: expected two-copy, /],
  [["--size", "64"], /--mode and --size are needed/],
  [["--mode", "one-copy", "--size", "64", "--rx", "read"], /--rx read: expected recv, recv-message, /],
  [["--mode", "one-copy", "--size", "7"], /--size 7: expected a whole number from 8 /],
  [["--mode", "one-copy", "--size", "4Ki"], /--size 4Ki: /],
  [["--mode", "one-copy", "--size", "64", "--align", "3"], /--align 3: expected a power of two/],
  [["--mode", "one-copy", "--size", "64", "--tx-cpus", "0,0"], /--tx-cpus .* one CPU per connection/],
  [["--mode", "one-copy", "--size", "64", "64"], /64: unexpected argument/],
  [["--mode", "one-copy", "--size", "64", "--glibc=no"], /--glibc=no: unknown option/],
];

const gccFound = await hasGcc();

Deno.test({
  name: gccFound ? "the C yardstick" : "the C yardstick (skipped: gcc is not installed)",
  ignore: !gccFound,
  fn: async (t) => {
    const directory = await Deno.makeTempDir({ prefix: "netio-yardstick-" });
    const yardstick = `${directory}/yardstick`;
    try {
      await t.step("compiles without a warning", async () => {
        const { code, stderr } = await run("gcc", [...GCC, "-o", yardstick, SOURCE]);
        assertEquals({ code, stderr }, { code: 0, stderr: "" });
      });
      for (const { id: mode } of MODE_CATALOGUE) {
        await t.step(`${mode} moves an odd size, and its figures agree with each other`, async () => {
          const result = await measure(yardstick, mode, 1);
          assertPlausible(result, mode, 1);
          assertEquals(result.get("calls"), "syscall");
          assertZeroCopyCounts(result, asksForZeroCopy(mode));
          const gbps = 8 * numberOf(result, "bytes") / numberOf(result, "duration_s") / 1e9;
          assertAlmostEquals(numberOf(result, "throughput_gbps"), gbps, 1e-5 * gbps + 1e-5);
        });
      }
      for (const { id: rx } of RECEIVE_STRATEGIES.filter(({ id }) => id !== "recv")) {
        await t.step(`${rx} takes every byte of an odd size`, async () => {
          const result = await measure(yardstick, "one-copy", 1, "syscall", rx);
          assertPlausible(result, "one-copy", 1);
          assertEquals(
            [result.get("rx"), result.get("mapped_bytes")],
            [rx, 0],
            "one-copy sends no whole pages",
          );
        });
      }
      await t.step("recv-mapped maps whole pages that zero-copy sends", async () => {
        const cell = ["--mode", "zero-copy", "--rx", "recv-mapped", "--size", "262144"];
        const window = ["--warmup-ms", WARMUP_MS, "--duration-ms", "50"];
        const { code, stdout, stderr } = await run(yardstick, [...cell, ...window]);
        assertEquals({ code, stderr }, { code: 0, stderr: "" });
        assert(JSON.parse(stdout).mapped_bytes > 0, stdout);
      });
      for (const mode of ["one-copy", "zero-copy-contiguous"]) {
        await t.step(`${mode} moves as much by glibc's functions`, async () => {
          const result = await measure(yardstick, mode, 1, "glibc");
          assertPlausible(result, mode, 1);
          assertEquals(result.get("calls"), "glibc");
          assertZeroCopyCounts(result, asksForZeroCopy(mode));
        });
      }
      await t.step("it calls glibc's functions with --glibc, and none of them without", async () => {
        const watch = `${directory}/glibc_calls.so`;
        const { code, stderr } = await run("gcc", ["-O2", "-shared", "-fPIC", "-o", watch, WATCH]);
        assertEquals({ code, stderr }, { code: 0, stderr: "" });
        for (const [mode, calls] of GLIBC_CALLS) {
          assertEquals(await glibcCalls(yardstick, watch, mode, "glibc"), calls, mode);
          assertEquals(await glibcCalls(yardstick, watch, mode, "syscall"), [], mode);
        }
      });
      await t.step("two connections are added up", async () => {
        assertPlausible(await measure(yardstick, "one-copy", 2), "one-copy", 2);
      });
      for (const [args, line] of BAD_USAGE) {
        await t.step(`refuses ${args.join(" ")}`, async () => {
          const { code, stdout, stderr } = await run(yardstick, args);
          assertEquals({ code, stdout }, { code: 2, stdout: "" });
          assertMatch(stderr, /^yardstick: [^\n]+\n$/);
          assertMatch(stderr, line);
        });
      }
      await t.step("an unknown congestion control fails the run, not the usage", async () => {
        const cell = ["--mode", "one-copy", "--size", "64", "--congestion", "nonesuch"];
        const { code, stdout, stderr } = await run(yardstick, cell);
        assertEquals({ code, stdout }, { code: 1, stdout: "" });
        assertMatch(stderr, /^yardstick: setsockopt\(TCP_CONGESTION, nonesuch\): [^\n]+\n$/);
      });
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  },
});
