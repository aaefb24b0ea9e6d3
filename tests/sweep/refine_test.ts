/** `--refine` on made-up machines: what is added, when it ends, and that an interrupted sweep continues as it would have. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { refineLines } from "../../cli/text/stop_lines.ts";
import type { ResultRow } from "../../results/columns.ts";
import { cellKeys, type PlannedTrial, plannedTrials } from "../../sweep/plan.ts";
import { CLOSE_FACTOR, middleSize, type Standing, trialsToAddMost } from "../../sweep/refine.ts";
import { addedSizes, addedTrials, KIB, planOf, standingsOf, sweepOn, TRIAL_MS } from "./made_up_crossover.ts";

Deno.test("sizes are added until the crossover is known to within the factor, and no more", async () => {
  for (const crossover of [17_000, 30_000, 50_000, 62_000]) {
    const plan = planOf(), faked = await sweepOn({ crossover: () => crossover }, plan);
    const [standing, ...others] = standingsOf(plan, faked);
    assertEquals([standing?.state, standing?.overtaker, others], ["known", "one-copy", []]);
    const { lowBytes, highBytes } = standing!;
    assert(lowBytes < crossover && crossover < highBytes && highBytes / lowBytes <= CLOSE_FACTOR);
    const sizes = addedSizes(plan, faked);
    assert(sizes.length >= 3 && sizes.length <= 4, `${crossover}: ${sizes}`);
    assert(sizes.every((size) => size > 16 * KIB && size < 64 * KIB), `${sizes}`);
  }
});

Deno.test("an added size is measured as the plan's are: all modes, as many repeats, numbers of its own", async () => {
  const plan = planOf({ threads: [1, 2] }), faked = await sweepOn({}, plan);
  const all = addedTrials(plan, faked);
  assertEquals(faked.trials.slice(0, plannedTrials(plan).length), plannedTrials(plan));
  for (const [, own] of Map.groupBy(all, ({ messageBytes, threads }) => `${messageBytes} ${threads}`)) {
    assertEquals(own.map(({ repeat }) => repeat), [0, 1, 2, 3, 4, 5, 6]);
    assert(own.every(({ modes }) => modes.join() === "two-copy,one-copy"));
  }
  const numbers = faked.trials.map(({ trial }) => trial);
  assertEquals(new Set(numbers).size, numbers.length);
  assertEquals(numbers.toSorted((a, b) => a - b), numbers);
  const planned = new Set(plannedTrials(plan).map(({ block }) => block));
  assert(all.every(({ block }) => !planned.has(block)));
  for (const [, block] of Map.groupBy(all, ({ block }) => block)) {
    assertEquals(
      new Set(block.map(({ messageBytes }) => messageBytes)).size,
      1,
      "one crossover, one size a round",
    );
  }
  assert(all.length <= trialsToAddMost(plan, []), `${all.length}`);
  assertEquals(trialsToAddMost(plan, []) - trialsToAddMost(plan, faked.rows.slice(0, -2)), all.length - 1);
  assertEquals(trialsToAddMost(plan, faked.rows), 0);
});

Deno.test("each thread count has its own crossover; one that is the same takes the same sizes, in the same blocks", async () => {
  const plan = planOf({ threads: [1, 2] });
  const apart = await sweepOn({ crossover: (threads) => threads === 1 ? 50_000 : 7_000 }, plan);
  const found = standingsOf(plan, apart);
  assertEquals(found.map(({ threads, state }) => [threads, state]), [[1, "known"], [2, "known"]]);
  assert(addedSizes(plan, apart, 1).every((size) => size > 16 * KIB));
  assert(addedSizes(plan, apart, 2).every((size) => size < 16 * KIB));
  const together = await sweepOn({}, plan);
  assertEquals(addedSizes(plan, together, 1).sort(), addedSizes(plan, together, 2).sort());
  const blocks = Map.groupBy(addedTrials(plan, together), ({ block }) => block);
  assert([...blocks.values()].every((block) => new Set(block.map(({ threads }) => threads)).size === 2));
});

Deno.test("so has each receive strategy: sizes are added for that alone whose modes cross there", async () => {
  const plan = planOf({ rx: ["recv", "recv-discard"] });
  const faked = await sweepOn({ crossover: (_, rx) => rx === "recv" ? 50_000 : 7_000 }, plan);
  assertEquals(standingsOf(plan, faked).map(({ rx, state }) => [rx, state]), [
    ["recv", "known"],
    ["recv-discard", "known"],
  ]);
  assert(
    addedTrials(plan, faked).every(({ rx, messageBytes }) => (rx === "recv") === (messageBytes > 16 * KIB)),
  );
});

/** Where the made-up tie ends: a size that lies between what is decided and what is tied. */
function assertEndsOfTie({ lowBytes, highBytes, undecidedAt }: Standing, from: number, to: number): void {
  const first = undecidedAt[0]!, last = undecidedAt.at(-1)!;
  assert(lowBytes < from && from <= first, `${lowBytes} ${first}`);
  assert(last <= to && to < highBytes, `${last} ${highBytes}`);
  for (const factor of [first / lowBytes, highBytes / last]) assert(factor <= CLOSE_FACTOR, `${factor}`);
}

