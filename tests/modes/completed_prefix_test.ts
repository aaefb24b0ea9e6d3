import { assertEquals } from "@std/assert";
import { CompletedPrefix } from "../../modes/completed_prefix.ts";

function prefixAfter(...ranges: readonly (readonly [first: number, last: number])[]): number {
  const prefix = new CompletedPrefix();
  for (const [first, last] of ranges) prefix.completed(first, last);
  return prefix.count;
}

Deno.test("ranges in order add up", () => {
  assertEquals(prefixAfter([0, 0], [1, 31], [32, 40]), 41);
});

Deno.test("a range that came too early counts when the gap before it is closed", () => {
  assertEquals(prefixAfter([0, 3], [8, 9], [6, 7]), 4);
  assertEquals(prefixAfter([0, 3], [8, 9], [6, 7], [4, 5]), 10);
});

Deno.test("ids go on past 2^32, in order or not", () => {
  const prefix = new CompletedPrefix();
  prefix.count = 2 ** 32 - 4;
  prefix.completed(0, 2);
  assertEquals(prefix.count, 2 ** 32 - 4);
  prefix.completed(2 ** 32 - 4, 2 ** 32 - 1);
  assertEquals(prefix.count, 2 ** 32 + 3);
  prefix.completed(3, 5);
  assertEquals(prefix.count, 2 ** 32 + 6);
});
