import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { hostWindow, readHostState, type WatchedCpus } from "../../host/window_state.ts";
import { FakeRoot } from "./fake_root.ts";
import { present } from "../present.ts";

const UNPINNED = { pinned: null, isReceivingOwn: true } as const;

interface Machine {
  /** Ticks of 10 ms: user, nice, system, idle, iowait, irq, softirq, steal. */
  readonly stat?: string;
  /** The same of single CPUs. */
  readonly cpuStats?: Readonly<Record<number, string>>;
  readonly ownTicks?: readonly [user: number, system: number];
  readonly khz?: number;
  readonly throttled?: number;
  readonly vmstat?: string;
  readonly tcpPressures?: number;
  readonly stoppedUs?: number;
  /** Of ksoftirqd on CPU 3, ns. */
  readonly softirqNs?: number;
}

function machine(about: Machine): FakeRoot {
  const { stat, cpuStats = {}, ownTicks, khz, throttled, vmstat, tcpPressures, stoppedUs, softirqNs } = about;
  const cpu = "/sys/devices/system/cpu/cpu3";
  const files: Record<string, string> = {};
  if (stat !== undefined) {
    const cpuLines = Object.entries(cpuStats).map(([number, ticks]) => `cpu${number} ${ticks}`);
    files["/proc/stat"] = [`cpu  ${stat}`, ...cpuLines, "intr 9 9"].join("\n");
  }
  if (ownTicks !== undefined) {
    files["/proc/self/stat"] = `77 (a) b) R 1 1 1 0 -1 0 1 2 3 4 ${ownTicks.join(" ")} 0 0 20`;
  }
  if (khz !== undefined) files[`${cpu}/cpufreq/scaling_cur_freq`] = `${khz}`;
  if (throttled !== undefined) {
    files[`${cpu}/thermal_throttle/core_throttle_count`] = `${throttled}`;
    files[`${cpu}/thermal_throttle/package_throttle_count`] = "10";
  }
  if (vmstat !== undefined) files["/proc/vmstat"] = vmstat;
  if (tcpPressures !== undefined) {
    files["/proc/net/netstat"] = "TcpExt: SyncookiesSent TCPMemoryPressures TCPMemoryPressuresChrono\n" +
      `TcpExt: 5 ${tcpPressures} 9\nIpExt: InNoRoutes\nIpExt: 3`;
  }
  if (stoppedUs !== undefined) {
    files["/proc/self/cgroup"] = "0::/";
    files["/sys/fs/cgroup/cpu.stat"] = `throttled_usec ${stoppedUs}`;
  }
  if (softirqNs !== undefined) {
    files["/proc/30/comm"] = "ksoftirqd/3";
    files["/proc/30/schedstat"] = `${softirqNs} 0 1`;
  }
  return new FakeRoot(files);
}

function windowBetween(
  before: Machine,
  after: Machine,
  { pinned = null as WatchedCpus["pinned"], isIrqTimeOwn = false } = {},
) {
  using first = machine(before);
  using second = machine(after);
  const watched = { pinned, clocked: [3], isReceivingOwn: true };
  return hostWindow(
    readHostState(watched, first.path),
    readHostState(watched, second.path),
    isIrqTimeOwn,
  );
}

Deno.test("other processes have the user and system time that is not this process's own", () => {
  const { otherCpuS, shares } = windowBetween(
    { stat: "1000 0 500 9000 0 7 8 9 0 0", ownTicks: [100, 50] },
    { stat: "1060 10 530 9090 10 8 9 19 0 0", ownTicks: [140, 70] },
  );
  assertAlmostEquals(otherCpuS!, 0.7 + 0.3 - 0.6);
  assertEquals([shares!.stealS, shares!.totalS], [0.1, 2.12]);
});

Deno.test("other processes never have less than nothing, whatever the rounding of ticks", () => {
  const { otherCpuS } = windowBetween(
    { stat: "1000 0 500 9000 0 0 0 0 0 0", ownTicks: [100, 50] },
    { stat: "1010 0 500 9010 0 0 0 0 0 0", ownTicks: [113, 50] },
  );
  assertEquals(otherCpuS, 0);
});

Deno.test("interrupts that were charged to this process's threads hide no other process's time", () => {
  const before = { stat: "0 0 0 0 0 0 0 0 0 0", ownTicks: [0, 0] as const };
  // Our sender ran for 50 ticks, 30 of them in soft interrupts and 2 in interrupts; another process for 40.
  const after = { stat: "20 0 38 10 0 2 30 0 0 0", ownTicks: [10, 40] as const };
  assertAlmostEquals(windowBetween(before, after, { isIrqTimeOwn: true }).otherCpuS!, 0.4);
  assertAlmostEquals(windowBetween(before, after).otherCpuS!, 0.08);
});

Deno.test("what the kernel's threads received for this process is no other's load", () => {
  const before = { stat: "0 0 0 0 0 0 0 0 0 0", ownTicks: [0, 0] as const, softirqNs: 7e9 };
  // Our sender ran for 20 ticks, ksoftirqd for 30; another process for 40.
  const after = { stat: "20 0 40 10 0 0 30 0 0 0", ownTicks: [10, 10] as const, softirqNs: 7.3e9 };
  const found = windowBetween(before, after, { isIrqTimeOwn: true });
  assertAlmostEquals(found.softirqThreadsS!, 0.3);
  assertAlmostEquals(found.otherCpuS!, 0.4);
  assertAlmostEquals(windowBetween(before, after).otherCpuS!, 0.4); // soft interrupts are not busy time there
});

