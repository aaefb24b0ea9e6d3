import { assertEquals, assertMatch } from "@std/assert";
import { copiedWarning } from "../../trial/copied_warning.ts";

const counts = (completions: number, copied: number, fallbacks = 0) => ({ completions, copied, fallbacks });

Deno.test("a copied row names the reason that is likely on its topology", () => {
  assertMatch(copiedWarning(counts(5, 5), "loopback")!, /the kernel copied: loopback .*skb_orphan_frags_rx/);
  assertMatch(copiedWarning(counts(5, 5), "netns")!, /the kernel copied: a veth pair .*skb_orphan_frags_rx/);
  assertMatch(copiedWarning(counts(5, 5), "hosts")!, /scatter-gather.*tcpdump/);
});

Deno.test("a mixed row says about how much was copied", () => {
  assertMatch(copiedWarning(counts(100, 20, 0), "hosts")!, /^about 20 % of the zero-copy sends were copied/);
  assertMatch(copiedWarning(counts(10_000, 1, 0), "hosts")!, /^about <1 %/);
});

Deno.test("a mixed row of io_uring's says that the kernel may report wrongly, a copied one does not", () => {
  assertMatch(
    copiedWarning(counts(100, 20), "hosts", true)!,
    /^about 20 % .* reported as copied, perhaps wrongly/,
  );
  assertMatch(copiedWarning(counts(5, 5), "loopback", true)!, /the kernel copied: loopback/);
  assertMatch(copiedWarning(counts(100, 0, 50), "hosts", true)!, /ENOBUFS/);
});

Deno.test("where only ENOBUFS made it copy, the limits are named and not the topology", () => {
  assertMatch(copiedWarning(counts(100, 0, 50), "loopback")!, /ENOBUFS.*optmem_max/);
});

Deno.test("a row that was zero-copied, or has no verdict, has no warning", () => {
  assertEquals(copiedWarning(counts(5, 0), "hosts"), null);
  assertEquals(copiedWarning(counts(0, 0), "hosts"), null);
});
