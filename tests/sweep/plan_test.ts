import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { emptyRow } from "../../results/columns.ts";
import { csvHeader, csvLine, parseTrials } from "../../results/csv.ts";
import { fromJson, toJson } from "../../results/json.ts";
import { planFrom } from "../../cli/options/sweep_options.ts";
import {
  cellKeys,
  groupKey,
  groupOf,
  isInterleaved,
  offeredGbps,
  plannedTrials,
  planSchema,
  type SweepPlan,
  trialCount,
} from "../../sweep/plan.ts";
import { present } from "../present.ts";

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

/** What a plan with two receive strategies and two rates adds to places and modes. */
const CROSSED = { rx: ["recv", "recvmsg"], rateBps: [1e9, 2e9] };

for (const interleave of ["trials", "slices"] as const) {
  Deno.test(`receive strategies and rates are crossed, all of them at a place before the next, in ${interleave}`, () => {
    const plan = planOf({ interleave, ...CROSSED });
    const trials = plannedTrials(plan), ofPlace = 4 * (interleave === "slices" ? 1 : 4);
    assertEquals([trials.length, trialCount(plan)], [5 * 6 * ofPlace, 5 * 6 * ofPlace]);
    assertEquals(new Set(keysOf(plan)).size, 5 * 6 * 4 * 4);
    assertEquals(trials.map(({ trial }) => trial), trials.map((_, i) => i));
    const orders = new Set<string>();
    for (let i = 0; i < trials.length; i += ofPlace) {
      const place = trials.slice(i, i + ofPlace);
      assertEquals(
        new Set(place.map(({ block, messageBytes, threads }) => `${block} ${messageBytes} ${threads}`)).size,
        1,
      );
      assertEquals(new Set(place.map(({ payloadSeed }) => payloadSeed)).size, 1, "one layout");
      const groups = place.map(groupKey).filter((key, j, all) => key !== all[j - 1]);
      assertEquals([groups.length, new Set(groups).size], [4, 4], "the modes of a group stay together");
      orders.add(place.map(({ rx, rateBps }) => `${rx} ${rateBps}`).join());
    }
    assert(orders.size > 6, `${orders.size} orders`);
  });
}

Deno.test("one receive strategy and one rate leave the order as it is without a rate", () => {
  const orderOf = (plan: SweepPlan) =>
    plannedTrials(plan).map((
      { trial, modes, messageBytes, threads },
    ) => [trial, modes, messageBytes, threads]);
  assertEquals(orderOf(planOf({ rx: ["recvmsg"], rateBps: [5e9] })), orderOf(planOf()));
});

Deno.test("a row is of the trial that it was planned as, whatever the digits of its rate", () => {
  for (const rateBps of [null, 1e6, 123_456_789, 2.5e9, 1e12]) {
    const [trial] = plannedTrials(
      planOf({ rx: ["recv-mapped"], rateBps: rateBps === null ? null : [rateBps] }),
    );
    const { messageBytes: message_bytes, threads, rx } = present(trial);
    const row = { ...emptyRow(), message_bytes, threads, rx, offered_gbps: offeredGbps(rateBps) };
    assertEquals(groupKey(groupOf(parseTrials(csvHeader() + csvLine(row))[0]!)), groupKey(trial!));
  }
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
  for (const plan of [planOf(), planOf(CROSSED)]) {
    assertEquals(planSchema.parse(fromJson(toJson(plan))), plan);
  }
});
