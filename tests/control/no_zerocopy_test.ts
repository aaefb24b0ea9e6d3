/**
 * A kernel without SO_ZEROCOPY: at the far end zero-copy cells fail with the reason, and the rest goes on; where modes take
 * turns on the same connections, all of them fail. At this end the mode is left out beforehand.
 */
import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { withoutRedone } from "../../results/redone.ts";
import { execute, netioCommand, rowsIn, withDirectory } from "../cli/program.ts";
import { whyNoLauncher, withRefusal } from "../refusing.ts";
import { ServerProcess, SMALL_SWEEP, sweepTo } from "./processes.ts";

const TRIALS = [...SMALL_SWEEP, "--interleave", "trials"],
  SLICES = [...SMALL_SWEEP, "--interleave", "slices"];

function assertOnlyZeroCopyFailed(out: string, reason: RegExp): void {
  const rows = withoutRedone(rowsIn(out));
  assertEquals(rows.length, 4);
  for (const { mode, status, warnings } of rows) {
    assertEquals(status, mode === "zero-copy" ? "failed" : "ok", `${mode}: ${warnings}`);
    if (status === "failed") assertMatch(warnings!, reason);
  }
}

function assertAllFailed(out: string, reason: RegExp): void {
  const rows = withoutRedone(rowsIn(out));
  assertEquals(rows.map(({ status }) => status), Array(4).fill("failed"));
  for (const { warnings } of rows) assertMatch(warnings!, reason);
}

/** asm-generic/errno.h */
const ENOPROTOOPT = 92;

const obstacle = await whyNoLauncher();
if (obstacle !== null) console.log(`tests of a kernel without SO_ZEROCOPY are skipped: ${obstacle}`);

Deno.test({
  name: "a far end without SO_ZEROCOPY fails the zero-copy cells alone, and says so",
  ignore: obstacle !== null,
  fn: () =>
    withRefusal("SO_ZEROCOPY", ENOPROTOOPT, async (launcher, directory) => {
      await using server = await ServerProcess.start([], { launcher });
      const out = join(directory, "out");
      const { code, stdout } = await sweepTo(server.where, out, TRIALS);
      assertEquals(code, 1);
      assertOnlyZeroCopyFailed(out, /^far end: .*SO_ZEROCOPY.*ENOPROTOOPT/);
      assertMatch(stdout, /^Warning: failed and not counted: .* trials: far end: /m);
      await withDirectory(async (sliced) => {
        assertEquals((await sweepTo(server.where, sliced, SLICES)).code, 1);
        assertAllFailed(sliced, /^far end: .*SO_ZEROCOPY.*ENOPROTOOPT/);
      });
      await withDirectory(async (next) => {
        const { code, stderr } = await sweepTo(server.where, next);
        assertEquals(code, 0, `the next sweep: ${stderr}`);
      });
    }),
});

Deno.test({
  name:
    "where this machine's own kernel has none, a sweep is without the mode, unless it is asked for by name",
  ignore: obstacle !== null,
  fn: () =>
    withRefusal("SO_ZEROCOPY", ENOPROTOOPT, async (launcher, directory) => {
      const out = join(directory, "slices");
      const sweep = (options: readonly string[]) =>
        execute([...launcher, ...netioCommand(["sweep", "--out", out, ...options])]);
      const named = await sweep([...SLICES, "--modes", "one-copy,zero-copy"]);
      assertEquals(named.code, 2);
      assertMatch(named.stderr, /--modes zero-copy: .*SO_ZEROCOPY.*ENOPROTOOPT.*needs Linux 4\.14/);
      const unnamed = await sweep(SLICES);
      assertEquals(unnamed.code, 0, unnamed.stderr);
      assertMatch(unnamed.stderr, /left out: zero-copy: .*SO_ZEROCOPY.*ENOPROTOOPT/);
      const modes = withoutRedone(rowsIn(out)).map(({ mode }) => mode);
      assertEquals(modes.sort(), ["one-copy", "per-field", "two-copy"]);
    }),
});
