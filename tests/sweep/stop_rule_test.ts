import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { planFrom } from "../../cli/options/sweep_options.ts";
import { remarksOn } from "../../cli/text/sweep_text.ts";
import { emptyRow, type ResultRow } from "../../results/columns.ts";
import { cellKeys, offeredGbps, type PlannedTrial, plannedTrials, type SweepPlan } from "../../sweep/plan.ts";
import { precisionMeasure, precisionVerdict, unsureCells } from "../../sweep/stop_rule.ts";
import { hasFailures, runSweep, type SweepOutcome } from "../../sweep/sweep.ts";

const TRIAL_MS = 1000;
const NOISY_BYTES = 64;

function planOf(
  untilCi: Partial<NonNullable<SweepPlan["untilCi"]>> | null,
  changes: Partial<SweepPlan> = {},
) {
  const plan = planFrom({
    modes: ["two-copy", "one-copy"],
    sizes: [NOISY_BYTES, 4096],
    threads: [1],
    repeats: 6,
    seed: 5,
  });
  return {
    ...plan,
    interleave: "trials" as const,
    warmupMs: 200,
    durationMs: 800,
    untilCi: untilCi && { halfWidth: 0.03, maxRepeats: 40, ...untilCi },
    ...changes,
  };
}

/** A machine whose 4096-byte cells are steady, and whose 64-byte cells are after `steadyFrom` blocks, one mode earlier. */
function gbpsOf({ messageBytes, block }: PlannedTrial, mode: string, steadyFrom: number): number {
  const isSteady = block >= (mode === "one-copy" ? steadyFrom : steadyFrom - 2);
  if (messageBytes !== NOISY_BYTES || isSteady) return 10 + 0.01 * (block % 3);
  return block % 2 === 0 ? 8 : 12;
}

interface Faked {
  readonly outcome: SweepOutcome;
  readonly rows: readonly ResultRow[];
  readonly trials: readonly PlannedTrial[];
  readonly extended: readonly number[];
}

async function fakeSweep(
  plan: SweepPlan,
  { steadyFrom = 0, stored = [], failing = () => false, stopAfter = Infinity, without }: {
    steadyFrom?: number;
    stored?: readonly ResultRow[];
    failing?: (trial: PlannedTrial, mode: string) => boolean;
    stopAfter?: number;
    /** A mode whose figure is not measured. */
    without?: string;
  } = {},
): Promise<Faked> {
  const rows = [...stored], trials: PlannedTrial[] = [], extended: number[] = [];
  const outcome = await runSweep(
    plan,
    stored,
    {
      plannedMs: ({ modes }) => modes.length * TRIAL_MS,
      runTrial: (trial) => {
        if (trials.length === stopAfter) return Promise.resolve(null);
        trials.push(trial);
        const gbps = (mode: string) => failing(trial, mode) ? null : gbpsOf(trial, mode, steadyFrom);
        const measured = trial.modes.map((mode) => rowOf(trial, plan, mode, gbps(mode)));
        return Promise.resolve(
          measured.map((row) => row.mode === without ? { ...row, [precisionMeasure(plan).id]: null } : row),
        );
      },
      keep: (fresh) => rows.push(...fresh),
      extend: (count) => extended.push(count),
    },
    new AbortController().signal,
    () => trials.reduce((ms, { modes }) => ms + modes.length * TRIAL_MS, 0),
  );
  return { outcome, rows, trials, extended };
}

function rowOf(trial: PlannedTrial, plan: SweepPlan, mode: string, gbps: number | null): ResultRow {
  return {
    ...emptyRow(),
    trial: trial.trial,
    block: trial.block,
    mode,
    message_bytes: trial.messageBytes,
    threads: trial.threads,
    rx: trial.rx,
    offered_gbps: offeredGbps(trial.rateBps),
    status: gbps === null ? "failed" : "ok",
    verify: "off",
    [precisionMeasure(plan).id]: gbps,
  };
}

function blocksOf(trials: readonly PlannedTrial[], messageBytes: number): number {
  return new Set(trials.filter((trial) => trial.messageBytes === messageBytes).map(({ block }) => block))
    .size;
}

Deno.test("without a target the sweep is the plan, no more", async () => {
  const plan = planOf(null);
  const { trials, outcome } = await fakeSweep(plan, { steadyFrom: Infinity });
  assertEquals(trials, plannedTrials(plan));
  assertEquals([outcome.timeUp, outcome.stopped, outcome.run], [false, false, trials.length]);
});

