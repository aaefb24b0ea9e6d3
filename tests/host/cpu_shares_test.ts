import { assert, assertEquals } from "@std/assert";
import { cpuShares, cpuTimesIn, readCpuTimes } from "../../host/cpu_shares.ts";
import { FakeRoot } from "./fake_root.ts";

function timesOf(line: string) {
  using root = new FakeRoot({ "/proc/stat": `${line}\ncpu0 9 9 9 9 9 9 9 9 0 0` });
  return readCpuTimes(root.path);
}

Deno.test("the first line of /proc/stat is read as CPU seconds, nice with user and iowait with idle", () => {
  assertEquals(timesOf("cpu  100 20 300 4000 50 6 70 40 9 0"), {
    userS: 1.2,
    systemS: 3,
    idleS: 40.5,
    irqS: 0.06,
    softirqS: 0.7,
    stealS: 0.4,
  });
});

Deno.test("the lines of some CPUs are summed; one that is missing makes their times unknown", () => {
  const stat = "cpu  9 9 9 9 9 9 9 9 0 0\ncpu1 1 2 3 4 5 6 7 8 0 0\ncpu11 100 0 0 0 0 0 0 0 0 0\nintr 5 1";
  const summed = cpuTimesIn(stat, [1, 11]);
  assertEquals([summed?.userS, summed?.systemS, summed?.idleS, summed?.stealS], [1.03, 0.03, 0.09, 0.08]);
  assertEquals(cpuTimesIn(stat, [1])?.userS, 0.03);
  assertEquals(cpuTimesIn(stat, [1, 2]), null);
  assertEquals(cpuTimesIn(null, [1]), null);
});

Deno.test("shares are differences, and add up to the total", () => {
  const shares = cpuShares(
    timesOf("cpu  100 0 300 4000 0 0 70 40 0 0"),
    timesOf("cpu  150 0 330 4010 0 1 75 44 0 0"),
  );
  assertEquals(shares, {
    userS: 0.5,
    systemS: 0.3,
    irqS: 0.01,
    softirqS: 0.05,
    stealS: 0.04,
    idleS: 0.1,
    totalS: 1,
  });
});

Deno.test("no tick, or a reading that failed, gives no shares", () => {
  const times = timesOf("cpu  100 0 300 4000 0 0 70 40 0 0");
  assertEquals(cpuShares(times, times), null);
  assertEquals(cpuShares(null, times), null);
  using empty = new FakeRoot();
  assertEquals(readCpuTimes(empty.path), null);
});

Deno.test("idle counts that run backwards, as the kernel's may, don't make negative shares", () => {
  const shares = cpuShares(timesOf("cpu  0 0 0 4000 9 0 0 0 0 0"), timesOf("cpu  100 0 0 3999 9 0 0 0 0 0"));
  assertEquals([shares?.userS, shares?.idleS, shares?.totalS], [1, 0, 1]);
});

Deno.test("this machine's times grow", () => {
  const before = readCpuTimes()!;
  const until = performance.now() + 60;
  while (performance.now() < until);
  assert(cpuShares(before, readCpuTimes())!.totalS >= 0.02);
});
