import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { holmSurvivors } from "../../stats/holm.ts";
import { type Pair, pairedRatio } from "../../stats/paired.ts";
import { seededRandom } from "../../stats/random.ts";
import { unbeatenFirst } from "../../results/ranking.ts";

Deno.test("pairedRatio() compares within blocks, so that what the blocks share cancels", () => {
  const pairs: Pair[] = [[10, 12], [20, 24], [5, 6], [40, 48], [1, 1.2], [7, 8.4]];
  const { estimate, interval } = pairedRatio(pairs);
  assertAlmostEquals(estimate, 1.2, 1e-12);
  assertAlmostEquals(interval?.lo ?? 0, 1.2, 1e-12);
  assertAlmostEquals(interval?.hi ?? 0, 1.2, 1e-12);
});

Deno.test("the p-value is the sign test's of the textbook: 9 of 10 in one direction", () => {
  const pairs: Pair[] = [0.9, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9].map((ratio) => [1, ratio]);
  assertAlmostEquals(pairedRatio(pairs).p ?? 0, 0.0215, 5e-5);
});

Deno.test("interval and p-value agree on whether there is a difference, with ties too", () => {
  const random = seededRandom(3);
  for (let draw = 0; draw < 500; draw++) {
    const n = 6 + random.below(10);
    const pairs = Array.from({ length: n }, (): Pair => [1, [0.9, 1, 1.1, 1.2][random.below(4)] as number]);
    const { interval, p } = pairedRatio(pairs);
    assert(interval !== null && p !== null);
    assertEquals(interval.lo > 1 || interval.hi < 1, p <= 1 - interval.level + 1e-12, JSON.stringify(pairs));
  }
});

Deno.test("below six pairs there is an estimate and nothing else", () => {
  const { n, estimate, interval, p } = pairedRatio([[1, 2], [1, 3], [1, 4], [1, 5], [1, 6]]);
  assertEquals([n, estimate, interval, p], [5, 4, null, null]);
});

Deno.test("pairedRatio() refuses an empty comparison", () => {
  assertThrows(() => pairedRatio([]), RangeError, "at least one pair");
});

Deno.test("one run in twelve that collapses neither breaks the level nor hides a 10 % difference at 12 repeats", () => {
  const random = seededRandom(12);
  const run = () => (0.97 + 0.06 * random.next()) * (random.next() < 1 / 12 ? 11 / 30 : 1);
  let covered = 0;
  let seen = 0;
  const draws = 1_000;
  for (let draw = 0; draw < draws; draw++) {
    const pairs = Array.from({ length: 12 }, (): Pair => [run(), 1.1 * run()]);
    const { interval } = pairedRatio(pairs);
    if (interval && interval.lo <= 1.1 && 1.1 <= interval.hi) covered++;
    if (interval && interval.lo > 1) seen++;
  }
  assert(covered / draws > 0.96 - 0.02, `covered ${covered}`);
  assert(seen / draws > 0.88, `seen ${seen}`);
});

Deno.test("holmSurvivors() stops at the first p-value that fails its step", () => {
  assertEquals(holmSurvivors([0.01, 0.04, 0.03, 0.005]), [true, false, false, true]);
});

Deno.test("each step has one comparison fewer to correct for", () => {
  assertEquals(holmSurvivors([0.04, 0.01, 0.02]), [true, true, true]);
});

Deno.test("a p-value below its own step does not survive after an earlier one has failed", () => {
  assertEquals(holmSurvivors([0.03, 0.03, 0.04]), [false, false, false]);
});

Deno.test("a single comparison needs no correction, and none needs nothing", () => {
  assertEquals(holmSurvivors([0.05]), [true]);
  assertEquals(holmSurvivors([]), []);
});

const beatenBy = (pairs: string) => (one: string, other: string) =>
  pairs.split(" ").includes(`${one}>${other}`);

Deno.test("the first that no other beats comes first, the rest keep their order", () => {
  assertEquals(unbeatenFirst(["a", "b", "c"], beatenBy("a>b a>c")), ["a", "b", "c"]);
  assertEquals(unbeatenFirst(["a", "b", "c"], beatenBy("b>a")), ["b", "a", "c"]);
  assertEquals(unbeatenFirst(["a", "b", "c"], beatenBy("c>a c>b")), ["c", "a", "b"]);
});

Deno.test("a circle, and nothing at all, stay as they are", () => {
  assertEquals(unbeatenFirst(["a", "b", "c"], beatenBy("a>b b>c c>a")), ["a", "b", "c"]);
  assertEquals(unbeatenFirst([], beatenBy("")), []);
});
