import { assertEquals } from "@std/assert";
import { readSoftirqThreadsS } from "../../host/softirq_threads.ts";
import { FakeRoot } from "./fake_root.ts";

const process = (pid: number, name: string, ns: number) => ({
  [`/proc/${pid}/comm`]: name,
  [`/proc/${pid}/schedstat`]: `${ns} 77 5`,
});

const MACHINE = {
  ...process(14, "ksoftirqd/0", 1e9),
  ...process(22, "ksoftirqd/1", 2e9),
  ...process(30, "backlog_napi/1", 4e9),
  ...process(31, "napi/eth0-8193", 8e9),
  ...process(700, "ksoftirqdish", 16e9),
  ...process(701, "napi", 32e9),
  "/proc/sys/kernel/osrelease": "6.12.1",
};

Deno.test("ksoftirqd counts on the CPUs asked for, threads of NAPI on all", () => {
  using root = new FakeRoot(MACHINE);
  const read = (cpus: readonly number[] | null) => readSoftirqThreadsS(cpus, root.path);
  assertEquals([read([0]), read([1]), read([7]), read(null)], [13, 14, 12, 15]);
});

Deno.test("where no such thread is seen, or none is accounted for, nothing is known", () => {
  using container = new FakeRoot(process(1, "netio", 5e9));
  assertEquals(readSoftirqThreadsS(null, container.path), null);
  using withoutAccount = new FakeRoot({ "/proc/14/comm": "ksoftirqd/0" });
  assertEquals(readSoftirqThreadsS(null, withoutAccount.path), null);
});
