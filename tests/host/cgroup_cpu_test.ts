import { assertEquals } from "@std/assert";
import { readCpuQuota, readQuotaStoppedS } from "../../host/cgroup_cpu.ts";
import { FakeRoot } from "./fake_root.ts";

function quotaAndStopped(files: Record<string, string>): [number | null, number | null] {
  using root = new FakeRoot(files);
  return [readCpuQuota(root.path), readQuotaStoppedS(root.path)];
}

const V2 = "/sys/fs/cgroup", V1 = "/sys/fs/cgroup/cpu";

Deno.test("version 2: the tightest quota, and what all of them stopped", () => {
  assertEquals(
    quotaAndStopped({
      "/proc/self/cgroup": "0::/pods/one",
      [`${V2}/cpu.stat`]: "usage_usec 5\nuser_usec 3",
      [`${V2}/pods/cpu.max`]: "1600000 100000",
      [`${V2}/pods/cpu.stat`]: "usage_usec 5\nnr_throttled 3\nthrottled_usec 500000",
      [`${V2}/pods/one/cpu.max`]: "250000 100000",
      [`${V2}/pods/one/cpu.stat`]: "usage_usec 5\nnr_throttled 3\nthrottled_usec 2000000",
    }),
    [2.5, 2.5],
  );
});

Deno.test("version 1: the group of the cpu controller, in nanoseconds", () => {
  assertEquals(
    quotaAndStopped({
      "/proc/self/cgroup": "9:name=systemd:/\n4:cpu,cpuacct:/docker/ab\n3:cpuset:/docker/ab",
      [`${V1}/cpu.cfs_quota_us`]: "-1",
      [`${V1}/cpu.cfs_period_us`]: "100000",
      [`${V1}/docker/ab/cpu.cfs_quota_us`]: "400000",
      [`${V1}/docker/ab/cpu.cfs_period_us`]: "100000",
      [`${V1}/docker/ab/cpu.stat`]: "nr_periods 9\nnr_throttled 2\nthrottled_time 1500000000",
    }),
    [4, 1.5],
  );
});

Deno.test("no quota is null, not a number", () => {
  assertEquals(quotaAndStopped({}), [null, null]);
  const open = { "/proc/self/cgroup": "0::/a", [`${V2}/a/cpu.max`]: "max 100000" };
  assertEquals(quotaAndStopped(open), [null, null]);
  assertEquals(quotaAndStopped({ ...open, [`${V2}/a/cpu.stat`]: "throttled_usec 0" }), [null, 0]);
});
