import { assertEquals, assertMatch } from "@std/assert";
import { copiedWarning } from "../../trial/copied_warning.ts";

const counts = (completions: number, copied: number, fallbacks = 0) => ({ completions, copied, fallbacks });

Deno.test("a copied row names the reason that is likely on its topology", () => {
  assertMatch(
    copiedWarning(counts(5, 5), { topology: "loopback" })!,
    /the kernel copied: loopback .*skb_orphan_frags_rx/,
  );
  assertMatch(
    copiedWarning(counts(5, 5), { topology: "netns" })!,
    /the kernel copied: a veth pair .*skb_orphan_frags_rx/,
  );
  assertMatch(copiedWarning(counts(5, 5), { topology: "hosts" })!, /scatter-gather.*tcpdump/);
});

Deno.test("a mixed row says about how much was copied", () => {
  assertMatch(
    copiedWarning(counts(100, 20, 0), { topology: "hosts" })!,
    /^about 20 % of the zero-copy sends were copied/,
  );
  assertMatch(copiedWarning(counts(10_000, 1, 0), { topology: "hosts" })!, /^about <1 %/);
});

Deno.test("a mixed row of io_uring's says that the kernel may report wrongly, a copied one does not", () => {
  assertMatch(
    copiedWarning(counts(100, 20), { topology: "hosts" }, true)!,
    /^about 20 % .* reported as copied, perhaps wrongly/,
  );
  assertMatch(copiedWarning(counts(5, 5), { topology: "loopback" }, true)!, /the kernel copied: loopback/);
  assertMatch(copiedWarning(counts(100, 0, 50), { topology: "hosts" }, true)!, /ENOBUFS/);
});

Deno.test("where only ENOBUFS made it copy, the limits are named and not the topology", () => {
  assertMatch(copiedWarning(counts(100, 0, 50), { topology: "loopback" })!, /ENOBUFS.*optmem_max/);
});

Deno.test("a row that was zero-copied, or has no verdict, has no warning", () => {
  assertEquals(copiedWarning(counts(5, 0), { topology: "hosts" }), null);
  assertEquals(copiedWarning(counts(0, 0), { topology: "hosts" }), null);
});

Deno.test("where ENOBUFS is a large part of it beside the path, both are said", () => {
  const text = copiedWarning(counts(72, 72, 12_828), { topology: "loopback" })!;
  assertMatch(
    text,
    /loopback delivers .*, and besides ENOBUFS made netio send 99 % plainly \(raise ulimit -l .*--reap-every\)$/,
  );
  assertEquals(
    copiedWarning(counts(10_000, 10_000, 3), { topology: "loopback" })!.includes("ENOBUFS"),
    false,
  );
});

Deno.test("scatter-gather that is off copies everything, whatever completions say, and is named with its interface", () => {
  const path = { topology: "hosts", interfaceName: "eth0", scatterGather: false } as const;
  for (const flagged of [0, 40, 100]) {
    assertMatch(
      copiedWarning(counts(100, flagged), path)!,
      /the kernel copied: scatter-gather is off on eth0, .*\(ethtool -K eth0 sg on\)$/,
    );
  }
  assertEquals(copiedWarning(counts(100, 0), { ...path, scatterGather: null }), null);
});