Deno.test("steady cells are not repeated beyond the plan", async () => {
  const plan = planOf({});
  const { trials, rows } = await fakeSweep(plan);
  assertEquals(trials, plannedTrials(plan));
  assertEquals(unsureCells(plan, rows), []);
});

Deno.test("blocks are added for the groups still unsure, all modes of them, until they are sure", async () => {
  const plan = planOf({});
  const { trials, rows, extended } = await fakeSweep(plan, { steadyFrom: 8 });
  assertEquals(blocksOf(trials, 4096), 6);
  assert(blocksOf(trials, NOISY_BYTES) > 12 && blocksOf(trials, NOISY_BYTES) < 40, `${trials.length}`);
  const extra = trials.slice(plannedTrials(plan).length);
  assertEquals(extended, extended.map(() => 2));
  for (let i = 0; i < extra.length; i += 2) {
    assertEquals(extra[i]!.block, extra[i + 1]!.block);
    assertEquals(new Set([extra[i]!.modes[0], extra[i + 1]!.modes[0]]).size, 2);
  }
  assertEquals(unsureCells(plan, rows), []);
});

Deno.test("of several receive strategies and rates only those that are unsure get further blocks", async () => {
  const plan = planOf({ maxRepeats: 9 }, { rx: ["recv", "recvmsg"], rateBps: [1e9, 2.5e9] });
  const isUnsure = ({ messageBytes, rx, rateBps }: PlannedTrial) =>
    messageBytes === NOISY_BYTES && rx === "recvmsg" && rateBps === 2.5e9;
  const { trials, rows } = await fakeSweep(plan, {
    steadyFrom: Infinity,
    failing: (trial) => trial.messageBytes === NOISY_BYTES && !isUnsure(trial),
  });
  const added = trials.filter(({ block }) => block >= plan.repeats);
  assertEquals([added.length, added.every(isUnsure)], [2 * 3, true]);
  const unsure = unsureCells(plan, rows).filter(({ trials }) => trials > 0);
  assertEquals(unsure.map(({ rx, rateBps }) => [rx, rateBps]), [["recvmsg", 2.5e9], ["recvmsg", 2.5e9]]);
  const verdict = precisionVerdict(plan, rows), cell = { mode: "one-copy", messageBytes: 4096, threads: 1 };
  const at = (rx: string, offered_gbps: number) =>
    verdict({ ...cell, setting: { ...emptyRow(), rx, offered_gbps } });
  assertEquals([at("recv", 1), at("recvmsg", 2.5)], ["reached", "reached"]);
  const noisy = { ...cell, messageBytes: NOISY_BYTES };
  assertEquals(verdict({ ...noisy, setting: { ...emptyRow(), rx: "recvmsg", offered_gbps: 2.5 } }), "missed");
});

Deno.test("--max-repeats ends it, and the cells that did not get there are told with how far they got", async () => {
  const plan = planOf({ maxRepeats: 9 });
  const { trials, rows, outcome } = await fakeSweep(plan, { steadyFrom: Infinity });
  assertEquals(blocksOf(trials, NOISY_BYTES), 9);
  assertEquals(outcome.timeUp, false);
  const unsure = unsureCells(plan, rows);
  assertEquals(unsure.map(({ messageBytes, trials }) => [messageBytes, trials]), [[NOISY_BYTES, 9], [
    NOISY_BYTES,
    9,
  ]]);
  assertEquals(unsure.map(({ halfWidth }) => halfWidth), [0.25, 0.25]);
  const verdict = precisionVerdict(plan, rows);
  const key = { setting: { ...emptyRow(), rx: "recv" }, mode: "one-copy", threads: 1 };
  assertEquals(verdict({ ...key, messageBytes: NOISY_BYTES }), "missed");
  assertEquals(verdict({ ...key, messageBytes: 4096 }), "reached");
  assertEquals(precisionVerdict(planOf(null), rows)({ ...key, messageBytes: NOISY_BYTES }), null);
});

Deno.test("--max-time begins no group that would end later, whether planned or added", async () => {
  const added = await fakeSweep(planOf({}, { maxTimeMs: 30e3 }), { steadyFrom: Infinity });
  assertEquals([added.trials.length, added.outcome.timeUp], [30, true]);
  for (const untilCi of [{}, null]) {
    const { trials, outcome } = await fakeSweep(planOf(untilCi, { maxTimeMs: 7e3 }));
    assertEquals([trials.length, outcome.timeUp, outcome.wholeBlocks], [6, true, 1]);
  }
});

