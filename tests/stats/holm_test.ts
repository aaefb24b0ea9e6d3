import { assertEquals } from "@std/assert";
import { holmSurvivors } from "../../stats/holm.ts";

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
