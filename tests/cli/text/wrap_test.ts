import { assertEquals } from "@std/assert";
import { clippedList } from "../../../cli/text/wrap.ts";

Deno.test("a list that is too long ends with a whole thing of it and a mark that more follows", () => {
  assertEquals(clippedList("1 failed, other-load", 20), "1 failed, other-load");
  assertEquals(clippedList("1 failed, other-load", 19), "1 failed, …");
  assertEquals(clippedList("1 failed, other-load, steal", 25), "1 failed, other-load, …");
  assertEquals(clippedList("counters-multiplexed, steal", 12), "counters-mu…");
});