Deno.test("where the modes are tied in between, it is found where the tie begins and where it ends", async () => {
  for (const [middle, tie] of [[32_000, 1.6], [48_000, 2.2], [20_000, 2]] as const) {
    const plan = planOf(), faked = await sweepOn({ crossover: () => middle, tie }, plan);
    const [standing, ...others] = standingsOf(plan, faked);
    assertEquals([standing?.state, standing?.overtaker, others], ["tied", "one-copy", []]);
    assertEndsOfTie(standing!, middle / tie, middle * tie);
    assert(faked.trials.length - plannedTrials(plan).length <= trialsToAddMost(plan, []));
    const lines = refineLines(plan, faked.rows, faked.outcome);
    assertEquals(lines.length, 2);
    assertMatch(
      lines.join("\n"),
      /^--refine: added .*; 0 of 1 crossover known to within a factor of 1\.2\n {2}one-copy overtakes two-copy between .* and .*, undecided from .* to .* \(1 thread\): statistically tied in between; where that begins and ends is known to within a factor of 1\.2$/,
    );
  }
});

Deno.test("so with a tie that planned sizes lie in: nothing is added inside it", async () => {
  const plan = planOf(), tie = 2.5;
  const faked = await sweepOn({ crossover: () => 32_000, tie }, plan);
  const [standing] = standingsOf(plan, faked);
  assertEquals(standing?.state, "tied");
  assertEndsOfTie(standing!, 32_000 / tie, 32_000 * tie);
  const sizes = addedSizes(plan, faked);
  assert(sizes.length >= 4 && sizes.every((size) => size < 16 * KIB || size > 64 * KIB), `${sizes}`);
});

Deno.test("--max-sizes ends the search for a tie's ends, the wider gap first", async () => {
  const plan = planOf({ refine: { maxSizes: 3 } });
  const faked = await sweepOn({ crossover: () => 32_000, tie: 1.6 }, plan);
  const [standing] = standingsOf(plan, faked);
  assertEquals([addedSizes(plan, faked).length, standing?.state], [3, "open"]);
  assert(refineLines(plan, faked.rows, faked.outcome)[1]!.endsWith(": the limit was --max-sizes 3"));
});

Deno.test("without a crossover, or without --refine, the sweep is the plan", async () => {
  for (const [changes, bytes] of [[{}, 1], [{}, 1e9], [{ refine: null }, 50_000]] as const) {
    const plan = planOf(changes), faked = await sweepOn({ crossover: () => bytes }, plan);
    assertEquals(faked.trials, plannedTrials(plan));
  }
  const plan = planOf(), { rows, outcome } = await sweepOn({ crossover: () => 1 }, plan);
  assertEquals(refineLines(plan, rows, outcome), [
    "--refine: no crossover; no mode overtakes one that it is compared with",
  ]);
  assertEquals([trialsToAddMost(planOf({ refine: null }), []), trialsToAddMost(plan, rows)], [0, 0]);
});

Deno.test("--max-sizes ends it, the widest crossovers first, and what stays open is said", async () => {
  const plan = planOf({ threads: [1, 2], refine: { maxSizes: 3 } });
  const faked = await sweepOn({ crossover: (threads) => threads === 1 ? 50_000 : 7_000 }, plan);
  assertEquals([addedSizes(plan, faked, 1).length, addedSizes(plan, faked, 2).length], [1, 2]);
  const lines = refineLines(plan, faked.rows, faked.outcome);
  assertEquals(lines.length, 3);
  assert(lines.slice(1).every((line) => line.endsWith("the limit was --max-sizes 3")), lines.join("\n"));
});

Deno.test("trials that fail at an added size are not tried on and on", async () => {
  const plan = planOf();
  const failing = ({ messageBytes }: PlannedTrial) => messageBytes === 32 * KIB;
  const faked = await sweepOn({ failing }, plan);
  assertEquals(addedSizes(plan, faked), [32 * KIB]);
  assertEquals(faked.outcome.skipped, [{ messageBytes: 32 * KIB, threads: 1, rx: "recv", rateBps: null }]);
  assertEquals(addedTrials(plan, faked).length, 6, "three, and at the end three");
  assertEquals(standingsOf(plan, faked).map(({ state }) => state), ["failed"]);
});

