import { assertEquals } from "@std/assert";
import { oneAtATime, packed, roundRobin } from "../../cluster/rounds.ts";

const SIZES = [2, 3, 4, 5, 6, 7, 8, 15, 16, 33];

Deno.test("each two meet once, the earlier first, and nobody has two pairs in a round", () => {
  for (const n of SIZES) {
    const items = Array.from({ length: n }, (_, i) => i);
    const rounds = roundRobin(items);
    const all = rounds.flat().map(([a, b]) => `${a} ${b}`).sort();
    const wanted = items.flatMap((a) => items.slice(a + 1).map((b) => `${a} ${b}`)).sort();
    assertEquals(all, wanted, `${n} hosts`);
    for (const round of rounds) assertEquals(new Set(round.flat()).size, 2 * round.length, `${n} hosts`);
  }
});

Deno.test("n − 1 rounds of n/2 pairs; for odd n one pauses in each of n rounds", () => {
  for (const n of SIZES) {
    const rounds = roundRobin(Array.from({ length: n }, (_, i) => i));
    assertEquals(rounds.length, n % 2 === 0 ? n - 1 : n, `${n} hosts`);
    assertEquals(rounds.map((round) => round.length), rounds.map(() => Math.floor(n / 2)), `${n} hosts`);
  }
});

Deno.test("of none and one there is nothing to measure", () => {
  assertEquals(roundRobin([]).flat(), []);
  assertEquals(roundRobin(["a"]).flat(), []);
});

Deno.test("some pairs are packed into rounds of disjoint ones", () => {
  const failed = [["a", "b"], ["a", "c"], ["c", "d"], ["b", "d"]];
  assertEquals(packed(failed, (pair) => pair), [[["a", "b"], ["c", "d"]], [["a", "c"], ["b", "d"]]]);
});

Deno.test("one at a time is the same pairs, each a round", () => {
  assertEquals(oneAtATime([["ab", "cd"], ["ac"]]), [["ab"], ["cd"], ["ac"]]);
});
