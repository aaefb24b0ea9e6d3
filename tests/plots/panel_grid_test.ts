import { assert, assertEquals } from "@std/assert";
import { apart } from "../../plots/panel_grid.ts";

Deno.test("as many places as an axis has room for are all drawn", () => {
  const sizes = Array.from({ length: 32 }, (_, i) => 1024 + i);
  assertEquals(apart(sizes), sizes);
});

Deno.test("of more the first, the last and those needed are drawn, and others apart from each other", () => {
  const threads = Array.from({ length: 200 }, (_, i) => i + 1);
  const drawn = apart(threads, [187]);
  assertEquals([drawn[0], drawn.at(-1), drawn.includes(187)], [1, 200, true]);
  assert(drawn.length < 40 && drawn.length > 20, `${drawn.length}`);
  const regular = drawn.filter((value) => value !== 187);
  const steps = regular.slice(1).map((value, i) => value / (regular[i] ?? NaN));
  assert(steps.every((step) => step > 200 ** (1 / 32) - 1e-9));
  assertEquals(drawn, drawn.toSorted((a, b) => a - b));
});
