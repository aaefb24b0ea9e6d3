/** Which CPUs threads get, how many cores they are, and what is said where they were moved. */
import { assertEquals } from "@std/assert";
import { type CpuInfo, readCpuTopology } from "../../host/cpu_topology.ts";
import { emptyRow } from "../../results/columns.ts";
import { MovedCpus } from "../../trial/moved_cpus.ts";
import { place, placeEnd, usedCpus } from "../../trial/placement.ts";
import { coreCountOf } from "../../trial/usable_cpus.ts";
import { cpuFiles, FakeRoot } from "../host/fake_root.ts";
import { present } from "../present.ts";

function cpu(number: number, changes: Partial<CpuInfo> = {}): CpuInfo {
  return {
    cpu: number,
    core: number,
    package: 0,
    node: 0,
    coreType: "uniform",
    maxFreqKhz: null,
    capacity: null,
    ...changes,
  };
}

/** `cores` physical cores, siblings numbered `cores` higher, as most BIOSes do. */
function smt(cores: number): CpuInfo[] {
  return Array.from({ length: 2 * cores }, (_, i) => cpu(i, { core: i % cores }));
}

const auto = { kind: "auto" } as const;

Deno.test("on two CPUs the senders share one and the receivers the other", () => {
  assertEquals(place(auto, 1, [cpu(0), cpu(1)]), { tx: [0], rx: [1] });
  assertEquals(place(auto, 3, [cpu(0), cpu(1)]), { tx: [0, 0, 0], rx: [1, 1, 1] });
});

Deno.test("on one CPU both ends share it", () => {
  assertEquals(place(auto, 1, [cpu(5)]), { tx: [5], rx: [5] });
});

Deno.test("one core with two siblings gives one to each end", () => {
  assertEquals(place(auto, 1, smt(1)), { tx: [0], rx: [1] });
});

Deno.test("SMT siblings are used only when the physical cores have run out", () => {
  const four = place(auto, 4, smt(8));
  assertEquals(four, { tx: [0, 2, 4, 6], rx: [1, 3, 5, 7] });
  const eight = place(auto, 8, smt(8));
  assertEquals(eight, { tx: [0, 2, 4, 6, 8, 10, 12, 14], rx: [1, 3, 5, 7, 9, 11, 13, 15] });
});

Deno.test("a connection's ends stay neighbours, however many connections there are", () => {
  const cpus = Array.from({ length: 32 }, (_, number) => cpu(number));
  for (const connections of [1, 4, 8, 16]) {
    const { tx, rx } = place(auto, connections, cpus);
    assertEquals([tx.length, rx], [connections, tx.map((sender) => present(sender) + 1)]);
  }
});

Deno.test("senders and receivers never share a physical core while there are two", () => {
  for (const connections of [1, 2, 5, 8, 20, 64]) {
    const { tx, rx } = place(auto, connections, smt(6));
    assertEquals([tx.length, rx.length], [connections, connections]);
    const cores = (cpus: readonly (number | null)[]) => new Set(cpus.map((number) => present(number) % 6));
    assertEquals(cores(tx).intersection(cores(rx)), new Set());
  }
});

Deno.test("of core types the fastest that has a pair of cores is used, of nodes the one with the most of them", () => {
  const hybrid = (fastCores: number) => [
    ...Array.from({ length: 8 }, (_, i) => cpu(i, { coreType: "cpu_atom", maxFreqKhz: 4e6 })),
    ...Array.from({ length: fastCores }, (_, i) => cpu(8 + i, { coreType: "cpu_core", maxFreqKhz: 5e6 })),
  ];
  assertEquals(place(auto, 2, hybrid(6)), { tx: [8, 10], rx: [9, 11] });
  assertEquals(place(auto, 2, hybrid(1)), { tx: [0, 2], rx: [1, 3] });
  const numa = [
    ...[0, 1].map((number) => cpu(number)),
    ...[2, 3, 4, 5].map((number) => cpu(number, { node: 1 })),
  ];
  assertEquals(place(auto, 1, numa), { tx: [2], rx: [3] });
});

