import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import { planFrom } from "../../cli/options/sweep_options.ts";
import { shortSlicesText } from "../../cli/text/sweep_text.ts";
import type { CpuInfo } from "../../host/cpu_topology.ts";
import { emptyRow } from "../../results/columns.ts";
import { csvHeader, csvLine } from "../../results/csv.ts";
import { fromJson, toJson } from "../../results/json.ts";
import { estimateMs } from "../../sweep/estimate.ts";
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
import { shortSlices } from "../../sweep/short_slices.ts";
import { warmedUp } from "../../sweep/warmup.ts";
import { present } from "../present.ts";
import { parseTrials } from "../results/plain_reader.ts";

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

Deno.test("the warm-up grows to ten round trips, as far as the far end allows, and never shrinks", () => {
  const plan = planFrom({ warmup: 300, duration: 1000 });
  const warmupMs = (rttMs: number, longestMs = Infinity) => warmedUp(plan, rttMs, longestMs).warmupMs;
  assertEquals([0, 30, 100].map((rttMs) => warmupMs(rttMs)), [300, 300, 1000]);
  assertEquals([warmupMs(100, 1500), warmupMs(100, 1100)], [500, 300]);
  assertEquals(warmedUp({ ...plan, pattern: "rr" }, 100, Infinity).warmupMs, 300);
});

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
