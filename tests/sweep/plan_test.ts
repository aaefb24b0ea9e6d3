import { assertEquals, assertNotEquals } from "@std/assert";
import { fromJson, toJson } from "../../results/json.ts";
import { planFrom } from "../../cli/options/sweep_options.ts";
import { plannedTrials, planSchema, type SweepPlan, trialCount, trialKey } from "../../sweep/plan.ts";

function planOf(changes: Partial<SweepPlan> = {}): SweepPlan {
  return { ...planFrom({ sizes: [64, 1024, 4096], threads: [1, 2], repeats: 5, seed: 1 }), ...changes };
}

Deno.test("the same seed gives the same order, another seed another", () => {
  assertEquals(plannedTrials(planOf()), plannedTrials(planOf()));
  assertNotEquals(plannedTrials(planOf()).map(trialKey), plannedTrials(planOf({ seed: 2 })).map(trialKey));
});

Deno.test("every cell comes once in each block", () => {
  const trials = plannedTrials(planOf());
  assertEquals(trials.length, trialCount(planOf()));
  assertEquals(new Set(trials.map(trialKey)).size, trials.length);
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
        .map(({ mode, messageBytes, threads }) => `${mode} ${messageBytes} ${threads}`).join()),
  );
  assertEquals(orders.size, 5);
  for (let i = 0; i < trials.length; i += 4) {
    const group = trials.slice(i, i + 4);
    assertEquals(new Set(group.map((trial) => `${trial.messageBytes} ${trial.threads}`)).size, 1);
    assertEquals(new Set(group.map((trial) => trial.mode)).size, 4);
  }
});

Deno.test("modes of a group share their payload's layout, other groups and blocks have others", () => {
  const trials = plannedTrials(planOf());
  const seeds = Map.groupBy(trials, (trial) => `${trial.block} ${trial.messageBytes} ${trial.threads}`);
  for (const group of seeds.values()) assertEquals(new Set(group.map((trial) => trial.payloadSeed)).size, 1);
  assertEquals(new Set(trials.map((trial) => trial.payloadSeed)).size, seeds.size);
});

Deno.test("more repeats leave the earlier blocks as they were", () => {
  const short = plannedTrials(planOf({ repeats: 3 }));
  assertEquals(plannedTrials(planOf({ repeats: 5 })).slice(0, short.length), short);
});

Deno.test("a plan survives JSON", () => {
  const plan = planOf();
  assertEquals(planSchema.parse(fromJson(toJson(plan))), plan);
});