Deno.test("load and steal are those of the CPUs that the threads are pinned to", () => {
  const found = windowBetween(
    {
      stat: "0 0 0 0 0 0 0 0 0 0",
      cpuStats: { 3: "5 0 5 0 0 0 0 0", 30: "0 0 0 0 0 0 0 0" },
      ownTicks: [0, 0],
    },
    {
      stat: "9000 0 0 3800 0 0 0 500 0 0",
      cpuStats: { 3: "60 0 35 0 0 0 0 5", 30: "900 0 0 0 0 0 0 9" },
      ownTicks: [50, 0],
    },
    { pinned: [3] },
  );
  assertAlmostEquals(found.otherCpuS!, 0.85 - 0.5);
  assertEquals([found.threadShares!.totalS, found.threadShares!.stealS], [0.9, 0.05]);
  assertEquals([found.shares!.totalS, found.shares!.stealS], [133, 5]);
});

Deno.test("the whole machine counts where threads are not pinned, or /proc/stat hides their CPUs", () => {
  const before = {
    stat: "0 0 0 0 0 0 0 0 0 0",
    cpuStats: { 0: "0 0 0 0 0 0 0 0" },
    ownTicks: [0, 0] as const,
  };
  const after = {
    stat: "80 0 0 20 0 0 0 0 0 0",
    cpuStats: { 0: "1 0 0 0 0 0 0 0" },
    ownTicks: [50, 0] as const,
  };
  for (const pinned of [null, [3]]) {
    const { threadShares, shares, otherCpuS } = windowBetween(before, after, { pinned });
    assertEquals(threadShares, shares);
    assertAlmostEquals(otherCpuS!, 0.3);
  }
});

function frequencyFile(cpu: number): string {
  return `/sys/devices/system/cpu/cpu${cpu}/cpufreq/scaling_cur_freq`;
}

Deno.test("of many CPUs four have their frequency read, from the first to the last", () => {
  const cpus = Array.from({ length: 128 }, (_, i) => 2 * i);
  using root = new FakeRoot(Object.fromEntries(cpus.map((cpu) => [frequencyFile(cpu), `${cpu}`])));
  const readOnce = (clocked: number[]) => readHostState({ ...UNPINNED, clocked }, root.path).frequenciesKhz;
  /** On a busy machine a moment may pass in which there is no time for all of them. */
  const khzOf = (clocked: number[]) => {
    const tries = Array.from({ length: 20 }, () => readOnce(clocked));
    return tries.find((found) => !found.includes(null)) ?? tries[0]!;
  };
  assertEquals(khzOf(cpus), [0, 84, 170, 254]);
  assertEquals(khzOf([8, 2, 6, 4]), [8, 2, 6, 4]);
  assertEquals(khzOf([]), []);
});

Deno.test("where a frequency takes long to read, the rest are left unread", async () => {
  using root = new FakeRoot({
    [frequencyFile(0)]: "1",
    [frequencyFile(2)]: "3",
    "/sys/devices/system/cpu/cpu1/cpufreq/": "",
  });
  const slow = root.path + frequencyFile(1);
  assert((await new Deno.Command("mkfifo", { args: [slow] }).output()).success);
  const writer = new Deno.Command("timeout", { args: ["5", "sh", "-c", `sleep 0.03; echo 2 > ${slow}`] })
    .spawn();
  const { frequenciesKhz } = readHostState({ ...UNPINNED, clocked: [0, 1, 2] }, root.path);
  await writer.status;
  assertEquals(frequenciesKhz, [1, 2, null]);
});

Deno.test("frequency, throttling, reclaim and TCP memory are differences between the edges", () => {
  const found = windowBetween(
    { khz: 4_000_000, throttled: 3, vmstat: "pgpgin 9\nallocstall_normal 1\npswpout 5", tcpPressures: 2 },
    { khz: 3_000_000, throttled: 5, vmstat: "pgpgin 99\nallocstall_normal 4\npswpout 6", tcpPressures: 3 },
  );
  assertAlmostEquals(found.frequencyChange!, -0.25);
  assertEquals([found.throttlings, found.reclaims, found.tcpMemoryPressures], [2, 4, 1]);
});

Deno.test("the time for which a CPU quota stopped threads is the difference between the edges", () => {
  assertAlmostEquals(windowBetween({ stoppedUs: 100_000 }, { stoppedUs: 350_000 }).quotaStoppedS!, 0.25);
});

Deno.test("what the machine does not tell is null, not 0", () => {
  const { elapsedS: _, ...found } = windowBetween({}, {});
  assertEquals(found, {
    shares: null,
    threadShares: null,
    otherCpuS: null,
    frequencyChange: null,
    throttlings: null,
    reclaims: null,
    tcpMemoryPressures: null,
    quotaStoppedS: null,
    softirqThreadsS: null,
  });
});

Deno.test("this machine's own process time is read", () => {
  const read = () => readHostState({ ...UNPINNED, clocked: [] });
  const { ownCpuS, cpuTimes } = read();
  const before = present(ownCpuS), deadline = performance.now() + 10_000;
  while (present(read().ownCpuS) <= before) assert(performance.now() < deadline, "10 s of work are not seen");
  assert(cpuTimes !== null);
});
