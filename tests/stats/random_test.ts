import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { seededRandom, shuffled } from "../../stats/random.ts";

const letters = [..."ABCDEFGH"];

Deno.test("the same seed shuffles the same way, another seed another way", () => {
  assertEquals(shuffled(letters, seededRandom(7)), shuffled(letters, seededRandom(7)));
  assertNotEquals(shuffled(letters, seededRandom(7)), shuffled(letters, seededRandom(8)));
});

Deno.test("seeded orders stay what they were in earlier versions", () => {
  assertEquals(shuffled(letters, seededRandom(42)).join(""), "BDECAHGF");
});

Deno.test("shuffled() leaves its input alone, keeps every item, and takes the empty list", () => {
  const order = shuffled(letters, seededRandom(1));
  assertEquals(letters.join(""), "ABCDEFGH");
  assertEquals(order.toSorted(), letters);
  assertEquals(shuffled([], seededRandom(1)), []);
});

Deno.test("every order of three items comes out equally often", () => {
  const random = seededRandom(11);
  const counts = new Map<string, number>();
  for (let draw = 0; draw < 6_000; draw++) {
    const order = shuffled(["a", "b", "c"], random).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assertEquals(counts.size, 6);
  for (const [order, count] of counts) assert(Math.abs(count - 1_000) < 120, `${order} ${count} times`);
});

Deno.test("next() stays in [0, 1) and spreads evenly", () => {
  const random = seededRandom(5);
  const values = Array.from({ length: 2_000 }, () => random.next());
  assert(values.every((value) => value >= 0 && value < 1));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  assert(Math.abs(mean - 0.5) < 0.03, String(mean));
});
