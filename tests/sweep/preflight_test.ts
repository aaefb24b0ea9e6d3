import { assertEquals, assertStringIncludes } from "@std/assert";
import { allowanceHere } from "../../sweep/allowance.ts";
import { obstacles } from "../../sweep/preflight.ts";
import { DEFAULTS } from "../../trial/settings.ts";
import { FakeRoot } from "../host/fake_root.ts";

const plan = { ...DEFAULTS, sizes: [64, 1048576], threads: [1, 8], modesAtOnce: 1 };
const roomy = { availableBytes: 16 * 1024 ** 3, openFiles: 100_000, cpus: [0, 1] };

Deno.test("a machine with room has no obstacles", () => {
  assertEquals(obstacles(plan, roomy), []);
  assertEquals(obstacles(plan, { availableBytes: null, openFiles: null, cpus: [0] }), []);
});

Deno.test("too little memory is named with what is needed and what is there", () => {
  const [memory] = obstacles(plan, { ...roomy, availableBytes: 100 * 1024 ** 2 });
  assertStringIncludes(memory ?? "", "100 MiB are available");
});

Deno.test("too few open files are named with the limit and the command that raises it", () => {
  const [files] = obstacles(plan, { ...roomy, openFiles: 256 });
  assertStringIncludes(files ?? "", "limit is 256 (RLIMIT_NOFILE; raise it with ulimit -n");
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
