import { assertEquals } from "@std/assert";
import { readCgroupHeadroomBytes } from "../../host/cgroup_memory.ts";
import { FakeRoot } from "./fake_root.ts";

function headroomIn(files: Record<string, string>): number | null {
  using root = new FakeRoot(files);
  return readCgroupHeadroomBytes(root.path);
}

/** A group of version 2 at a path below the mount. */
function group(path: string, limit: string, used: number, stat?: string): Record<string, string> {
  const directory = `/sys/fs/cgroup${path}`;
  return {
    [`${directory}/memory.max`]: limit,
    [`${directory}/memory.current`]: `${used}`,
    ...(stat === undefined ? {} : { [`${directory}/memory.stat`]: stat }),
  };
}

function groupV1(path: string, limit: string, used: number, stat?: string): Record<string, string> {
  const directory = `/sys/fs/cgroup/memory${path}`;
  return {
    [`${directory}/memory.limit_in_bytes`]: limit,
    [`${directory}/memory.usage_in_bytes`]: `${used}`,
    ...(stat === undefined ? {} : { [`${directory}/memory.stat`]: stat }),
  };
}

const V1_GROUPS = "9:name=systemd:/\n8:cpu,memory:/slurm/job_7\n0::/";
const V1_UNLIMITED = "9223372036854771712";

Deno.test("version 2: what the limit leaves, in the group and all above it, the least", () => {
  const self = { "/proc/self/cgroup": "0::/user.slice/job.scope" };
  assertEquals(headroomIn({ ...self, ...group("/user.slice/job.scope", "5000", 2000) }), 3000);
  const nested = { ...group("/user.slice", "9000", 8000), ...group("/user.slice/job.scope", "5000", 2000) };
  assertEquals(headroomIn({ ...self, ...nested }), 1000);
  const openAbove = { ...group("/user.slice", "max", 8000), ...group("/user.slice/job.scope", "5000", 2000) };
  assertEquals(headroomIn({ ...self, ...openAbove }), 3000);
});

Deno.test("version 1: the group of the memory controller, whatever others the line names", () => {
  const self = { "/proc/self/cgroup": V1_GROUPS };
  assertEquals(headroomIn({ ...self, ...groupV1("/slurm/job_7", "5000", 2000) }), 3000);
  const nested = { ...groupV1("/slurm", "4000", 3500), ...groupV1("/slurm/job_7", V1_UNLIMITED, 2000) };
  assertEquals(headroomIn({ ...self, ...nested }), 500);
});

Deno.test("no limit is null, not a number", () => {
  assertEquals(headroomIn({}), null);
  assertEquals(headroomIn({ "/proc/self/cgroup": "0::/" }), null);
  assertEquals(headroomIn({ "/proc/self/cgroup": "0::/a", ...group("/a", "max", 2000) }), null);
  assertEquals(headroomIn({ "/proc/self/cgroup": V1_GROUPS, ...groupV1("", V1_UNLIMITED, 2000) }), null);
  assertEquals(headroomIn({ "/proc/self/cgroup": "3:cpuset:/a", ...groupV1("/a", "5000", 2000) }), null);
});

Deno.test("a container finds its own group at the mount, under whatever path it has", () => {
  for (const path of ["/", "/docker/4f5e", "/../../system.slice"]) {
    assertEquals(headroomIn({ "/proc/self/cgroup": `0::${path}`, ...group("", "5000", 2000) }), 3000);
    assertEquals(headroomIn({ "/proc/self/cgroup": `4:memory:${path}`, ...groupV1("", "5000", 2000) }), 3000);
  }
  const above = { "/sys/system.slice/memory.max": "1", "/sys/system.slice/memory.current": "1" };
  assertEquals(
    headroomIn({ "/proc/self/cgroup": "0::/../../system.slice", ...group("", "5000", 2000), ...above }),
    3000,
  );
});

Deno.test("file pages that the kernel drops first are free; a group beyond its limit has nothing left", () => {
  const self = { "/proc/self/cgroup": "4:memory:/a\n0::/a" };
  assertEquals(headroomIn({ ...self, ...group("/a", "5000", 4900, "anon 7\ninactive_file 1000\n") }), 1100);
  const stat = "inactive_file 9\ntotal_inactive_file 1000";
  assertEquals(headroomIn({ ...self, ...groupV1("/a", "5000", 4900, stat) }), 1100);
  assertEquals(headroomIn({ ...self, ...group("/a", "5000", 6000) }), 0);
});
