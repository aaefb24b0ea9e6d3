/** What `--refine` and `--max-time` need of a plan, and what is said of them before the first trial. */
import { assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { planFrom } from "../../../cli/options/sweep_options.ts";
import { plannedSweep } from "../../../cli/sweep_target.ts";
import { announcement } from "../../../cli/text/sweep_text.ts";
import { UsageError } from "../../../cli/usage_error.ts";
import { PRESETS } from "../../../cli/options/presets.ts";
import { toJson } from "../../../results/json.ts";
import { PLAN_FILE } from "../../../results/storage.ts";
import { withDirectory } from "../program.ts";

Deno.test("--refine is in the plan with its limit, and every preset can have it", () => {
  assertEquals(planFrom({}).refine, null);
  assertEquals(planFrom({ refine: true }).refine, { maxSizes: 12 });
  assertEquals(planFrom({ refine: true, "max-sizes": 3 }).refine, { maxSizes: 3 });
  for (const preset of Object.keys(PRESETS)) {
    planFrom({ refine: true, preset: preset as keyof typeof PRESETS });
  }
});

Deno.test("a plan in which no crossover can be found is refused in a sentence", () => {
  const cases: [Parameters<typeof planFrom>[0], string][] = [
    [{ "max-sizes": 3 }, "--max-sizes limits --refine, which is not given"],
    [{ refine: true, modes: ["one-copy"] }, "--refine needs two modes, of which one can overtake the other"],
    [{ refine: true, sizes: [64] }, "--refine needs two message sizes, between which it adds others"],
    [
      { refine: true, repeats: 5 },
      "--refine needs --repeats 6 or more: with 5 there are no confidence intervals to find a crossover by",
    ],
    [{ refine: true, verify: true }, "--verify and --refine exclude each other: nothing is timed"],
  ];
  for (const [given, message] of cases) {
    assertEquals(assertThrows(() => planFrom(given), UsageError).message, message);
  }
});

Deno.test("a sweep that is resumed may have another budget of time, and keeps its own without", async () => {
  await withDirectory((directory) => {
    const plan = planFrom({ modes: ["one-copy"], sizes: [64], threads: [1], "max-time": 60e3 });
    Deno.writeTextFileSync(join(directory, PLAN_FILE), toJson(plan));
    assertEquals(plannedSweep({ resume: directory, "max-time": 3600e3 }), { ...plan, maxTimeMs: 3600e3 });
    assertEquals(plannedSweep({ resume: directory }), plan);
    return Promise.resolve();
  });
});

Deno.test("what --refine and --until-ci may add is announced with what it takes at most, and only where they may", () => {
  const planned = {
    ...{ total: 72, missing: 72, ms: 65e3, addedMost: 0, addedMs: 0 },
    ...{ untilCi: null, maxTimeMs: null, directory: "results/x" },
  };
  assertEquals(announcement(planned), "72 trials, about 1 min 5 s, into results/x");
  assertEquals(
    announcement({ ...planned, missing: 12, addedMost: 96, addedMs: 90e3 }),
    "12 of 72 trials, about 1 min 5 s, plus up to 96 more (1 min 30 s) at sizes that --refine adds, into results/x",
  );
  const untilCi = { halfWidth: 0.03, maxRepeats: 50 };
  assertEquals(
    announcement({ ...planned, untilCi, maxTimeMs: 600e3 }),
    "72 trials, about 1 min 5 s, plus what --until-ci takes (at most 50 repeats each, 10m in all), into results/x",
  );
});

Deno.test("--max-time needs nothing beside it, and is announced where it is too short for the plan", () => {
  assertEquals([planFrom({}).maxTimeMs, planFrom({ "max-time": 60e3 }).maxTimeMs], [null, 60e3]);
  const planned = {
    ...{ total: 72, missing: 72, ms: 65e3, addedMost: 0, addedMs: 0 },
    ...{ untilCi: null, maxTimeMs: 66e3, directory: "results/x" },
  };
  assertEquals(announcement(planned), "72 trials, about 1 min 5 s, into results/x");
  assertEquals(
    announcement({ ...planned, maxTimeMs: 60e3 }),
    "72 trials, about 1 min 5 s; --max-time 1m cuts it short, into results/x",
  );
});
