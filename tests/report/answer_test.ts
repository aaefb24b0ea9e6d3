import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type Answer, answerOf, answerSentences } from "../../report/answer.ts";
import { answerTable } from "../../report/tables.ts";
import { tabulate } from "../../results/cells.ts";
import type { ResultRow } from "../../results/columns.ts";
import { compareModes } from "../../results/comparisons.ts";
import { THROUGHPUT } from "../../results/measures.ts";
import { rank } from "../../results/ranking.ts";
import { figuresOf } from "../plots/fake_results.ts";
import { present } from "../present.ts";
import { madeUpRows, type MadeUpSweep } from "./made_up_trials.ts";

const KIB = 1024;

function answerTo(rows: readonly ResultRow[]): Answer {
  const answer = answerOf(rank(tabulate(rows).tables[0]!));
  assert(answer);
  return answer;
}

const answerFor = (sweep: MadeUpSweep) => answerTo(madeUpRows(sweep));

const places = ({ ranking }: Answer) =>
  ranking.places.map(({ winners, confidence }) => `${winners.join("+")}: ${confidence}`);

const crossing: MadeUpSweep = {
  modes: { "two-copy": () => 10, "one-copy": (size) => size >= 16 * KIB ? 13 : 8, "per-field": () => 5 },
  sizes: [1 * KIB, 4 * KIB, 16 * KIB, 64 * KIB],
  threads: [1, 2],
  repeats: 9,
};

Deno.test("the best mode is told for each size and thread count, with its lead over the runner-up", () => {
  const answer = answerFor(crossing);
  assertEquals(places(answer), [
    ...["two-copy: clear", "two-copy: clear", "one-copy: clear", "one-copy: clear"],
    ...["two-copy: clear", "two-copy: clear", "one-copy: clear", "one-copy: clear"],
  ]);
  const [first] = answerTable(answer.ranking).rows;
  assertEquals([...first!.slice(0, 3), ...first!.slice(5)], [
    ...["1", "1 KiB", "two-copy"],
    ...["one-copy", "clear"],
  ]);
  assertMatch(first![4]!, /^\+2\d % \(CI \+2\d % to \+2\d %\)$/);
});

Deno.test("a mode that loses everywhere is named as one to avoid, with by how much", () => {
  assertMatch(answerFor(crossing).avoid!, /^per-field \(0\.3\d+× to 0\.[45]\d*×\)$/);
});

Deno.test("of many modes that lose everywhere the four worst are named, and the others counted", () => {
  const gbps = { "two-copy": 10, a: 9, b: 8, c: 7, d: 6, e: 2, f: 5 };
  const modes = Object.fromEntries(Object.entries(gbps).map(([mode, value]) => [mode, () => value]));
  const { avoid } = answerFor({ modes });
  assertMatch(avoid!, /^e \(.*\), f \(.*\), d \(.*\), c \(.*\), 2 more$/);
});

Deno.test("two modes that are best equally often are both in the headline", () => {
  assertEquals(
    answerFor(crossing).headline,
    "By throughput, no mode wins outright: two-copy and one-copy are each best or tied for best in 4 of 8 cases.",
  );
});

Deno.test("a mode that wins everywhere is the headline with its lead", () => {
  assertMatch(
    answerFor({ modes: { "two-copy": () => 10, "one-copy": () => 13 }, repeats: 9 }).headline,
    /^By throughput, one-copy is best in both cases \(\+(29|30|31) %.* over the runner-up\)\.$/,
  );
});

const tied: MadeUpSweep = {
  modes: { "two-copy": () => 10, "one-copy": () => 10, "per-field": () => 3 },
  sizes: [KIB],
  noise: 0.03,
};

Deno.test("a tie is called a tie, with its members, and grey in the map", () => {
  const answer = answerFor(tied);
  assertEquals(places(answer), ["two-copy+one-copy: tied"]);
  assertEquals(
    answer.headline,
    "By throughput, no mode wins outright: two-copy and one-copy are statistically tied in the one case.",
  );
  assertEquals(answerTable(answer.ranking).rows[0]![2], "tie: two-copy, one-copy");
});

