/** What CPUs spent, whose account the kernel put it on, and the kernel's own threads. */
import { assert, assertEquals } from "@std/assert";
import { gzipSync } from "node:zlib";
import { IO_URING_SQE } from "../../ffi/io_uring.ts";
import { cpuShares, cpuTimesIn, readCpuTimes } from "../../host/cpu_shares.ts";
import { chargesIrqTimeToThreads } from "../../host/irq_accounting.ts";
import { readRingWorkers } from "../../host/ring_workers.ts";
import { readSoftirqThreadsS } from "../../host/softirq_threads.ts";
import { type CompletionSink, Ring } from "../../modes/ring.ts";
import { present } from "../present.ts";
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

function toldBy(files: Record<string, string>): boolean | null {
  using root = new FakeRoot(files);
  return chargesIrqTimeToThreads(root.path);
}

const RELEASE = { "/proc/sys/kernel/osrelease": "6.8.0-45-generic" };
const OLD_RELEASE = { "/proc/sys/kernel/osrelease": "5.15.0-1-generic" };
const CPU_PRESSURE = { "/proc/pressure/cpu": "some avg10=0.00" };

Deno.test("a kernel that tells the pressure of interrupts accounts them on their own", () => {
  assertEquals(toldBy({ ...RELEASE, ...CPU_PRESSURE, "/proc/pressure/irq": "full avg10=0.00" }), false);
});

Deno.test("a kernel that would tell the pressure of interrupts, and does not, charges threads", () => {
  assertEquals(toldBy({ ...RELEASE, ...CPU_PRESSURE }), true);
  assertEquals(toldBy({ ...OLD_RELEASE, ...CPU_PRESSURE }), null);
});

Deno.test("else the kernel's configuration tells, wherever it lies", () => {
  const off = "CONFIG_SMP=y\n# CONFIG_IRQ_TIME_ACCOUNTING is not set", on = "CONFIG_IRQ_TIME_ACCOUNTING=y";
  for (const path of ["/boot/config-5.15.0-1-generic", "/lib/modules/5.15.0-1-generic/config"]) {
    assertEquals(toldBy({ ...OLD_RELEASE, [path]: off }), true);
    assertEquals(toldBy({ ...OLD_RELEASE, [path]: on }), false);
  }
  assertEquals(toldBy({ ...OLD_RELEASE, "/boot/config-5.4.0": on }), null);
  for (const [config, expected] of [[off, true], [on, false]] as const) {
    using root = new FakeRoot({ "/proc/": "" });
    Deno.writeFileSync(`${root.path}/proc/config.gz`, gzipSync(config));
    assertEquals(chargesIrqTimeToThreads(root.path), expected);
  }
});

Deno.test("a machine that tells nothing is unknown", () => {
  assertEquals(toldBy({}), null);
});

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

const IORING_OP_NOP = 0, IOSQE_ASYNC = 1 << 4;

const NOBODY: CompletionSink = { finished() {}, notified() {}, withdrawn() {} };

function whyNoRing(): string | null {
  try {
    new Ring(1, 2, NOBODY)[Symbol.dispose]();
    return null;
  } catch (error) {
    return String(error);
  }
}

const obstacle = whyNoRing();
if (obstacle !== null) console.log(`the test of the kernel's io_uring workers is skipped: ${obstacle}`);

Deno.test({
  name: "a worker that the kernel makes for a request is seen",
  ignore: obstacle !== null,
  fn() {
    using ring = new Ring(1, 2, NOBODY);
    const before = present(readRingWorkers());
    ring.requests.fill(0);
    ring.requests[0] = IORING_OP_NOP | IOSQE_ASYNC << (8 * IO_URING_SQE.flags);
    ring.tail = 1;
    assertEquals(ring.submit(1), 0);
    assert(present(readRingWorkers()) > before, `${before} before, no more afterwards`);
  },
});
