/** Sweeps that die: rows stay as they were, nothing is measured twice, and `--resume` brings the plan to its end. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { seededRandom } from "../../stats/random.ts";
import { execute, netio, rowsIn, startNetio, withDirectory } from "../cli/program.ts";
import { parseTrials } from "../results/plain_reader.ts";
import { pause } from "../waiting.ts";
import { resumeToTheEnd } from "./resuming.ts";

const KILLS = 5;
const TRIALS = 40;
const SMALL_CELL = [
  ...["--modes", "one-copy", "--sizes", "64", "--threads", "1", "--duration", "40ms", "--warmup", "0ms"],
];
const SMALL_STREAM = [...SMALL_CELL, "--repeats", `${TRIALS}`, "--no-plots", "--no-report"];
const SMALL = [...SMALL_STREAM, "--pattern", "rr"];

function byNumber(a: number, b: number): number {
  return a - b;
}

function linesOf(directory: string): string {
  const path = join(directory, "trials.csv");
  const text = existsSync(path) ? Deno.readTextFileSync(path) : "";
  return text.slice(0, text.lastIndexOf("\n") + 1);
}

async function startAndKill(args: readonly string[], afterMs: number): Promise<void> {
  const child = startNetio("sweep", ...args);
  await pause(afterMs);
  try {
    child.kill("SIGKILL");
  } catch { /* it had ended */ }
  await child.output();
}

Deno.test("killed at 5 random moments and resumed, a sweep has exactly its planned rows, none measured twice", async () => {
  await withDirectory(async (parent) => {
    const out = join(parent, "r");
    const random = seededRandom(11);
    const whole = performance.now();
    await netio("run", ...SMALL_CELL, "--pattern", "rr");
    const longestMs = Math.ceil(2 * (performance.now() - whole));
    let before = "";
    for (let kill = 0; kill < KILLS; kill++) {
      const resume = existsSync(join(out, "plan.json"));
      await startAndKill(resume ? ["--resume", out] : [...SMALL, "--out", out], random.below(longestMs));
      const after = linesOf(out);
      assert(after.startsWith(before), "rows that were there have changed");
      before = after;
    }
    assert(before.includes("\n"), "no row was measured before a kill");
    await resumeToTheEnd(out);
    assert(linesOf(out).startsWith(before));
    const histograms = JSON.parse(Deno.readTextFileSync(join(out, "histograms.json")));
    const recorded = histograms.trials.map(({ trial }: { trial: number }) => trial);
    assertEquals(recorded.toSorted(byNumber), Array.from({ length: TRIALS }, (_, i) => i));
  });
});

Deno.test("a torn last line is dropped with a notice, and its trial measured again", async () => {
  await withDirectory(async (parent) => {
    const out = join(parent, "r");
    const short = SMALL.map((text) => text === `${TRIALS}` ? "3" : text === "40ms" ? "300ms" : text);
    const first = await netio("sweep", ...short, "--out", out);
    assertEquals(first.code, 0, first.stderr);
    const whole = linesOf(out), kept = whole.slice(0, whole.lastIndexOf("\n", whole.length - 2) + 1);
    const torn = whole.slice(0, -200);
    Deno.writeTextFileSync(join(out, "trials.csv"), torn);
    const { code, stderr } = await netio("sweep", "--resume", out, "--no-plots", "--no-report");
    assertEquals(code, 0, stderr);
    assertStringIncludes(
      stderr,
      `dropped ${torn.length - kept.length} bytes of a row that was being written`,
    );
    assert(linesOf(out).startsWith(kept));
    assertEquals(rowsIn(out).map(({ trial, status }) => [trial, status]), [[0, "ok"], [1, "ok"], [2, "ok"]]);
  });
});

Deno.test({
  name: "a full disk ends a sweep with exit code 1 and whole rows, and it goes on where there is room again",
  ignore: Deno.uid() !== 0,
  fn: () =>
    withDirectory(async (parent) => {
      const disk = ["-t", "tmpfs", "-o"];
      const mounted = await execute(["mount", ...disk, "size=28k", "tmpfs", parent]);
      assertEquals(mounted.code, 0, mounted.stderr);
      try {
        const out = join(parent, "r");
        const full = await netio("sweep", ...SMALL_STREAM, "--out", out);
        assertEquals(full.code, 1, full.stderr);
        assertStringIncludes(full.stderr, `${join(out, "trials.csv")} can't be written: No space left`);
        assertStringIncludes(full.stderr, `netio sweep --resume ${out}`);
        const text = Deno.readTextFileSync(join(out, "trials.csv"));
        assert(parseTrials(text).length > 5 && text.endsWith("\n"));
        await execute(["mount", "-o", "remount,size=1m", parent]);
        await resumeToTheEnd(out);
        assert(linesOf(out).startsWith(text));
      } finally {
        await execute(["umount", parent]);
      }
    }),
});
