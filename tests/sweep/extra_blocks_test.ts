/** `--extra-repeats`: trials beyond the planned blocks go to where ratios are known least, a fixed number of them. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { planFrom } from "../../cli/options/sweep_options.ts";
import { emptyRow, type ResultRow } from "../../results/columns.ts";
import { type PlannedTrial, plannedTrials, type SweepPlan, trialCount } from "../../sweep/plan.ts";
import { runSweep, trialsToRun } from "../../sweep/sweep.ts";

const NOISY_BYTES = 1024, STEADY_BYTES = 16384;

type Rate = (trial: PlannedTrial, mode: string) => number | null;

const PLAN = planFrom({
  modes: ["two-copy", "one-copy"],
  sizes: [NOISY_BYTES, STEADY_BYTES],
  threads: [1, 2],
  repeats: 8,
  "extra-repeats": 3,
  seed: 5,
});

/** The machine is fast and slow by turns for both modes; at one size and thread count the ratio changes too. */
const noisyAtOne: Rate = ({ messageBytes, threads, block }, mode) => {
  const machine = 10 + block % 3;
  if (mode === "two-copy") return machine;
  const ratio = 1.2 + 0.001 * (block % 5);
  return machine * (messageBytes === NOISY_BYTES && threads === 2 ? ratio + 0.2 * (block % 4) : ratio);
};

async function sweepOf(plan: SweepPlan, rate: Rate, stored: readonly ResultRow[] = [], stopAfter = Infinity) {
  const rows = [...stored], trials: PlannedTrial[] = [], extended: number[] = [];
  await runSweep(plan, stored, {
    plannedMs: () => 1,
    runTrial: (trial) => {
      if (trials.length === stopAfter) return Promise.resolve(null);
      trials.push(trial);
      return Promise.resolve(trial.modes.map((mode) => rowOf(trial, mode, rate(trial, mode))));
    },
    keep: (fresh) => void rows.push(...fresh),
    extend: (count) => void extended.push(count),
  }, new AbortController().signal);
  return { rows, trials, extended };
}

function rowOf(planned: PlannedTrial, mode: string, gbps: number | null): ResultRow {
  const { trial, block, messageBytes, threads, rx } = planned;
  const cell = { mode, message_bytes: messageBytes, threads, rx };
  const status = gbps === null ? "failed" : "ok";
  return { ...emptyRow(), run_id: "FAKE", trial, block, ...cell, status, throughput_gbps: gbps };
}

function countAt(trials: readonly PlannedTrial[], messageBytes: number, threads: number): number {
  return trials.filter((trial) => trial.messageBytes === messageBytes && trial.threads === threads).length;
}

Deno.test("the extra blocks go to the size and thread count whose ratio varies most, not to where rates do", async () => {
  const { trials, extended } = await sweepOf(PLAN, noisyAtOne);
  assertEquals(trials.slice(0, 32), plannedTrials(PLAN));
  assertEquals([trials.length, trialCount(PLAN), extended], [44, 44, []]);
  assertEquals(countAt(trials.slice(32), NOISY_BYTES, 2), 12);
  assertEquals(new Set(trials.map(({ trial }) => trial)).size, 44);
});

Deno.test("as soon as another is known least, it gets the next block", async () => {
  const noisyAtFirst: Rate = (trial, mode) => {
    if (trial.block < PLAN.repeats) return noisyAtOne(trial, mode);
    return mode === "two-copy" ? 10 : trial.messageBytes === STEADY_BYTES ? 12 + trial.block % 7 : 14;
  };
  const { trials } = await sweepOf(PLAN, noisyAtFirst);
  const extra = trials.slice(32);
  assert(countAt(extra, NOISY_BYTES, 2) > 0 && countAt(extra, NOISY_BYTES, 2) < extra.length);
});

Deno.test("a single mode has no ratio, and too few blocks no interval: then all get as many", async () => {
  const alone = { ...PLAN, modes: ["one-copy"] }, brief = { ...PLAN, repeats: 1, extraRepeats: 2 };
  for (const plan of [alone, brief]) {
    const { trials } = await sweepOf(plan, noisyAtOne);
    const counts = PLAN.sizes.flatMap((size) => PLAN.threads.map((count) => countAt(trials, size, count)));
    assertEquals(counts, Array(4).fill(plan.repeats + plan.extraRepeats));
  }
});

Deno.test("a resumed sweep goes on as it would have, wherever it was cut", async () => {
  const whole = await sweepOf(PLAN, noisyAtOne);
  for (const after of [3, 32, 33, 40, 43]) {
    const first = await sweepOf(PLAN, noisyAtOne, [], after);
    assertEquals(trialsToRun(PLAN, first.rows).length, 44 - after);
    const second = await sweepOf(PLAN, noisyAtOne, first.rows);
    assertEquals([...first.trials, ...second.trials], whole.trials);
  }
  assertEquals(trialsToRun(PLAN, whole.rows), []);
});

Deno.test("blocks that are not chosen yet are counted, each group as often", () => {
  const missing = trialsToRun(PLAN, []);
  assertEquals(missing.length, trialCount(PLAN));
  assertEquals(countAt(missing, NOISY_BYTES, 2), PLAN.repeats + PLAN.extraRepeats);
});

Deno.test("what never ends well gets no extra block, and a failed one is made up for", async () => {
  const never: Rate = (trial, mode) => trial.messageBytes === NOISY_BYTES ? null : noisyAtOne(trial, mode);
  const { trials } = await sweepOf(PLAN, never);
  assertEquals(trials.filter(({ block, messageBytes }) => block >= 8 && messageBytes === NOISY_BYTES), []);
  let attempts = 0;
  const once: Rate = (trial, mode) => trial.block === 12 && attempts++ < 2 ? null : noisyAtOne(trial, mode);
  const { rows, trials: tried } = await sweepOf(PLAN, once);
  assertEquals(tried.filter(({ block }) => block === 12).length, 2);
  assertEquals(trialsToRun(PLAN, rows), []);
});

Deno.test("modes in trials of their own have as many further blocks, of all modes", async () => {
  const { trials } = await sweepOf({ ...PLAN, interleave: "trials" }, noisyAtOne);
  assertEquals(trials.length, 88);
  assertEquals(countAt(trials.slice(64), NOISY_BYTES, 2), 24);
});

Deno.test("a preset's extra repeats are a part of its own number: of another number there are none", () => {
  const extraOf = (given: Parameters<typeof planFrom>[0]) => planFrom(given).extraRepeats;
  assert(extraOf({}) > 0);
  assert(extraOf({ modes: ["one-copy"], sizes: [64] }) > 0);
  assertEquals(extraOf({ repeats: 25 }), 0);
  assertEquals(extraOf({ "until-ci": 0.03 }), 0);
  assertEquals(extraOf({ verify: true }), 0);
  assertEquals(extraOf({ repeats: 25, "extra-repeats": 2 }), 2);
  assertThrows(
    () => planFrom({ "until-ci": 0.03, "extra-repeats": 2 }),
    Error,
    "--extra-repeats and --until-ci are mutually exclusive",
  );
  assertThrows(
    () => planFrom({ verify: true, "extra-repeats": 2 }),
    Error,
    "--verify and --extra-repeats are mutually exclusive",
  );
});
