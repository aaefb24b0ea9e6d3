/** What control groups and limits leave of CPU time, memory and tasks. */
import { assertEquals } from "@std/assert";
import { readCpuQuota, readQuotaStoppedS } from "../../host/cgroup_cpu.ts";
import { readCgroupHeadroomBytes } from "../../host/cgroup_memory.ts";
import { readTaskHeadroom } from "../../host/tasks.ts";
import { FakeRoot } from "./fake_root.ts";

function quotaAndStopped(files: Record<string, string>): [number | null, number | null] {
  using root = new FakeRoot(files);
  return [readCpuQuota(root.path), readQuotaStoppedS(root.path)];
}

const V2 = "/sys/fs/cgroup", V1 = "/sys/fs/cgroup/cpu";

Deno.test("CPU time, version 2: the tightest quota, and what all of them stopped", () => {
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

Deno.test("CPU time, version 1: the group of the cpu controller, in nanoseconds", () => {
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

Deno.test("no CPU quota is null, not a number", () => {
  assertEquals(quotaAndStopped({}), [null, null]);
  const open = { "/proc/self/cgroup": "0::/a", [`${V2}/a/cpu.max`]: "max 100000" };
  assertEquals(quotaAndStopped(open), [null, null]);
  assertEquals(quotaAndStopped({ ...open, [`${V2}/a/cpu.stat`]: "throttled_usec 0" }), [null, 0]);
});

function bytesLeftIn(files: Record<string, string>): number | null {
  using root = new FakeRoot(files);
  return readCgroupHeadroomBytes(root.path);
}

/** A group of version 2 at a path below the mount. */
function memoryGroup(path: string, limit: string, used: number, stat?: string): Record<string, string> {
  const directory = `/sys/fs/cgroup${path}`;
  return {
    [`${directory}/memory.max`]: limit,
    [`${directory}/memory.current`]: `${used}`,
    ...(stat === undefined ? {} : { [`${directory}/memory.stat`]: stat }),
  };
}

function memoryGroupV1(path: string, limit: string, used: number, stat?: string): Record<string, string> {
  const directory = `/sys/fs/cgroup/memory${path}`;
  return {
    [`${directory}/memory.limit_in_bytes`]: limit,
    [`${directory}/memory.usage_in_bytes`]: `${used}`,
    ...(stat === undefined ? {} : { [`${directory}/memory.stat`]: stat }),
  };
}

const V1_GROUPS = "9:name=systemd:/\n8:cpu,memory:/slurm/job_7\n0::/";
const V1_UNLIMITED = "9223372036854771712";

Deno.test("memory, version 2: what the limit leaves, in the group and all above it, the least", () => {
  const self = { "/proc/self/cgroup": "0::/user.slice/job.scope" };
  assertEquals(bytesLeftIn({ ...self, ...memoryGroup("/user.slice/job.scope", "5000", 2000) }), 3000);
  const nested = {
    ...memoryGroup("/user.slice", "9000", 8000),
    ...memoryGroup("/user.slice/job.scope", "5000", 2000),
  };
  assertEquals(bytesLeftIn({ ...self, ...nested }), 1000);
  const openAbove = {
    ...memoryGroup("/user.slice", "max", 8000),
    ...memoryGroup("/user.slice/job.scope", "5000", 2000),
  };
  assertEquals(bytesLeftIn({ ...self, ...openAbove }), 3000);
});

Deno.test("memory, version 1: the group of the memory controller, whatever others the line names", () => {
  const self = { "/proc/self/cgroup": V1_GROUPS };
  assertEquals(bytesLeftIn({ ...self, ...memoryGroupV1("/slurm/job_7", "5000", 2000) }), 3000);
  const nested = {
    ...memoryGroupV1("/slurm", "4000", 3500),
    ...memoryGroupV1("/slurm/job_7", V1_UNLIMITED, 2000),
  };
  assertEquals(bytesLeftIn({ ...self, ...nested }), 500);
});

Deno.test("no memory limit is null, not a number", () => {
  assertEquals(bytesLeftIn({}), null);
  assertEquals(bytesLeftIn({ "/proc/self/cgroup": "0::/" }), null);
  assertEquals(bytesLeftIn({ "/proc/self/cgroup": "0::/a", ...memoryGroup("/a", "max", 2000) }), null);
  assertEquals(
    bytesLeftIn({ "/proc/self/cgroup": V1_GROUPS, ...memoryGroupV1("", V1_UNLIMITED, 2000) }),
    null,
  );
  assertEquals(
    bytesLeftIn({ "/proc/self/cgroup": "3:cpuset:/a", ...memoryGroupV1("/a", "5000", 2000) }),
    null,
  );
});

Deno.test("a container finds its own group at the mount, under whatever path it has", () => {
  for (const path of ["/", "/docker/4f5e", "/../../system.slice"]) {
    assertEquals(bytesLeftIn({ "/proc/self/cgroup": `0::${path}`, ...memoryGroup("", "5000", 2000) }), 3000);
    assertEquals(
      bytesLeftIn({ "/proc/self/cgroup": `4:memory:${path}`, ...memoryGroupV1("", "5000", 2000) }),
      3000,
    );
  }
  const above = { "/sys/system.slice/memory.max": "1", "/sys/system.slice/memory.current": "1" };
  assertEquals(
    bytesLeftIn({
      "/proc/self/cgroup": "0::/../../system.slice",
      ...memoryGroup("", "5000", 2000),
      ...above,
    }),
    3000,
  );
});

Deno.test("file pages that the kernel drops first are free; a group beyond its limit has nothing left", () => {
  const self = { "/proc/self/cgroup": "4:memory:/a\n0::/a" };
  assertEquals(
    bytesLeftIn({ ...self, ...memoryGroup("/a", "5000", 4900, "anon 7\ninactive_file 1000\n") }),
    1100,
  );
  const stat = "inactive_file 9\ntotal_inactive_file 1000";
  assertEquals(bytesLeftIn({ ...self, ...memoryGroupV1("/a", "5000", 4900, stat) }), 1100);
  assertEquals(bytesLeftIn({ ...self, ...memoryGroup("/a", "5000", 6000) }), 0);
});

function tasksLeftIn(files: Record<string, string>) {
  using root = new FakeRoot(files);
  return readTaskHeadroom(root.path);
}

function taskGroup(directory: string, limit: string, used: number): Record<string, string> {
  return { [`${directory}/pids.max`]: limit, [`${directory}/pids.current`]: `${used}` };
}

const PIDS_V1 = "/sys/fs/cgroup/pids";

Deno.test("the tightest pids.max counts, of this process's groups and all above them, in both versions", () => {
  const pod = { left: 4, limit: 24, limitedBy: "pids.max" as const };
  const nested = { "/proc/self/cgroup": "0::/pod/container" };
  const v2 = { ...taskGroup(`${V2}/pod`, "24", 20), ...taskGroup(`${V2}/pod/container`, "max", 3) };
  assertEquals(tasksLeftIn({ ...nested, ...v2 }), pod);
  const v1 = { "/proc/self/cgroup": "9:pids:/job\n8:cpu:/other", ...taskGroup(`${PIDS_V1}/job`, "24", 20) };
  assertEquals(tasksLeftIn({ ...v1, ...taskGroup(PIDS_V1, "100", 90) }), pod);
  assertEquals(tasksLeftIn({ ...nested, ...taskGroup(`${V2}/pod`, "24", 30) }), { ...pod, left: 0 });
  assertEquals(tasksLeftIn({ ...nested, ...taskGroup(`${V2}/pod`, "max", 20) }), null);
  assertEquals(tasksLeftIn({}), null);
});

Deno.test("RLIMIT_NPROC counts all tasks of the user; whoever could raise it goes beyond it", () => {
  const status = (uid: number, threads: number) => `Uid:\t${uid}\t0\t0\t0\nThreads:\t${threads}\n`;
  const files = (uid: number, capabilities: string) => ({
    "/proc/self/limits": "Max processes             64                   128                  processes \n",
    "/proc/self/status": `${status(uid, 7)}CapEff:\t${capabilities}\n`,
    "/proc/17/status": status(uid, 7),
    "/proc/18/status": status(uid, 30),
    "/proc/19/status": status(uid + 1, 500),
  });
  const limited = { left: 27, limit: 64, limitedBy: "RLIMIT_NPROC" as const };
  assertEquals(tasksLeftIn(files(1000, "0000000000000000")), limited);
  assertEquals(tasksLeftIn(files(1000, "0000000001000000")), null); // CAP_SYS_RESOURCE
  assertEquals(tasksLeftIn(files(0, "0000000000000000")), null);
});
