import { assertEquals } from "@std/assert";
import { effectiveCopy } from "../../modes/verdict.ts";

const counts = (completions: number, copied: number, fallbacks = 0) => ({ completions, copied, fallbacks });

Deno.test("only completions that are not flagged make a row zero-copied", () => {
  assertEquals(effectiveCopy(counts(10, 0)), { effectiveCopy: "zero-copied", reason: null });
});

Deno.test("flagged completions, fallbacks, or both make it copied", () => {
  assertEquals(effectiveCopy(counts(10, 10)).effectiveCopy, "copied");
  assertEquals(effectiveCopy(counts(0, 0, 3)).effectiveCopy, "copied");
  assertEquals(effectiveCopy(counts(10, 10, 3)).effectiveCopy, "copied");
});

Deno.test("some of each make it mixed", () => {
  assertEquals(effectiveCopy(counts(10, 4)).effectiveCopy, "mixed");
  assertEquals(effectiveCopy(counts(10, 0, 1)).effectiveCopy, "mixed");
});

Deno.test("copying modes, and zero-copy without a completion, have no verdict but a reason", () => {
  assertEquals(effectiveCopy(null), { effectiveCopy: null, reason: "this mode does not request zero-copy" });
  assertEquals(effectiveCopy(counts(0, 0)), {
    effectiveCopy: null,
    reason: "no zero-copy send was completed",
  });
});
