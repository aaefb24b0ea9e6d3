/** What a sweep does about trials that fail: it tries them once more, leaves out what never works, and ends where nothing does. */
import { assertEquals } from "@std/assert";
import { planFrom } from "../../cli/options/sweep_options.ts";
import { remarksOn } from "../../cli/text/sweep_text.ts";
import { emptyRow, type ResultRow } from "../../results/columns.ts";
import { withoutRedone } from "../../results/redone.ts";
import type { PlannedTrial } from "../../sweep/plan.ts";
import { hasFailures, runSweep, trialsToRun } from "../../sweep/sweep.ts";

/** Which try it is of the trial, from 1 on. */
type Fate = (trial: PlannedTrial, attempt: number) => boolean;

function planOf(sizes: readonly number[], repeats: number) {
  return planFrom({ modes: ["one-copy"], sizes: [...sizes], threads: [1], repeats });
}

async function sweepOf(
  plan: ReturnType<typeof planOf>,
  isFailed: Fate,
  stored: readonly ResultRow[] = [],
) {
  const rows: ResultRow[] = [...stored], tried: number[] = [], extended: number[] = [];
  const outcome = await runSweep(plan, stored, {
    plannedMs: () => 1,
    runTrial: (trial) => {
      tried.push(trial.trial);
      const attempt = tried.filter((number) => number === trial.trial).length;
      return Promise.resolve([rowOf(trial, isFailed(trial, attempt) ? "failed" : "ok")]);
    },
    keep: (fresh) => void rows.push(...fresh),
    extend: (trials) => void extended.push(trials),
  }, new AbortController().signal);
  return { outcome, rows, tried, extended };
}

function rowOf(planned: PlannedTrial, status: "ok" | "failed"): ResultRow {
  const { trial, block, messageBytes, threads, rx } = planned;
  const cell = { mode: "one-copy", message_bytes: messageBytes, threads, rx };
  return { ...emptyRow(), run_id: "FAKE", trial, block, ...cell, status };
}

Deno.test("failed trials are tried once more after all others, and what is made up for does not count", async () => {
  const plan = planOf([64], 8);
  const { outcome, rows, tried, extended } = await sweepOf(
    plan,
    ({ block }, attempt) => attempt === 1 && [1, 2, 4].includes(block),
  );
  const failedFirst = rows.filter(({ status }) => status === "failed").map(({ trial }) => trial!);
  assertEquals(failedFirst.length, 3);
  assertEquals(tried.slice(8), failedFirst);
  assertEquals(extended, [3]);
  assertEquals([outcome.failed, outcome.skipped, hasFailures(rows)], [0, [], false]);
  assertEquals(withoutRedone(rows).map(({ status }) => status), Array(8).fill("ok"));
});

Deno.test("what fails again stays failed, once, and is tried a second time only", async () => {
  const { outcome, rows, tried } = await sweepOf(planOf([64], 8), ({ block }) => block === 3);
  assertEquals([tried.length, outcome.failed, hasFailures(rows)], [9, 1, true]);
  const standing = withoutRedone(rows);
  assertEquals(standing.filter(({ status }) => status === "failed").length, 1);
  assertEquals(standing.length, 8);
});

Deno.test("three failures in a row leave out their size and thread count, not the sweep", async () => {
  const plan = planOf([64, 4096], 8);
  const { outcome, rows } = await sweepOf(plan, ({ messageBytes }) => messageBytes === 4096);
  const ofSize = (size: number) => rows.filter(({ message_bytes }) => message_bytes === size);
  assertEquals(ofSize(64).map(({ status }) => status), Array(8).fill("ok"));
  assertEquals(
    ofSize(4096).map(({ status }) => status),
    Array(6).fill("failed"),
    "three, and at the end three",
  );
  assertEquals(outcome.skipped, [{ messageBytes: 4096, threads: 1, rx: "recv", rateBps: null }]);
  assertEquals(outcome.gaveUp, false);
  assertEquals(remarksOn(outcome, plan, "DIR"), [
    "left out after repeated failures: 4 KiB × 1. To retry: netio sweep --resume DIR",
  ]);
});

Deno.test("a receive strategy that always fails leaves out its own trials, and the remark names it", async () => {
  const plan = { ...planOf([64], 8), rx: ["recv", "recv-mapped"] };
  const { outcome, rows } = await sweepOf(plan, ({ rx }) => rx === "recv-mapped");
  assertEquals(rows.filter(({ rx, status }) => rx === "recv" && status === "ok").length, 8);
  assertEquals(outcome.skipped.map(({ rx }) => rx), ["recv-mapped"]);
  assertEquals(remarksOn(outcome, plan, "DIR"), [
    "left out after repeated failures: 64 B × 1, recv-mapped. To retry: netio sweep --resume DIR",
  ]);
});

Deno.test("a group that has recovered at the end is measured whole", async () => {
  const plan = planOf([64], 8);
  let calls = 0;
  const { outcome, rows, tried } = await sweepOf(plan, () => ++calls <= 3);
  assertEquals([tried.length, outcome.failed, outcome.skipped], [11, 0, []]);
  assertEquals(trialsToRun(plan, rows), []);
});

Deno.test("nine failures in a row, of whatever group, end the sweep", async () => {
  const { outcome, tried } = await sweepOf(planOf([64, 256, 1024, 4096], 8), () => true);
  assertEquals([tried.length, outcome.gaveUp], [9, true]);
});

Deno.test("failures that good trials interrupt end nothing, however many", async () => {
  const { outcome, tried } = await sweepOf(planOf([64], 11), ({ block }) => block % 3 < 2);
  assertEquals([outcome.gaveUp, tried.slice(0, 11).length], [false, 11]);
});

Deno.test("of a resumed sweep the failures that it has made up for do not stand", async () => {
  const plan = planOf([64], 8);
  const first = await sweepOf(plan, ({ block }) => block === 2);
  assertEquals(withoutRedone(first.rows).filter(({ status }) => status === "failed").length, 1);
  const second = await sweepOf(plan, () => false, first.rows);
  assertEquals(second.tried.length, 1);
  assertEquals(withoutRedone(second.rows).map(({ status }) => status), Array(8).fill("ok"));
});
