import { assertEquals, assertMatch } from "@std/assert";
import { copiedWarning, effectiveCopy } from "../../perf/verdict.ts";

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
  assertEquals(effectiveCopy(null), { effectiveCopy: null, reason: "this mode copies by design" });
  assertEquals(effectiveCopy(counts(0, 0)), {
    effectiveCopy: null,
    reason: "no zero-copy send was completed",
  });
});

Deno.test("a copied row names the reason that is likely on its topology", () => {
  assertMatch(copiedWarning(counts(5, 5), "loopback")!, /the kernel copied: loopback .*skb_orphan_frags_rx/);
  assertMatch(copiedWarning(counts(5, 5), "netns")!, /the kernel copied: a veth pair .*skb_orphan_frags_rx/);
  assertMatch(copiedWarning(counts(5, 5), "hosts")!, /scatter-gather.*tcpdump/);
});

Deno.test("a mixed row says about how much was copied", () => {
  assertMatch(copiedWarning(counts(100, 20, 0), "hosts")!, /^about 20 % of the zero-copy sends were copied/);
  assertMatch(copiedWarning(counts(10_000, 1, 0), "hosts")!, /^about <1 %/);
});

Deno.test("where only ENOBUFS made it copy, the limits are named and not the topology", () => {
  assertMatch(copiedWarning(counts(100, 0, 50), "loopback")!, /ENOBUFS.*optmem_max/);
});

Deno.test("a row that was zero-copied, or has no verdict, has no warning", () => {
  assertEquals(copiedWarning(counts(5, 0), "hosts"), null);
  assertEquals(copiedWarning(counts(0, 0), "hosts"), null);
});
