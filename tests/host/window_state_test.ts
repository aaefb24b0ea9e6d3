import { assertAlmostEquals, assertEquals } from "@std/assert";
import { hostWindow, readHostState } from "../../host/window_state.ts";
import { FakeRoot } from "./fake_root.ts";

interface Machine {
  /** Ticks of 10 ms: user, nice, system, idle, iowait, irq, softirq, steal. */
  readonly stat?: string;
  readonly ownTicks?: readonly [user: number, system: number];
  readonly khz?: number;
  readonly throttled?: number;
  readonly vmstat?: string;
  readonly tcpPressures?: number;
}

function machine(about: Machine): FakeRoot {
  const { stat, ownTicks, khz, throttled, vmstat, tcpPressures } = about;
  const cpu = "/sys/devices/system/cpu/cpu3";
  const files: Record<string, string> = {};
  if (stat !== undefined) files["/proc/stat"] = `cpu  ${stat}`;
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
  return new FakeRoot(files);
}

function windowBetween(before: Machine, after: Machine) {
  using first = machine(before);
  using second = machine(after);
  return hostWindow(readHostState([3], first.path), readHostState([3], second.path));
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

Deno.test("frequency, throttling, reclaim and TCP memory are differences between the edges", () => {
  const found = windowBetween(
    { khz: 4_000_000, throttled: 3, vmstat: "pgpgin 9\nallocstall_normal 1\npswpout 5", tcpPressures: 2 },
    { khz: 3_000_000, throttled: 5, vmstat: "pgpgin 99\nallocstall_normal 4\npswpout 6", tcpPressures: 3 },
  );
  assertAlmostEquals(found.frequencyChange!, -0.25);
  assertEquals([found.throttlings, found.reclaims, found.tcpMemoryPressures], [2, 4, 1]);
});

Deno.test("what the machine does not tell is null, not 0", () => {
  const { elapsedS: _, ...found } = windowBetween({}, {});
  assertEquals(found, {
    shares: null,
    otherCpuS: null,
    frequencyChange: null,
    throttlings: null,
    reclaims: null,
    tcpMemoryPressures: null,
  });
});

Deno.test("this machine's own process time is read", () => {
  const { ownCpuS, cpuTimes } = readHostState([0]);
  assertEquals([ownCpuS! >= 0, cpuTimes !== null], [true, true]);
});
