/** The bench's own reckoning, on made-up trials: who is run how often, who decides, and what the table says. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type Duel, type PairCounts, runPairs, standing } from "../../bench/pairs.ts";
import { pairLine, section } from "../../bench/report.ts";
import { seededRandom } from "../../stats/random.ts";

const COUNTS: PairCounts = { least: 7, most: 12, bound: 0.95 };

/** A duel of constant contenders that notes who ran, in order. */
function duel(name: string, ours: number, theirs: readonly number[], ran: string[] = []): Duel {
  const contender = (who: string, gbps: number) => () => {
    ran.push(who);
    return Promise.resolve(gbps);
  };
  return {
    name: [name, "64", "1"],
    ours: contender("ours", ours),
    opponents: theirs.map((gbps, i) => contender(`opponent ${i}`, gbps)),
  };
}

function run(duels: readonly Duel[], counts = COUNTS) {
  return runPairs(duels, counts, seededRandom(5), () => {});
}

Deno.test("each pair has one trial of everybody, in orders that differ", async () => {
  const ran: string[] = [];
  const [result] = await run([duel("a", 10, [10, 20], ran)]);
  const pairs = Array.from({ length: ran.length / 3 }, (_, i) => ran.slice(3 * i, 3 * i + 3));
  assertEquals(pairs.length, 7);
  for (const pair of pairs) assertEquals(pair.toSorted(), ["opponent 0", "opponent 1", "ours"]);
  assert(new Set(pairs.map((pair) => pair.join())).size > 2);
  assertEquals([result!.ours.length, ...result!.theirs.map((gbps) => gbps.length)], [7, 7, 7]);
});

Deno.test("what all trials of a round share is renewed before each round, and not after the last", async () => {
  const ran: string[] = [];
  const renew = () => Promise.resolve(void ran.push("renewed"));
  const duels = [duel("a", 10, [10], ran), duel("b", 10, [10], ran)];
  await runPairs(duels, COUNTS, seededRandom(5), () => {}, renew);
  const rounds = Array.from({ length: 7 }, (_, round) => ran.slice(5 * round, 5 * round + 5));
  assertEquals(ran.length, 35);
  for (const [first, ...trials] of rounds) {
    assertEquals([first, ...trials.toSorted()], ["renewed", "opponent 0", "opponent 0", "ours", "ours"]);
  }
});

Deno.test("the first opponent alone decides when a cell has pairs enough", async () => {
  const wavering = (): Duel => {
    let trial = 0;
    const waver = () => Promise.resolve(trial++ % 2 === 0 ? 9 : 11);
    return { ...duel("b", 10, []), opponents: [waver] };
  };
  const againstAnother = { ...wavering(), opponents: [() => Promise.resolve(10), ...wavering().opponents] };
  const [undecided, decided] = await run([wavering(), againstAnother]);
  assertEquals([undecided!.ours.length, decided!.ours.length], [12, 7]);
});

Deno.test("a cell's standing is of its pairs, against the opponent that was asked for", () => {
  const result = { name: ["x"], ours: [8, 10, 12], theirs: [[10, 10, 10], [4, 10, 8]] };
  assertEquals(standing(result), {
    gbps: 10,
    ratio: 1,
    least: 0.8,
    most: 1.2,
    interval: null,
    slowest: 1,
  });
  const { gbps, ratio, slowest } = standing(result, 1);
  assertEquals([gbps, ratio, slowest], [8, 1.5, 0.5]);
});

Deno.test("a section has all of the first opponent, the other's ratio beside it, and names what lies below", async () => {
  const results = await run([duel("slow", 9, [10, 18]), duel("fast", 10, [10, 10])]);
  const text = section("Against C", ["C", "C by glibc"], results, 0.95);
  const [header, , slow] = text.split("\n").filter((line) => line.startsWith("|"));
  const cellsOf = (line: string) => line.split("|").slice(1, -1).map((cell) => cell.trim());
  const row = new Map(cellsOf(header!).map((name, i) => [name, cellsOf(slow!)[i]]));
  assertEquals(cellsOf(slow!).length, cellsOf(header!).length);
  assertEquals(
    ["mode", "pairs", "netio Gbit/s", "C Gbit/s", "ratio (median)", "C by glibc Gbit/s"].map((n) =>
      row.get(n)
    ),
    ["slow", "7", "9.00", "10.00", "0.900", "18.00"],
  );
  assertEquals(row.get("ratio to C by glibc (median)"), "0.500");
  assertStringIncludes(text, "ratios to C: **0.949** over 2 cells");
  assertStringIncludes(text, "ratios to C by glibc: **0.707** over 2 cells");
  assertStringIncludes(text, "wholly below 0.95: **1** (slow 64 1).");
  assertEquals(pairLine(results[0]!), "slow 64 1 #7: 9.00 / 10.00 = 0.900, 18.00 = 0.500");
});

Deno.test("a section without cells says so", () => {
  assertEquals(section("S", ["C"], [], 0.95), "\n## S\n\nNone of the cells asked for has this comparison.");
});