Deno.test("a failure that is made up for at the end changes no earlier round, and lets it go on", async () => {
  const plan = planOf();
  const failing = ({ messageBytes, repeat }: PlannedTrial, attempt: number) =>
    messageBytes === 32 * KIB && (repeat ?? 0) < 2 && attempt === 1;
  const faked = await sweepOn({ failing }, plan);
  assertEquals([faked.outcome.failed, faked.outcome.skipped], [0, []]);
  assertEquals(standingsOf(plan, faked).map(({ state }) => state), ["known"]);
  assertEquals(
    addedSizes(plan, faked),
    addedSizes(plan, await sweepOn({}, plan)),
    "too few repeats are no tie",
  );
});

Deno.test("a sweep interrupted anywhere goes on as it would have", async () => {
  const plan = planOf({ threads: [1, 2], repeats: 6 });
  const machine = { crossover: (threads: number) => 20_000 * threads };
  const whole = await sweepOn(machine, plan);
  assert(whole.trials.length > plannedTrials(plan).length + 20);
  for (let stopAfter = 1; stopAfter < whole.trials.length; stopAfter += 8) {
    const first = await sweepOn(machine, plan, { stopAfter });
    assertEquals(first.outcome.stopped, true);
    const second = await sweepOn(machine, plan, { stored: first.rows });
    assertEquals([...first.trials, ...second.trials], whole.trials, `${stopAfter}`);
  }
  assertEquals((await sweepOn(machine, plan, { stored: whole.rows })).trials, []);
});

Deno.test("interrupted and with failures that are made up for, it ends as well, and measures nothing twice", async () => {
  const plan = planOf({ threads: [1, 2], repeats: 8 });
  const failing = ({ trial }: PlannedTrial, attempt: number) => trial % 11 === 3 && attempt === 1;
  const machine = { crossover: (threads: number) => 20_000 * threads, failing };
  const total = (await sweepOn(machine, plan)).trials.length;
  for (let stopAfter = 1; stopAfter < total; stopAfter += 31) {
    const first = await sweepOn(machine, plan, { stopAfter });
    const second = await sweepOn(machine, plan, { stored: first.rows });
    const measured = second.rows.filter(({ status }) => status === "ok").map(keyOf);
    assertEquals(new Set(measured).size, measured.length);
    assertEquals(standingsOf(plan, second).map(({ state }) => state), ["known", "known"], `${stopAfter}`);
  }
});

function keyOf({ trial, block, mode, message_bytes, threads }: ResultRow): string {
  return [trial, block, mode, message_bytes, threads].join(" ");
}

Deno.test("it goes with --until-ci: further blocks first, and its trials count for --max-time", async () => {
  const untilCi = { halfWidth: 0.004, maxRepeats: 12 };
  const plan = planOf({ untilCi }), whole = await sweepOn({}, plan);
  const added = addedTrials(plan, whole);
  const blocks = whole.trials.filter((trial) => !added.includes(trial)).map(({ block }) => block);
  assertEquals([Math.max(...blocks), Math.min(...added.map(({ block }) => block))], [11, 12]);
  assertEquals(new Set(whole.trials.flatMap(cellKeys)).size, whole.trials.length * 2);
  const limited = planOf({ untilCi, maxTimeMs: 2 * TRIAL_MS * whole.trials.length });
  assertEquals((await sweepOn({}, limited, { stored: whole.rows })).outcome.timeUp, false);
  const short = planOf({ untilCi, maxTimeMs: 2 * TRIAL_MS * (whole.trials.length - 1) });
  const rest = await sweepOn({}, short, { stored: whole.rows.slice(0, -2) });
  assertEquals([rest.trials.length, rest.outcome.timeUp], [0, true]);
});

Deno.test("of round trips the shorter is better", async () => {
  const plan = planOf({ pattern: "rr" }), faked = await sweepOn({}, plan);
  const [standing] = standingsOf(plan, faked);
  assertEquals([standing?.state, standing?.overtaker], ["known", "one-copy"]);
});

Deno.test("the size between two is a round one, and halving comes to an end", () => {
  assertEquals(middleSize(16 * KIB, 64 * KIB), 32 * KIB);
  assertEquals(middleSize(32 * KIB, 64 * KIB), 44 * KIB);
  assertEquals(middleSize(1000, 1500), 1280);
  assertEquals([middleSize(8, 16), middleSize(8, 24), middleSize(9, 15)], [null, 16, null]);
  const bytes = fc.integer({ min: 8, max: 2 ** 30 });
  fc.assert(
    fc.property(bytes, bytes, fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), (a, b, ups) => {
      let [low, high] = [Math.min(a, b), Math.max(a, b)];
      for (const isUp of ups) {
        const middle = high / low <= CLOSE_FACTOR ? null : middleSize(low, high);
        if (middle === null) {
          assert(high / low <= CLOSE_FACTOR || high - low <= 16 || high <= 64, `${low} ${high}`);
          return;
        }
        assert(middle > low && middle < high && middle % 8 === 0);
        if (isUp) low = middle;
        else high = middle;
      }
      assert(false, "no end");
    }),
  );
});
