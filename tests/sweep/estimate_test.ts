/** How long a sweep is said to take, and that its slices are long enough: both before the first trial. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { planFrom } from "../../cli/options/sweep_options.ts";
import { shortSlicesText } from "../../cli/text/sweep_text.ts";
import type { CpuInfo } from "../../host/cpu_topology.ts";
import { estimateMs } from "../../sweep/estimate.ts";
import { plannedTrials } from "../../sweep/plan.ts";
import { shortSlices } from "../../sweep/short_slices.ts";

const CPUS = [0, 1].map((cpu): CpuInfo => ({
  ...{ cpu, core: cpu, package: 0, node: 0 },
  ...{ coreType: "uniform", maxFreqKhz: null, capacity: null },
}));

function estimateOf(given: Parameters<typeof planFrom>[0], rttMs?: number): number {
  const plan = planFrom({ sizes: [1024], threads: [1], ...given });
  return estimateMs(plan, plannedTrials(plan), CPUS, rttMs);
}

Deno.test("by trials the estimate grows by warm-up and window, and little more, for each trial and mode", () => {
  const of = (repeats: number) =>
    estimateOf({
      repeats,
      modes: ["two-copy", "one-copy"],
      interleave: "trials",
      duration: 300,
      warmup: 100,
    });
  const perTrial = (of(110) - of(10)) / 200;
  assert(perTrial >= 400 && perTrial < 1.15 * 400, `${perTrial} ms`);
});

Deno.test("by slices it counts the turns of all modes, with what is washed out", () => {
  const slices = { modes: ["two-copy", "one-copy"], interleave: "slices" as const, slice: 20, washout: 5 };
  const of = (repeats: number) => estimateOf({ ...slices, repeats, duration: 200, warmup: 100 });
  const perTrial = (of(110) - of(10)) / 100;
  const turns = 2 * 10 * (5 + 20 + 1);
  assert(perTrial >= 100 + turns && perTrial < 1.1 * (100 + turns), `${perTrial} ms`);
});

Deno.test("a long round trip makes turns longer, and the estimate with them; a resumed sweep takes its rest", () => {
  const sliced = { modes: ["two-copy", "one-copy"], interleave: "slices" as const, repeats: 20 };
  assert(estimateOf(sliced, 20) - estimateOf(sliced, 0) > 20 * 100);
  const plan = planFrom({ sizes: [1024], threads: [1], repeats: 20 });
  const all = plannedTrials(plan);
  const [whole, rest, none] = [all, all.slice(all.length / 2), []].map((some) =>
    estimateMs(plan, some, CPUS)
  );
  assertAlmostEquals(rest! - none!, (whole! - none!) / 2, 1e-6);
});

Deno.test("receive strategies and rates multiply the trials, and each further strategy is warmed up", () => {
  const of = (crossed: { rx?: string[]; rate?: number[] }, repeats = 10) =>
    estimateOf({ ...crossed, interleave: "trials", duration: 300, repeats });
  const perBlock = (crossed: { rx?: string[]; rate?: number[] }) => of(crossed, 11) - of(crossed, 10);
  const crossed = { rx: ["recv", "recvmsg"], rate: [1e9, 2e9] };
  assertAlmostEquals(perBlock(crossed), 4 * perBlock({}), 1e-6);
  const around = (crossed: { rx?: string[]; rate?: number[] }) => of(crossed) - 10 * perBlock(crossed);
  assertAlmostEquals(around({ rate: [1e9, 2e9] }), around({}), 1e-6);
  assert(around(crossed) - around({}) > 50);
});

const PATH = { rttMs: 0.1, bytesPerMs: 1e6, threadsPerCpu: (connections: number) => connections };

Deno.test("a slice that is too short for a size is named before the sweep, with what is enough", () => {
  const plan = {
    ...planFrom({ sizes: [1024, 1024 ** 2], threads: [1], slice: 5 }),
    interleave: "slices" as const,
  };
  const short = shortSlices(plan, PATH);
  assertEquals(short.map(({ messageBytes }) => messageBytes), [1024 ** 2]);
  assertEquals(
    shortSlicesText(plan, short),
    "note: a slice of 5ms holds too few messages or round trips of 1 MiB × 1; --slice 13ms is enough, " +
      "and without --slice each trial has what it needs",
  );
  const enough = { ...plan, sliceMs: 13 };
  assertEquals(shortSlicesText(enough, shortSlices(enough, PATH)), null);
  assertEquals(shortSlices({ ...plan, interleave: "trials" }, PATH), []);
  assertEquals(shortSlices({ ...plan, sliceMs: null }, PATH), []);
});
