import { assertEquals } from "@std/assert";
import { unbeatenFirst } from "../../results/ranking.ts";

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
