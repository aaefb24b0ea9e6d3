/** The kernel's own software events through the group code that counts hardware events. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { median } from "simple-statistics";
import { Clock } from "../../ffi/clock.ts";
import { MAP_ANONYMOUS, MAP_PRIVATE, PROT_READ, PROT_WRITE } from "../../ffi/constants.ts";
import { libc } from "../../ffi/libc.ts";
import { PAGE_BYTES } from "../../ffi/memory.ts";
import * as perf from "../../ffi/perf_event.ts";
import { type CounterReport, CounterSet } from "../../perf/counter_set.ts";
import { kernelEvents } from "../../perf/event_source.ts";
import { ThreadProbe, type ThreadReport } from "../../perf/probe.ts";
import { present } from "../present.ts";

const software = <N extends string>(name: N, config: number) => ({
  name,
  type: perf.PERF_TYPE_SOFTWARE,
  config,
});

const SOFTWARE_GROUPS = [
  [
    software("task_clock_ns", perf.PERF_COUNT_SW_TASK_CLOCK),
    software("page_faults", perf.PERF_COUNT_SW_PAGE_FAULTS),
  ],
  [software("context_switches", perf.PERF_COUNT_SW_CONTEXT_SWITCHES)],
] as const;

type SoftwareEvent = typeof SOFTWARE_GROUPS[number][number]["name"];

const NO_SOCKET = -1;

/** Unprivileged counting leaves the kernel out, and with it context switches. */
const mayCountKernel = Deno.uid() === 0 ||
  Number(Deno.readTextFileSync("/proc/sys/kernel/perf_event_paranoid")) <= 1;

/** What perf and what getrusage and the thread's clock say of the same work. */
function measure(work: () => void): { counters: CounterReport<SoftwareEvent>; usage: ThreadReport } {
  using counters = new CounterSet<SoftwareEvent>(kernelEvents(), SOFTWARE_GROUPS);
  using probe = new ThreadProbe({ socketFd: NO_SOCKET, counters: "off" });
  work(); // compiled, and its pages touched
  probe.begin();
  counters.begin();
  work();
  counters.end();
  probe.end();
  return { counters: counters.report(), usage: probe.report() };
}

function spin(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

function touchPages(pages: number): void {
  const length = BigInt(pages * PAGE_BYTES);
  const pointer = libc().mmap(0n, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0n);
  const view = new Deno.UnsafePointerView(pointer!);
  for (let page = 0; page < pages; page++) view.getUint8(page * PAGE_BYTES);
  libc().munmap(BigInt(Deno.UnsafePointer.value(pointer)), length);
}

const WINDOW_MS = 5;

/**
 * Ratios of task-clock to CPU clock over forty windows. The CPU clock leaves out interrupts and what the hypervisor
 * takes, so on a busy machine the two part; windows that are left alone come among short ones even there, and decide.
 * A wrong unit, scale or window shows in all of them.
 */
function assertClocksAgree(ratioOf: () => number): void {
  const ratios = Array.from({ length: 40 }, ratioOf);
  assert(ratios.some((ratio) => Math.abs(ratio - 1) < 0.05), `${ratios}`);
  assertAlmostEquals(median(ratios), 1, 0.5);
}

Deno.test("perf's task-clock agrees with the thread's CPU clock within 5 %", () => {
  assertClocksAgree(() => {
    const { counters, usage } = measure(() => spin(WINDOW_MS));
    return present(counters.values.task_clock_ns) / usage.cpuNs;
  });
});

Deno.test({
  name: "perf's context switches agree with getrusage's",
  ignore: !mayCountKernel,
  fn() {
    const clock = new Clock();
    const { counters, usage } = measure(() => {
      for (let i = 0; i < 100; i++) clock.sleepUntil(clock.now() + 50_000);
    });
    assertEquals(counters.scope, "user+kernel");
    assertEquals(counters.runningPct, 100);
    // a deadline that passed before the thread could fall asleep is no switch
    assert(usage.contextSwitches >= 50, `getrusage saw ${usage.contextSwitches}`);
    assertAlmostEquals(counters.values.context_switches!, usage.contextSwitches, 3);
  },
});

Deno.test({
  name: "both see at least one page fault for each page first touched",
  ignore: !mayCountKernel,
  fn() {
    const { counters, usage } = measure(() => touchPages(200));
    assert(usage.pageFaults >= 200, `getrusage saw ${usage.pageFaults}`);
    assertAlmostEquals(counters.values.page_faults!, usage.pageFaults, 20);
  },
});

Deno.test("a probe that is asked for all reads perf's task-clock between its edges, beside the CPU clock", () => {
  using probe = new ThreadProbe({ socketFd: NO_SOCKET, counters: "all" });
  spin(20);
  assertClocksAgree(() => {
    probe.begin();
    spin(WINDOW_MS);
    probe.end();
    const { cpuNs, taskClock } = probe.report();
    return present(taskClock?.values.task_clock_ns) / cpuNs;
  });
});

Deno.test("a second window on the same counters starts from nothing again", () => {
  using counters = new CounterSet<SoftwareEvent>(kernelEvents(), SOFTWARE_GROUPS);
  const windowMs = (ms: number) => {
    counters.begin();
    spin(ms);
    counters.end();
    return present(counters.report().values.task_clock_ns) / 1e6;
  };
  assert(windowMs(40) > 8);
  assert(windowMs(2) < 8);
});

Deno.test("hardware counters on this machine are numbers, or empty with a reason, never a made-up 0", () => {
  using probe = new ThreadProbe({ socketFd: NO_SOCKET, counters: "on" });
  probe.begin();
  spin(20);
  probe.end();
  const { values, notCounted, scope } = probe.report().counters;
  const counted = Object.values(values).filter((value) => value !== null);
  assertEquals(scope === "none", counted.length === 0);
  if (counted.length < 8) assert(notCounted.length > 0);
  if (values.cycles !== null) assert(values.cycles > 1e5);
});
