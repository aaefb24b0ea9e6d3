import { assertEquals, assertStringIncludes } from "@std/assert";
import { allowedCpus, pinThread } from "../../ffi/affinity.ts";
import { allowanceHere, pinnableCpus } from "../../sweep/allowance.ts";
import { lockingRefusal, obstacles, taskObstacle, taskObstacles } from "../../sweep/preflight.ts";
import { DEFAULTS } from "../../trial/settings.ts";
import { FakeRoot } from "../host/fake_root.ts";

const plan = { ...DEFAULTS, sizes: [64, 1048576], threads: [1, 8], modesAtOnce: 1 };
const UNKNOWN = {
  availableBytes: null,
  openFiles: null,
  lockableBytes: null,
  tasks: null,
  cpus: [0],
  corePmus: 1,
};
const roomy = { ...UNKNOWN, availableBytes: 16 * 1024 ** 3, openFiles: 100_000, cpus: [0, 1] };

Deno.test("a machine with room has no obstacles", () => {
  assertEquals(obstacles(plan, roomy), []);
  assertEquals(obstacles(plan, UNKNOWN), []);
});

Deno.test("too little memory is named with what is needed and what is there", () => {
  const [memory] = obstacles(plan, { ...roomy, availableBytes: 100 * 1024 ** 2 });
  assertStringIncludes(memory ?? "", "100 MiB are available");
});

Deno.test("too few open files are named with the limit and the command that raises it", () => {
  const [files] = obstacles(plan, { ...roomy, openFiles: 256 });
  assertStringIncludes(files ?? "", "limit is 256 (RLIMIT_NOFILE; raise it with ulimit -n");
});

Deno.test("each kind of core that has counters of its own takes descriptors of its own", () => {
  const needed = (corePmus: number, counters: "on" | "off" | "all" = "on") => {
    const [files] = obstacles({ ...plan, counters }, { ...roomy, openFiles: 100, corePmus });
    return Number(files?.match(/about (\d+) open files/)?.[1]);
  };
  // 8 connections of two ends; 8 events for each PMU, and a task clock that belongs to none
  assertEquals([needed(2) - needed(1), needed(3) - needed(2)], [8 * 2 * 8, 8 * 2 * 8]);
  assertEquals(needed(0), needed(1));
  assertEquals([needed(3) - needed(3, "off"), needed(3, "all") - needed(3)], [8 * 2 * 24, 8 * 2]);
  const pmu = (name: string, type: number, cpus: string) => ({
    [`/sys/bus/event_source/devices/${name}/type`]: `${type}`,
    [`/sys/bus/event_source/devices/${name}/cpus`]: cpus,
  });
  using laptop = new FakeRoot({
    ...pmu("cpu_core", 4, "0-3"),
    ...pmu("cpu_atom", 10, "4-11"),
    ...pmu("cpu_lowpower", 11, "12-13"),
  });
  assertEquals(allowanceHere(laptop.path).corePmus, 3);
});

Deno.test("memory to be locked is compared with the limit, unless the process has the capability", () => {
  const locking = { ...plan, modes: ["uring-zero-copy-fixed"] };
  const limit = (lockableBytes: number | null) => lockingRefusal(locking, { ...roomy, lockableBytes });
  assertEquals([limit(null), limit(8 * 2 ** 20)], [null, null]);
  assertEquals(limit(8 * 2 ** 20 - 1)?.id, "uring-zero-copy-fixed");
  assertStringIncludes(
    limit(2 ** 16)!.reason,
    "--sizes 1 MiB with --threads 8 needs 8 MiB of locked memory, but the limit is 64 KiB (RLIMIT_MEMLOCK",
  );
  assertEquals(lockingRefusal({ ...plan, modes: ["zero-copy"] }, { ...roomy, lockableBytes: 1 }), null);
  const files = (capabilities: string) => ({
    "/proc/self/limits": "Max locked memory         65536                65536                bytes",
    "/proc/self/status": `CapEff:\t${capabilities}`,
  });
  using bound = new FakeRoot(files("0000000000000000"));
  using free = new FakeRoot(files("0000000000004000"));
  assertEquals([bound, free].map(({ path }) => allowanceHere(path).lockableBytes), [65536, null]);
});

Deno.test("CPUs that may not be used are named", () => {
  const [cpus] = obstacles({ ...plan, pin: { kind: "lists", tx: [0], rx: [5] } }, roomy);
  assertStringIncludes(cpus ?? "", "CPU 5");
});

Deno.test("the memory that a sweep may take is the machine's or the control group's, whichever is less", () => {
  const machine = {
    "/proc/meminfo": "MemTotal: 9000 kB\nMemAvailable: 8000 kB",
    "/proc/self/cgroup": "0::/job",
  };
  const job = (limit: string) => ({
    ...machine,
    "/sys/fs/cgroup/job/memory.max": limit,
    "/sys/fs/cgroup/job/memory.current": "1000000",
  });
  using tight = new FakeRoot(job("3000000"));
  using wide = new FakeRoot(job("300000000"));
  using free = new FakeRoot(job("max"));
  using untold = new FakeRoot();
  const bytes = [tight, wide, free, untold].map(({ path }) => allowanceHere(path).availableBytes);
  assertEquals(bytes, [2_000_000, 8_192_000, 8_192_000, null]);
  assertStringIncludes(
    obstacles(plan, { ...roomy, availableBytes: bytes[0]! })[0]!,
    "only 2 MiB are available (MemAvailable, or what the cgroup's limit leaves)",
  );
});

Deno.test("too few tasks are named with what is needed, the limit and what raises it, for each thread count", () => {
  const tasks = { left: 26, limit: 60, limitedBy: "pids.max" } as const;
  assertEquals(
    taskObstacle(8, 2, { tasks }),
    "--threads 8 needs about 98 more tasks (kernel threads), but pids.max 60 of the control group leaves 26 " +
      "(docker --pids-limit, TasksMax, podPidsLimit)",
  );
  assertStringIncludes(
    taskObstacle(8, 1, { tasks: { ...tasks, limitedBy: "RLIMIT_NPROC" } })!,
    "about 50 more tasks (kernel threads), but RLIMIT_NPROC 60 leaves this user 26 (ulimit -u)",
  );
  assertEquals([...taskObstacles([1, 2, 3, 8], 2, { tasks }).keys()], [3, 8]);
  assertEquals([...taskObstacles([3, 8], 2, { tasks: null }).keys()], []);
});

const allowed = allowedCpus();
const NO_SUCH_CPU = 8191;

function pinnableWhere(mask: readonly number[], isolated: string): number[] {
  using root = new FakeRoot({ "/sys/devices/system/cpu/isolated": isolated });
  try {
    pinThread(mask);
    const found = pinnableCpus(root.path);
    assertEquals(allowedCpus(), [...mask], "the mask is as it was");
    assertEquals(allowanceHere(root.path).cpus, found, "what preflight goes by");
    return found;
  } finally {
    pinThread(allowed);
  }
}

Deno.test({
  name: "CPUs that isolcpus keeps out of the mask may be pinned to, those that are only left out may not",
  ignore: allowed.length < 2,
  fn: () => {
    const [first, second] = allowed;
    assertEquals(pinnableWhere([first!], `${second}`), [first!, second!]);
    assertEquals(pinnableWhere([first!], ""), [first!]);
    assertEquals(pinnableWhere([second!], `${second}`), [second!]);
  },
});

Deno.test("isolated CPUs that this process can't have are not promised", () => {
  assertEquals(pinnableWhere([allowed[0]!], `${NO_SUCH_CPU}`), [allowed[0]!]);
});