Deno.test("a sweep interrupted anywhere goes on as it would have, in time and in order", async () => {
  for (let seed = 1; seed <= 6; seed++) {
    const plan = planOf({}, { maxTimeMs: 60e3, seed });
    const whole = await fakeSweep(plan, { steadyFrom: 9 });
    assert(whole.trials.length > plannedTrials(plan).length + 6);
    for (let stopAfter = 1; stopAfter < whole.trials.length; stopAfter++) {
      const first = await fakeSweep(plan, { steadyFrom: 9, stopAfter });
      assertEquals(first.outcome.stopped, true);
      const second = await fakeSweep(plan, { steadyFrom: 9, stored: first.rows });
      assertEquals([...first.trials, ...second.trials].flatMap(cellKeys), whole.trials.flatMap(cellKeys));
      assertEquals(second.outcome.timeUp, whole.outcome.timeUp);
    }
    assertEquals((await fakeSweep(plan, { steadyFrom: 9, stored: whole.rows })).trials, []);
  }
});

Deno.test("a cell that never ends well keeps nothing waiting, and is told as unsure", async () => {
  const plan = planOf({});
  const failing = ({ messageBytes }: PlannedTrial, mode: string) =>
    mode === "one-copy" && messageBytes === 4096;
  const { trials, rows, outcome } = await fakeSweep(plan, { failing });
  assertEquals(
    [trials.length, outcome.failed],
    [plannedTrials(plan).length + 3, 6],
    "and once more at the end",
  );
  const [unsure] = unsureCells(plan, rows);
  assertEquals([unsure?.mode, unsure?.trials, unsure?.halfWidth], ["one-copy", 0, null]);
});

Deno.test("of round trips the median decides", async () => {
  const plan = planOf({}, { pattern: "rr" });
  assertEquals(precisionMeasure(plan).id, "latency_p50_us");
  const { rows } = await fakeSweep(plan, { steadyFrom: 8 });
  assertEquals(unsureCells(plan, rows), []);
});

Deno.test("at a rate, where throughput is the same for all, CPU time per byte decides", async () => {
  const plan = planOf({ maxRepeats: 9 }, { rateBps: [1e9, 2e9] });
  assertEquals(precisionMeasure(plan).id, "cpu_ns_per_byte");
  const { rows } = await fakeSweep(plan, { steadyFrom: Infinity });
  const steady = rows.map((row) => ({ ...row, throughput_gbps: row.offered_gbps }));
  assertEquals(
    new Set(unsureCells(plan, steady).map(({ messageBytes }) => messageBytes)),
    new Set([NOISY_BYTES]),
  );
  const unknown = await fakeSweep(plan, { steadyFrom: Infinity, without: "one-copy" });
  assertEquals(
    unsureCells(plan, unknown.rows).filter(({ mode }) => mode === "one-copy").map(({ trials }) => trials),
    [0, 0, 0, 0],
    "measured, but not by that",
  );
});

Deno.test("what --max-time kept from being measured is said, with how to go on", async () => {
  const plan = planOf(null, { maxTimeMs: 7e3 });
  const { outcome } = await fakeSweep(plan);
  assertEquals(remarksOn(outcome, plan, "DIR"), [
    "--max-time 7s ran out after 1 of 6 planned blocks. To continue: netio sweep --resume DIR --max-time TIME, with a larger TIME",
  ]);
  const longer = planOf({}, { maxTimeMs: 26e3 });
  const [remark] = remarksOn((await fakeSweep(longer, { steadyFrom: Infinity })).outcome, longer, "DIR");
  assertStringIncludes(remark!, "--max-time 26s ran out after all 6 planned blocks. To continue");
  assertEquals(remarksOn((await fakeSweep(planOf(null))).outcome, plan, "DIR"), []);
});

Deno.test("a resumed sweep tries its failed trials again, and those alone; their rows stay", async () => {
  const plan = planOf(null);
  const bad = ({ block }: PlannedTrial, mode: string) => block === 2 && mode === "one-copy";
  const first = await fakeSweep(plan, { failing: bad });
  assertEquals([first.outcome.failed, hasFailures(first.rows)], [2, true]);
  const second = await fakeSweep(plan, { stored: first.rows });
  assertEquals(second.trials, plannedTrials(plan).filter((trial) => bad(trial, trial.modes[0]!)));
  assertEquals(second.rows.length, first.rows.length + 2);
  assertEquals(hasFailures(second.rows), false);
  assertEquals((await fakeSweep(plan, { stored: second.rows })).trials, []);
});
