import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseTrials } from "../../results/csv.ts";
import { fromJson } from "../../results/json.ts";
import { seededRandom } from "../../stats/random.ts";
import { plannedTrials, planSchema } from "../../sweep/plan.ts";
import { execute, netio, startNetio, withDirectory } from "./program.ts";

const KILLS = 20;
const SMALL_STREAM = [
  ...["--modes", "one-copy", "--sizes", "64", "--threads", "1", "--duration", "40ms", "--warmup", "0ms"],
  ...["--repeats", "60", "--no-plots", "--no-report"],
];
const SMALL = [...SMALL_STREAM, "--pattern", "rr"];

function linesOf(directory: string): string {
  const path = join(directory, "trials.csv");
  const text = existsSync(path) ? Deno.readTextFileSync(path) : "";
  return text.slice(0, text.lastIndexOf("\n") + 1);
}

function plannedTrialsOf(directory: string): number[] {
  const plan = planSchema.parse(fromJson(Deno.readTextFileSync(join(directory, "plan.json"))));
  return plannedTrials(plan).map(({ trial }) => trial);
}

async function startAndKill(args: readonly string[], afterMs: number): Promise<void> {
  const child = startNetio("sweep", ...args);
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  try {
    child.kill("SIGKILL");
  } catch { /* it had ended */ }
  await child.output();
}

Deno.test("killed at 20 random moments and resumed, a sweep has exactly its planned rows, none measured twice", async () => {
  await withDirectory(async (parent) => {
    const out = join(parent, "r");
    const random = seededRandom(11);
    let before = "";
    for (let kill = 0; kill < KILLS; kill++) {
      const resume = existsSync(join(out, "plan.json"));
      await startAndKill(resume ? ["--resume", out] : [...SMALL, "--out", out], 100 + random.below(1000));
      const after = linesOf(out);
      assert(after.startsWith(before), "rows that were there have changed");
      before = after;
    }
    assert(before.includes("\n"), "no row was measured before a kill");
    const { code, stderr } = await netio("sweep", "--resume", out, "--no-plots", "--no-report");
    assert(code <= 1, stderr); // on a busy machine a trial may fail; it is tried once more by whoever resumes
    assert(linesOf(out).startsWith(before));
    const rows = parseTrials(linesOf(out));
    assertEquals([...new Set(rows.map(({ trial }) => trial!))].sort(byNumber), plannedTrialsOf(out));
    const timed = rows.filter(({ status }) => status === "ok").map(({ trial }) => trial!).sort(byNumber);
    assertEquals(new Set(timed).size, timed.length, "measured twice");
    const histograms = JSON.parse(Deno.readTextFileSync(join(out, "histograms.json")));
    assertEquals(histograms.trials.map(({ trial }: { trial: number }) => trial).sort(byNumber), timed);
  });
});

function byNumber(a: number, b: number): number {
  return a - b;
}

Deno.test("a torn last line is dropped with a notice, and its trial measured again", async () => {
  await withDirectory(async (parent) => {
    const out = join(parent, "r");
    const short = SMALL.map((text) => text === "60" ? "3" : text);
    await netio("sweep", ...short, "--out", out);
    const whole = linesOf(out);
    Deno.writeTextFileSync(join(out, "trials.csv"), whole.slice(0, -200));
    const { code, stderr } = await netio("sweep", "--resume", out, "--no-plots", "--no-report");
    assert(code <= 1, stderr);
    assertStringIncludes(stderr, "bytes of a row that was being written");
    assertEquals(parseTrials(linesOf(out)).map(({ trial }) => trial), [0, 1, 2]);
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
        const resumed = await netio("sweep", "--resume", out, "--no-plots", "--no-report");
        assert(resumed.code <= 1, resumed.stderr);
        assert(linesOf(out).startsWith(text));
        assertEquals(parseTrials(linesOf(out)).map(({ trial }) => trial), plannedTrialsOf(out));
      } finally {
        await execute(["umount", parent]);
      }
    }),
});