Deno.test("a mode that wins some places and ties for others is best or tied for best", () => {
  const { headline } = answerFor({
    modes: { "two-copy": () => 10, "one-copy": (size) => size >= 16 * KIB ? 13 : 10 },
    sizes: [1 * KIB, 4 * KIB, 16 * KIB, 64 * KIB],
    repeats: 9,
    noise: 0.05,
  });
  assertEquals(headline, "By throughput, one-copy is best or tied for best in all 4 cases.");
});

Deno.test("controls take part where they were asked for", () => {
  const answer = answerFor({
    modes: { "contiguous": () => 50, "one-copy": () => 20, "zero-copy-contiguous": () => 10 },
    repeats: 9,
  });
  assertEquals(places(answer), ["contiguous: clear", "contiguous: clear"]);
  assertStringIncludes(answer.headline, "contiguous is best in both cases");
  const { table } = answer.ranking;
  const pairs = compareModes([table], THROUGHPUT).comparisons.map(({ candidate, baseline }) =>
    `${candidate} to ${baseline}`
  );
  assertEquals(new Set(pairs), new Set(["contiguous to one-copy", "zero-copy-contiguous to contiguous"]));
});

/** Block by block better, by median worse. */
const [high, low] = [20, 15];
const twoCopy = [high, high, high, high, high, low, low, low, low];
const oneCopy = twoCopy.map((gbps, block) => (block === 0 ? low : gbps) * 1.01);
const beatenByPairs: MadeUpSweep = {
  modes: { "two-copy": () => 1, "one-copy": () => 1 },
  sizes: [KIB],
  repeats: 9,
  columns: (row) => ({ throughput_gbps: (row.mode === "two-copy" ? twoCopy : oneCopy)[row.block ?? 0]! }),
};

Deno.test("a mode that another beats in nearly every block is not the best, though its median is", () => {
  assertEquals(places(answerFor(beatenByPairs)), ["one-copy: clear"]);
  const map = figuresOf(madeUpRows(beatenByPairs)).find(({ id }) => id === "winner_map");
  assertStringIncludes(JSON.stringify(map), `"lines":["one-copy","+1.0 %"]`);
});

Deno.test("where pairs decide nothing the lead is that of the medians that chose the best", () => {
  const [best, next] = [[30, 20, 20, 20, 20, 20, 10], [10, 19, 19, 21, 21, 21, 19]];
  const answer = answerFor({
    modes: { "two-copy": () => 1, "one-copy": () => 1 },
    sizes: [KIB],
    columns: (row) => ({ throughput_gbps: (row.mode === "two-copy" ? best : next)[row.block ?? 0]! }),
  });
  assertEquals(places(answer), ["two-copy+one-copy: tied"]);
  assertEquals(answerTable(answer.ranking).rows[0]![4], "+5.3 %");
});

Deno.test("where one mode has too few repeats the best is by median alone", () => {
  const gbps: Record<string, (block: number) => number> = {
    "two-copy": (block) => block < 5 ? 20 : 15,
    "one-copy": (block) => (block === 0 || block > 4 ? 15 : 20) * 1.01,
    "per-field": () => 3,
  };
  const answer = answerFor({
    modes: { "two-copy": () => 1, "one-copy": () => 1, "per-field": () => 1 },
    sizes: [KIB],
    repeats: 9,
    columns: (row) => ({
      throughput_gbps: gbps[row.mode ?? ""]!(row.block ?? 0),
      status: row.mode === "per-field" && row.block !== 0 ? "failed" : "ok",
    }),
  });
  assertEquals(places(answer), ["two-copy: too few repeats"]);
  assertEquals(answer.avoid, null);
});

