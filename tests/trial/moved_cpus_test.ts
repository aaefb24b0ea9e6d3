import { assertEquals } from "@std/assert";
import { emptyRow } from "../../results/columns.ts";
import { MovedCpus } from "../../trial/moved_cpus.ts";

Deno.test("virtual CPUs that are twice as far apart as at first, or half, were moved", () => {
  const moved = new MovedCpus(true);
  const near = { tx: [0, 2], rx: [1, 3] }, others = { tx: [4], rx: [5] };
  assertEquals(moved.warningsOf(near, null), []);
  assertEquals(moved.warningsOf(near, 100), []);
  assertEquals(moved.warningsOf(near, 199), []);
  assertEquals(moved.warningsOf(near, 390), ["cpus-moved (390 ns apart, at first 100 ns)"]);
  assertEquals(moved.warningsOf(near, null), []);
  assertEquals(moved.warningsOf(near, 50), ["cpus-moved (50 ns apart, at first 100 ns)"]);
  assertEquals(moved.warningsOf(others, 390), []);
  assertEquals(moved.warningsOf(others, 100), ["cpus-moved (100 ns apart, at first 390 ns)"]);
});

Deno.test("what was measured before an interruption counts as first", () => {
  const row = (coreToCoreNs: number | null) => ({
    ...emptyRow(),
    tx_cpus: "0 2",
    rx_cpus: "1 3",
    core_to_core_ns: coreToCoreNs,
  });
  const moved = new MovedCpus(true, [row(null), row(100), row(390)]);
  assertEquals(moved.warningsOf({ tx: [0], rx: [1] }, 390), ["cpus-moved (390 ns apart, at first 100 ns)"]);
});

Deno.test("on bare metal, where only clock frequencies change, none were", () => {
  const moved = new MovedCpus(false);
  for (const ns of [100, 390, 50]) assertEquals(moved.warningsOf({ tx: [0], rx: [1] }, ns), []);
});
