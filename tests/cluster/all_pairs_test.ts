import { assert, assertEquals } from "@std/assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { planFrom } from "../../cli/options/sweep_options.ts";
import { type PairsSteps, runAllPairs } from "../../cluster/all_pairs.ts";
import { copyBinary } from "../../cluster/binary_copy.ts";
import { type Pair, pairText, parseHosts } from "../../cluster/hosts.ts";
import type { Launcher } from "../../cluster/launcher.ts";
import { clearLogs, keepLogs, pairDirectory, pairState } from "../../cluster/pair_directory.ts";
import type { PairOutcome } from "../../cluster/pair_run.ts";
import { oneAtATime, roundRobin } from "../../cluster/rounds.ts";
import { csvHeader, csvLine } from "../../results/csv.ts";
import { toJson } from "../../results/json.ts";
import { plannedTrials } from "../../sweep/plan.ts";
import { withDirectory } from "../cli/program.ts";
import { measuredTrial } from "../results/measured_trial.ts";
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
      return outcomes[pairText(pair)]?.shift() ?? MEASURED;
    },
    started: (pair) => void events.push(`+ ${pairText(pair)}`),
    ended: (pair, { kind }, _ms, isLast) => {
      events.push(`- ${pairText(pair)} ${kind}${isLast ? ", last" : ""}`);
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
  const { events, steps } = noting({ "a–b": [failed("x"), failed("y")], "c–d": [failed("z")] });
  const { measured, failed: left, isStopped } = await runAllPairs(ROUNDS, false, steps, NEVER);
  assertEquals(left.map(({ pair, reason }) => `${pairText(pair)}: ${reason}`), ["a–b: y"]);
  assertEquals(measured.length, 5);
  assertEquals(isStopped, false);
  assertEquals(events.slice(-4).sort(), [
    "+ a–b",
    "+ c–d",
    "- a–b failed, last",
    "- c–d measured, last",
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

const [first, second] = parseHosts("n1,n2");
const PAIR = { first: first!, second: second! };
const PLAN = planFrom({ modes: ["one-copy"], sizes: [64], threads: [1], repeats: 2 });
const ROWS = plannedTrials(PLAN).map(({ block, messageBytes, threads }) =>
  measuredTrial({ schema: 1, block, message_bytes: messageBytes, threads })
);

Deno.test("a pair is complete when everything planned was measured and the sweep came to its end", async () => {
  await withDirectory((directory) => {
    const own = pairDirectory(directory, PAIR);
    const write = (name: string, text: string) => Deno.writeTextFileSync(join(own, name), text);
    const trials = (rows: typeof ROWS) => write("trials.csv", csvHeader() + rows.map(csvLine).join(""));
    const state = () => pairState(directory, PAIR);
    assertEquals(state(), "absent");
    Deno.mkdirSync(own);
    assertEquals(state(), "absent");
    write("plan.json", toJson(PLAN));
    assertEquals(state(), "partial");
    trials(ROWS.slice(0, 1));
    assertEquals(state(), "partial");
    trials(ROWS);
    assertEquals(state(), "partial");
    write("summary.csv", "");
    assertEquals(state(), "complete");
    trials([ROWS[0]!, { ...ROWS[1]!, status: "failed" }]);
    assertEquals(state(), "partial");
    trials([...ROWS, { ...ROWS[1]!, block: 2, status: "failed" }]); // one that --until-ci added
    assertEquals(state(), "partial");
    return Promise.resolve();
  });
});

Deno.test("what a pair's hosts said is kept, and gone before the next try", async () => {
  await withDirectory((directory) => {
    const own = pairDirectory(directory, PAIR);
    const names = () => [...Deno.readDirSync(own)].map(({ name }) => name).sort();
    clearLogs(directory, PAIR);
    keepLogs(directory, PAIR, new Map([[PAIR.first, ["one", "two"]], [PAIR.second, []]]));
    assertEquals(names(), ["n1.log"]);
    assertEquals(Deno.readTextFileSync(join(own, "n1.log")), "one\ntwo\n");
    clearLogs(directory, PAIR);
    assertEquals(names(), []);
    return Promise.resolve();
  });
});

/** This machine as a host; what its shell is told is noted. */
function here(texts: string[]): Launcher {
  return {
    program: "sh",
    command: (_host, text) => {
      texts.push(text);
      return ["sh", "-c", text];
    },
    copying: (file, to, hosts) => hosts.map(() => ["cp", file, to]),
  };
}

Deno.test("a program that was brought is removed afterwards, also by the host itself when it hears nothing more", async () => {
  await withDirectory(async (directory) => {
    const file = join(directory, "program"), texts: string[] = [];
    Deno.writeTextFileSync(file, "x");
    let path: string;
    {
      await using copy = await copyBinary(here(texts), file, parseHosts("n1"));
      ({ path } = copy);
      assert(existsSync(path));
      assertEquals(copy.failures, []);
    }
    assert(!existsSync(path));
    Deno.writeTextFileSync(path, "x");
    const [keeper] = texts;
    const child = new Deno.Command("sh", { args: ["-c", keeper!], stdin: "piped", stderr: "piped" }).spawn();
    const input = child.stdin.getWriter();
    await input.write(new TextEncoder().encode("\n"));
    const answers = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
    assertEquals((await answers.read()).value, "netio: still here\n");
    assert(existsSync(path), "as long as it is asked");
    await input.close(); // as by kill -9 of who asks
    await child.status;
    await answers.cancel();
    assert(!existsSync(path));
  });
});
