import { assertEquals, assertNotEquals } from "@std/assert";
import { fromJson, toJson } from "../../results/json.ts";
import { planFrom } from "../../cli/options/sweep_options.ts";
import {
  cellKeys,
  isInterleaved,
  plannedTrials,
  planSchema,
  type SweepPlan,
  trialCount,
} from "../../sweep/plan.ts";

/** Six groups of four modes, each mode with trials of its own. */
function planOf(changes: Partial<SweepPlan> = {}): SweepPlan {
  const plan = planFrom({ sizes: [64, 1024, 4096], threads: [1, 2], repeats: 5, seed: 1 });
  return { ...plan, interleave: "trials", ...changes };
}

function keysOf(plan: SweepPlan): string[] {
  return plannedTrials(plan).flatMap(cellKeys);
}

Deno.test("the same seed gives the same order, another seed another", () => {
  assertEquals(plannedTrials(planOf()), plannedTrials(planOf()));
  assertNotEquals(keysOf(planOf()), keysOf(planOf({ seed: 2 })));
});

Deno.test("every cell comes once in each block", () => {
  const trials = plannedTrials(planOf());
  assertEquals(trials.length, trialCount(planOf()));
  assertEquals(new Set(keysOf(planOf())).size, trials.length);
  assertEquals(trials.map((trial) => trial.trial), trials.map((_, i) => i));
  for (let block = 0; block < 5; block++) {
    assertEquals(trials.filter((trial) => trial.block === block).length, 3 * 2 * 4);
  }
});

Deno.test("blocks are shuffled differently, and modes of a group stay together", () => {
  const trials = plannedTrials(planOf());
  const orders = new Set(
    Array.from({ length: 5 }, (_, block) =>
      trials.filter((trial) => trial.block === block)
        .map(({ modes, messageBytes, threads }) => `${modes} ${messageBytes} ${threads}`).join()),
  );
  assertEquals(orders.size, 5);
  for (let i = 0; i < trials.length; i += 4) {
    const group = trials.slice(i, i + 4);
    assertEquals(new Set(group.map((trial) => `${trial.messageBytes} ${trial.threads}`)).size, 1);
    assertEquals(new Set(group.flatMap((trial) => trial.modes)).size, 4);
  }
});

Deno.test("modes of a group share their payload's layout, other groups and blocks have others", () => {
  const trials = plannedTrials(planOf());
  const seeds = Map.groupBy(trials, (trial) => `${trial.block} ${trial.messageBytes} ${trial.threads}`);
  for (const group of seeds.values()) assertEquals(new Set(group.map((trial) => trial.payloadSeed)).size, 1);
  assertEquals(new Set(trials.map((trial) => trial.payloadSeed)).size, seeds.size);
});

Deno.test("more repeats leave the earlier blocks as they were", () => {
  for (const interleave of ["trials", "slices"] as const) {
    const short = plannedTrials(planOf({ interleave, repeats: 3 }));
    assertEquals(plannedTrials(planOf({ interleave, repeats: 5 })).slice(0, short.length), short);
  }
});

Deno.test("with slices a group of a block is one trial of all modes, and groups are shuffled as without", () => {
  const plan = planOf({ interleave: "slices" });
  const trials = plannedTrials(plan);
  assertEquals([trials.length, trialCount(plan)], [5 * 3 * 2, 5 * 3 * 2]);
  assertEquals(trials.map(({ trial }) => trial), trials.map((_, i) => i));
  for (const { modes } of trials) assertEquals(modes, plan.modes);
  const keys = keysOf(plan);
  assertEquals(keys.toSorted(), keysOf(planOf()).toSorted());
  const groupsOf = (block: number) =>
    trials.filter((trial) => trial.block === block).map(({ messageBytes, threads }) =>
      `${messageBytes} ${threads}`
    );
  const orders = Array.from({ length: 5 }, (_, block) => groupsOf(block));
  assertEquals(new Set(orders.map(String)).size, 5);
  for (const order of orders) assertEquals(new Set(order).size, 6);
  assertEquals(new Set(trials.map(({ payloadSeed }) => payloadSeed)).size, trials.length);
});

Deno.test("modes take turns where that was asked for; by default in streams of two modes or more; never to be checked", () => {
  const cases: [Partial<SweepPlan>, boolean][] = [
    [{ interleave: "auto" }, true],
    [{ interleave: "auto", pattern: "rr" }, false],
    [{ interleave: "auto", modes: ["one-copy"] }, false],
    [{ interleave: "slices", pattern: "rr" }, true],
    [{ interleave: "slices", modes: ["one-copy"] }, true],
    [{ interleave: "trials" }, false],
    [{ interleave: "auto", poolDepth: 2 }, false],
    [{ interleave: "slices", poolDepth: 2 }, false],
  ];
  for (const [changes, expected] of cases) {
    assertEquals(isInterleaved(planOf(changes)), expected, JSON.stringify(changes));
  }
});

Deno.test("a plan survives JSON", () => {
  const plan = planOf();
  assertEquals(planSchema.parse(fromJson(toJson(plan))), plan);
});
