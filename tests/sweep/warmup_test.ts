import { assertEquals } from "@std/assert";
import { planFrom } from "../../cli/options/sweep_options.ts";
import { warmedUp } from "../../sweep/warmup.ts";

Deno.test("the warm-up grows to ten round trips, as far as the far end allows, and never shrinks", () => {
  const plan = planFrom({ warmup: 300, duration: 1000 });
  const warmupMs = (rttMs: number, longestMs = Infinity) => warmedUp(plan, rttMs, longestMs).warmupMs;
  assertEquals([0, 30, 100].map((rttMs) => warmupMs(rttMs)), [300, 300, 1000]);
  assertEquals([warmupMs(100, 1500), warmupMs(100, 1100)], [500, 300]);
  assertEquals(warmedUp({ ...plan, pattern: "rr" }, 100, Infinity).warmupMs, 300);
});