Deno.test("where no node has two cores, the ends are on two nodes, not on one core", () => {
  const cpus = [0, 1, 8, 9].map((number) => cpu(number, { core: number & ~1, node: number >> 3 }));
  assertEquals(place(auto, 1, [cpus[0]!, cpus[2]!]), { tx: [0], rx: [8] });
  assertEquals(place(auto, 2, cpus), { tx: [0, 1], rx: [8, 9] });
});

Deno.test("of core types the faster is used", () => {
  const cpus = [cpu(0, { coreType: "a", maxFreqKhz: 1 }), cpu(1, { coreType: "a", maxFreqKhz: 1 })];
  const faster = [cpu(2, { coreType: "b", maxFreqKhz: 2 }), cpu(3, { coreType: "b", maxFreqKhz: 2 })];
  assertEquals(place(auto, 1, [...cpus, ...faster]), { tx: [2], rx: [3] });
});

Deno.test("core types are ranked by capacity where no frequency is to be had, and else by what Intel calls them", () => {
  const types = (little: Partial<CpuInfo>, big: Partial<CpuInfo>) => [
    ...[0, 1, 2, 3].map((number) => cpu(number, little)), // the more of them, the slower
    ...[4, 5].map((number) => cpu(number, big)),
  ];
  const arm = types({ coreType: "a55", capacity: 250 }, { coreType: "a76", capacity: 1024 });
  assertEquals(place(auto, 1, arm), { tx: [4], rx: [5] });
  const intel = types({ coreType: "cpu_atom" }, { coreType: "cpu_core" });
  assertEquals(place(auto, 1, intel), { tx: [4], rx: [5] });
});

Deno.test("of nodes with equally many cores an end that has a network card is on the card's", () => {
  const epyc = Array.from({ length: 256 }, (_, i) => cpu(i, { core: i % 128, node: i % 128 < 64 ? 0 : 1 }));
  assertEquals(placeEnd(auto, "rx", 2, epyc, 1), [64, 65]);
  assertEquals(placeEnd(auto, "rx", 2, epyc, null), [0, 1]);
  assertEquals(placeEnd(auto, "rx", 65, epyc, 1).slice(63), [127, 192]); // then siblings, of the same node
  const uneven = epyc.filter((one) => one.node === 0 || one.cpu === 64 || one.cpu === 65);
  assertEquals(placeEnd(auto, "tx", 4, uneven, 1), [0, 1, 2, 3]);
});

Deno.test("given lists are walked round and round, none pins nothing", () => {
  assertEquals(place({ kind: "lists", tx: [3, 1], rx: [0] }, 3, [cpu(0)]), { tx: [3, 1, 3], rx: [0, 0, 0] });
  assertEquals(place({ kind: "none" }, 2, [cpu(0)]), { tx: [null, null], rx: [null, null] });
});

Deno.test("threads use the CPUs they are pinned to, others or not, and all when one of them is free", () => {
  const cpus = [0, 1].map((cpu) => ({
    cpu,
    core: cpu,
    package: 0,
    node: 0,
    coreType: "uniform",
    maxFreqKhz: null,
    capacity: null,
  }));
  assertEquals(usedCpus([5, 6, 5], cpus), [5, 6]);
  assertEquals(usedCpus([5, null], cpus), [0, 1]);
});

Deno.test("siblings are one core, also where they are isolated and so not among the usable CPUs", () => {
  using root = new FakeRoot({
    "/sys/devices/system/cpu/online": "0-3",
    ...cpuFiles(0, { siblings: "0-1" }),
    ...cpuFiles(1, { siblings: "0-1" }),
    ...cpuFiles(2, { siblings: "2-3" }),
    ...cpuFiles(3, { siblings: "2-3" }),
  });
  const usable = readCpuTopology(root.path).slice(0, 2);
  const count = (...used: readonly number[]) => coreCountOf(used, usable, root.path);
  assertEquals([count(0, 1), count(2, 3), count(0, 2)], [1, 1, 2]);
  assertEquals(count(0, 7, 8), 3, "nothing is known of 7 and 8");
});

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
