import { assertEquals } from "@std/assert";
import { type PairsSteps, runAllPairs } from "../../cluster/all_pairs.ts";
import { arrow, type Pair, parseHosts } from "../../cluster/hosts.ts";
import type { PairOutcome } from "../../cluster/pair_run.ts";
import { oneAtATime, roundRobin } from "../../cluster/rounds.ts";
import { pause } from "../waiting.ts";

const MEASURED: PairOutcome = { kind: "measured" };
const ROUNDS = roundRobin(parseHosts("a,b,c,d")).map((round) =>
  round.map(([first, second]) => ({ first, second }))
);
const NEVER = new AbortController().signal;

/** Steps that note what happens; each pair has the outcomes of its tries, else goes well. */
function noting(outcomes: Readonly<Record<string, PairOutcome[]>> = {}) {
  const events: string[] = [];
  const steps: PairsSteps = {
    run: async (pair: Pair) => {
      await pause(1);
      return outcomes[arrow(pair)]?.shift() ?? MEASURED;
    },
    begun: (pair) => void events.push(`+ ${arrow(pair)}`),
    ended: (pair, { kind }, _ms, isLast) => {
      events.push(`- ${arrow(pair)} ${kind}${isLast ? ", last" : ""}`);
      return Promise.resolve();
    },
  };
  return { events, steps };
}

Deno.test("the pairs of a round run at the same time, and the next round when all have ended", async () => {
  const { events, steps } = noting();
  await runAllPairs(ROUNDS, false, steps, NEVER);
  assertEquals(events.map((event) => event[0]).join(""), "++--++--++--");
});

Deno.test("serial: one after another", async () => {
  const { events, steps } = noting();
  await runAllPairs(oneAtATime(ROUNDS), true, steps, NEVER);
  assertEquals(events.map((event) => event[0]).join(""), "+-".repeat(6));
});

Deno.test("what fails is tried again at the end, once", async () => {
  const failed = (reason: string): PairOutcome => ({ kind: "failed", reason });
  const { events, steps } = noting({ "a → b": [failed("x"), failed("y")], "c → d": [failed("z")] });
  const { measured, failed: left, isStopped } = await runAllPairs(ROUNDS, false, steps, NEVER);
  assertEquals(left.map(({ pair, reason }) => `${arrow(pair)}: ${reason}`), ["a → b: y"]);
  assertEquals(measured.length, 5);
  assertEquals(isStopped, false);
  assertEquals(events.slice(-4).sort(), [
    "+ a → b",
    "+ c → d",
    "- a → b failed, last",
    "- c → d measured, last",
  ]);
});

Deno.test("stopped, it begins nothing any more", async () => {
  const { events, steps } = noting();
  const controller = new AbortController();
  const stopping: PairsSteps = {
    ...steps,
    run: () => {
      controller.abort();
      return Promise.resolve({ kind: "stopped" });
    },
  };
  const { measured, failed, isStopped } = await runAllPairs(ROUNDS, false, stopping, controller.signal);
  assertEquals([measured, failed, isStopped], [[], [], true]);
  assertEquals(events.filter((event) => event.startsWith("+")).length, 2);
});
