import { assert, assertEquals } from "@std/assert";
import { readEnvironment } from "../../host/environment.ts";
import { readHostName } from "../../host/host_name.ts";
import { FakeRoot, HYBRID_LAPTOP } from "./fake_root.ts";

Deno.test("a laptop's environment is read from its files, with units in the names", () => {
  using root = new FakeRoot(HYBRID_LAPTOP);
  const e = readEnvironment({ root: root.path, interfaceNames: ["eth0", "lo"] });
  assertEquals(e.kernelRelease, "6.8.0-45-generic");
  assertEquals(e.loadAverage, [0.52, 0.58, 0.59]);
  assertEquals(e.stealSinceBootPct, 0.87); // 40 of 4586 ticks
  assertEquals([e.perfEventParanoid, e.nmiWatchdog], [4, 1]);
  assertEquals(e.memory, {
    totalBytes: 16_384_000,
    availableBytes: 8_192_000,
    hugePagesTotal: 3,
    hugePageBytes: 2_097_152,
    transparentHugePages: "madvise",
  });
});

Deno.test("the processor's description counts cores and names governors, turbo, caches and PMUs", () => {
  using root = new FakeRoot(HYBRID_LAPTOP);
  const { cpu } = readEnvironment({ root: root.path });
  assertEquals(cpu.model, "13th Gen Intel(R) Core(TM) i7-13700H");
  assertEquals([cpu.logicalCpus, cpu.physicalCores, cpu.packages, cpu.numaNodes], [6, 4, 1, 1]);
  assertEquals(cpu.governors, ["performance", "powersave"]);
  assertEquals([cpu.frequencyDriver, cpu.turbo, cpu.virtualMachine], ["intel_pstate", true, false]);
  assertEquals(cpu.caches, [{ level: 1, type: "Data", sizeBytes: 49_152, sharedByCpus: [0, 1] }]);
  assertEquals(cpu.mitigations, [{ name: "meltdown", state: "Not affected" }]);
  assertEquals(cpu.pmus[1]!.events, [{ name: "cpu-cycles", encoding: "event=0x3c" }]);
  assertEquals([cpu.pmus[0]!.model, cpu.pmus[1]!.model], [null, "alderlake_hybrid"]);
});

Deno.test("network settings, interfaces and packet taps are read", () => {
  using root = new FakeRoot(HYBRID_LAPTOP);
  const { network } = readEnvironment({ root: root.path, interfaceNames: ["eth0", "lo"] });
  assertEquals(network.interfaces, [
    {
      name: "eth0",
      mtuBytes: 9000,
      speedMbps: 100_000,
      driver: "mlx5_core",
      transmitQueues: 2,
      numaNode: null,
      receiveDetours: null,
    },
    {
      name: "lo",
      mtuBytes: 65_536,
      speedMbps: null,
      driver: null,
      transmitQueues: 1,
      numaNode: null,
      receiveDetours: [],
    },
  ]);
  assertEquals([network.optmemMaxBytes, network.rmemMaxBytes], [20_480, null]);
  assertEquals(network.tcpRmemBytes, [4096, 131_072, 6_291_456]);
  assertEquals(network.congestionAvailable, ["reno", "bbr", "cubic"]);
  assertEquals(network.packetTaps, 1);
});

Deno.test("the process's limits, CPUs and capabilities are read", () => {
  using root = new FakeRoot(HYBRID_LAPTOP);
  assertEquals(readEnvironment({ root: root.path }).process, {
    realUserId: 1000,
    effectiveUserId: 1000,
    memlockBytes: { soft: 8_388_608, hard: "unlimited" },
    openFiles: { soft: 1024, hard: 1_048_576 },
    tasks: null,
    allowedCpus: [0, 1, 2, 5],
    capabilities: ["CAP_IPC_LOCK", "CAP_PERFMON"],
  });
});

Deno.test("a machine without readable files gives null, not 0 and not an error", () => {
  using root = new FakeRoot();
  const e = readEnvironment({ root: root.path });
  assertEquals([e.kernelRelease, e.loadAverage, e.stealSinceBootPct, e.perfEventParanoid], [
    null,
    null,
    null,
    null,
  ]);
  assertEquals([e.cpu.model, e.cpu.governors, e.cpu.turbo, e.cpu.mitigations], [null, null, null, null]);
  assertEquals([e.memory.totalBytes, e.memory.transparentHugePages], [null, null]);
  assertEquals([e.network.optmemMaxBytes, e.network.tcpWmemBytes, e.network.packetTaps], [null, null, null]);
  assertEquals([e.process.memlockBytes, e.process.allowedCpus, e.process.capabilities], [null, null, null]);
});

Deno.test("the environment survives JSON unchanged", () => {
  const environment = readEnvironment();
  assertEquals(JSON.parse(JSON.stringify(environment)), environment);
});

Deno.test("a virtual machine and an arm64 board are recognised", () => {
  using vm = new FakeRoot({ "/proc/cpuinfo": "flags\t\t: fpu hypervisor lahf_lm" });
  assert(readEnvironment({ root: vm.path }).cpu.virtualMachine);
  using board = new FakeRoot({
    "/proc/cpuinfo": "processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd0b",
    "/proc/device-tree/model": "Raspberry Pi 5\0",
    "/sys/devices/system/cpu/cpufreq/boost": "0",
  });
  const { cpu } = readEnvironment({ root: board.path });
  assertEquals(cpu.model, "arm implementer 0x41 part 0xd0b, Raspberry Pi 5");
  assertEquals([cpu.virtualMachine, cpu.turbo], [false, false]);
});

Deno.test("the host's name is without its domain, and null where it says nothing", () => {
  for (
    const [text, name] of [["node7.lab.example\n", "node7"], ["vm\n", "vm"], ["(none)\n", null], [
      "\n",
      null,
    ]] as const
  ) {
    using root = new FakeRoot({ "/proc/sys/kernel/hostname": text });
    assertEquals(readHostName(root.path), name);
  }
  using empty = new FakeRoot();
  assertEquals(readHostName(empty.path), null);
});

Deno.test("what started netio there knows better what the host is called", () => {
  using root = new FakeRoot({ "/proc/sys/kernel/hostname": "vm\n" });
  assertEquals(readHostName(root.path, "n1.rack"), "n1.rack");
  assertEquals(readHostName(root.path, ""), "vm");
});