Deno.test("below six repeats the answer is inconclusive and says so", () => {
  for (const [repeats, why] of [[1, "single runs"], [5, "n < 6"]] as const) {
    const answer = answerFor({ ...crossing, repeats });
    assertEquals(
      answer.headline,
      `By throughput, inconclusive (${why}): two-copy and one-copy each have the best median in 4 of 8 cases.`,
    );
    assertEquals(answer.avoid, null);
  }
});

Deno.test("places with too few repeats are not counted with those that were decided", () => {
  const rows = madeUpRows(crossing).filter(({ message_bytes, repeat }) =>
    message_bytes !== 4 * KIB || present(repeat) < 5
  );
  assertEquals(
    answerTo(rows).headline.replace(/ \(.*/, ""),
    "By throughput, one-copy is best in 4 of 8 cases",
  );
});

Deno.test("a mode without another is the only one that was measured", () => {
  const answer = answerFor({ modes: { "one-copy": () => 10 }, sizes: [KIB, 4 * KIB] });
  assertEquals(answerSentences(answer), ["Only one-copy was measured."]);
  assertEquals(places(answer), ["one-copy: only mode", "one-copy: only mode"]);
});

Deno.test("modes that share no case are all named", () => {
  const rows = ["two-copy", "one-copy", "zero-copy"].flatMap((mode, i) =>
    madeUpRows({ modes: { [mode]: () => 10 }, sizes: i === 0 ? [KIB, 2 * KIB] : [4 * KIB * i] })
  );
  assertEquals(
    answerTo(rows).headline,
    "Nothing to compare: two-copy, one-copy and zero-copy (copied) were measured in different cases.",
  );
});

Deno.test("round trips are ranked by their median, where less is better", () => {
  const answer = answerFor({
    modes: { "two-copy": () => 10, "one-copy": () => 12 },
    sizes: [KIB],
    columns: (row) => ({ pattern: "rr", latency_p50_us: row.mode === "two-copy" ? 20 : 30 }),
  });
  assertEquals([answer.ranking.measure.id, ...places(answer)], ["latency_p50_us", "two-copy: clear"]);
  assertStringIncludes(answer.headline, "two-copy is best in the one case (−33 %");
  assertEquals(answerTable(answer.ranking).rows[0]![4], "−33 % (CI −33 % to −33 %)");
});

Deno.test("at an offered rate modes are ranked by what they cost, and the sentence names the rate", () => {
  const columns = ({ mode }: ResultRow) => ({
    offered_gbps: 5,
    cpu_ns_per_byte: mode === "one-copy" ? 1 : 2,
  });
  const modes = { "two-copy": () => 5, "one-copy": () => 5 };
  const rows = madeUpRows({ modes, sizes: [KIB], columns });
  assertEquals(
    answerTo(rows).headline,
    "By CPU time per byte at 5 Gbit/s, one-copy is best in the one case (0.500× over the runner-up).",
  );
});

Deno.test("zero-copy that the kernel copied is never called zero-copy alone", () => {
  const answer = answerFor({ modes: { "one-copy": () => 10, "zero-copy": () => 12 }, sizes: [KIB] });
  assertStringIncludes(answer.headline, "By throughput, zero-copy (copied) is best in the one case");
  assertStringIncludes(answer.copied!, "The kernel copied every zero-copy send in all 7 trials");
  for (const [repeats, trials] of [[1, "the one trial"], [2, "both trials"]] as const) {
    const modes = { "one-copy": () => 10, "zero-copy": () => 12 };
    const { copied } = answerFor({ modes, sizes: [KIB], repeats });
    assertStringIncludes(copied!, `The kernel copied every zero-copy send in ${trials} of zero-copy`);
  }
  assertEquals(answerTable(answer.ranking).rows[0]![2], "zero-copy (copied)");
});

Deno.test("without a throughput there is no answer", () => {
  const rows = madeUpRows({ ...crossing, columns: () => ({ throughput_gbps: null }) });
  assertEquals(answerOf(rank(tabulate(rows).tables[0]!)), null);
});
