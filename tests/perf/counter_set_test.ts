/** The counters of a thread on machines with one PMU: what is opened, scaled, and said of what was not counted. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import * as errno from "../../ffi/errno.ts";
import { CounterSet } from "../../perf/counter_set.ts";
import { EVENT_NAMES, HARDWARE_GROUPS } from "../../perf/events.ts";
import { countOn, countWith, factsOf, FakeEvents } from "./fake_events.ts";

Deno.test("all events of an ordinary machine are counted, kernel included, in four groups", () => {
  const source = new FakeEvents({ count: ({ fd }) => ({ raw: fd, enabledNs: 1e6, runningNs: 1e6 }) });
  const report = countOn(source);
  assertEquals(source.groups(), [
    ["cycles", "instructions"],
    ["l1d_load_misses", "cache_misses"],
    ["llc_load_misses", "llc_store_misses"],
    ["branches", "branch_misses"],
  ]);
  assertEquals(report.scope, "user+kernel");
  assertEquals(report.runningPct, 100);
  assertEquals(factsOf(report), []);
  assertEquals(EVENT_NAMES.map((name) => report.values[name]), [100, 101, 102, 103, 104, 105, 106, 107]);
});

Deno.test("every descriptor is closed, and closing twice is harmless", () => {
  const source = new FakeEvents();
  const counters = new CounterSet(source, HARDWARE_GROUPS);
  assertEquals(source.openFds.size, 8);
  counters[Symbol.dispose]();
  counters[Symbol.dispose]();
  assertEquals(source.openFds.size, 0);
});

Deno.test("an event that shared the hardware is scaled by time enabled over time running", () => {
  const report = countWith({
    count: ({ event }) => ({ raw: 300, enabledNs: 4e6, runningNs: event.name === "cycles" ? 4e6 : 1e6 }),
  });
  assertEquals(report.values.cycles, 300);
  assertEquals(report.values.l1d_load_misses, 1200);
  assertEquals(report.runningPct, 25);
});

Deno.test("an event that never ran is empty and its reason names it", () => {
  const report = countWith({
    count: ({ event }) => {
      const isCrowdedOut = event.name.startsWith("branch");
      return { raw: isCrowdedOut ? 0 : 9, enabledNs: 1e6, runningNs: isCrowdedOut ? 0 : 1e6 };
    },
  });
  assertEquals(report.values.branches, null);
  assertEquals(report.values.branch_misses, null);
  assertEquals(report.values.cycles, 9);
  assertEquals(report.runningPct, 100);
  assertEquals(factsOf(report).length, 1);
  assertMatch(
    factsOf(report)[0]!,
    /^branches branch_misses: never got a hardware counter.*nmi_watchdog=0/,
  );
});

Deno.test("zeros of a PMU that counted no cycles are not measured; beside cycles, a zero is a count", () => {
  const countOf = (zeros: readonly string[]) =>
    countWith({
      count: ({ event }) => ({ raw: zeros.includes(event.name) ? 0 : 9, enabledNs: 1e6, runningNs: 1e6 }),
    });
  const dead = countOf(["cycles", "instructions", "llc_store_misses"]);
  assertEquals([dead.values.cycles, dead.values.llc_store_misses, dead.values.branches], [null, null, 9]);
  assertMatch(factsOf(dead)[0]!, /^cycles instructions llc_store_misses: the PMU counted no cycles/);
  const alive = countOf(["llc_store_misses"]);
  assertEquals([alive.values.llc_store_misses, factsOf(alive)], [0, []]);
});

Deno.test("a missing event leaves its own cell empty and keeps the others, also when it would lead", () => {
  const source = new FakeEvents({ refuse: (event) => event.name === "llc_load_misses" ? errno.ENOENT : 0 });
  const report = countOn(source);
  assertEquals(source.groups()[2], ["llc_store_misses"]);
  assertEquals(report.values.llc_load_misses, null);
  assertEquals(report.values.llc_store_misses, 1000);
  assertEquals(report.scope, "user+kernel");
  assertEquals(factsOf(report), ["llc_load_misses: this CPU has no such event (ENOENT)"]);
});

Deno.test("an event that a group is too small for gets a group of its own", () => {
  const source = new FakeEvents({
    refuse: (event, { groupFd }) => event.name === "cache_misses" && groupFd !== -1 ? errno.EINVAL : 0,
  });
  const report = countOn(source);
  assertEquals(source.groups().slice(1, 3), [["l1d_load_misses"], ["cache_misses"]]);
  assertEquals(report.values.cache_misses, 1000);
  assertEquals(factsOf(report), []);
});

Deno.test("an event after one that had to stand alone still joins the first group", () => {
  const source = new FakeEvents({
    refuse: (event, { groupFd }) => event.name === "b" && groupFd !== -1 ? errno.EINVAL : 0,
  });
  const event = <N extends string>(name: N) => ({ name, type: 0, config: 0 });
  using _counters = new CounterSet(source, [[event("a"), event("b"), event("c")]]);
  assertEquals(source.groups(), [["a", "c"], ["b"]]);
});

Deno.test("without the right to count the kernel, all counts are user-only and say so", () => {
  const source = new FakeEvents({ refuse: (_event, { userOnly }) => userOnly ? 0 : errno.EACCES });
  const report = countOn(source);
  assertEquals(new Set(source.opened.map(({ options }) => options.userOnly)), new Set([true]));
  assertEquals(report.scope, "user");
  assertEquals(report.values.cycles, 1000);
  assertEquals(report.notCounted[0]!.counters, EVENT_NAMES);
  assertEquals(factsOf(report).length, 1);
  assertStringIncludes(factsOf(report)[0]!, "user mode only");
  assertStringIncludes(factsOf(report)[0]!, "kernel.perf_event_paranoid = 2");
  assertStringIncludes(factsOf(report)[0]!, "sysctl kernel.perf_event_paranoid=1");
});

Deno.test("scopes are never mixed: a refusal after a first success leaves that event out", () => {
  const report = countWith({
    refuse: (event, { userOnly }) => event.name === "branches" && !userOnly ? errno.EACCES : 0,
  });
  assertEquals(report.scope, "user+kernel");
  assertEquals(report.values.branches, null);
  assertEquals(report.values.branch_misses, 1000);
});

Deno.test("a virtual machine without a PMU gives one sentence, whoever asks", () => {
  const facts = { pmus: [], paranoid: 2, virtualMachine: true };
  const asRoot = countWith({ facts, refuse: () => errno.ENOENT });
  const asNobody = countWith({ facts, refuse: (_e, { userOnly }) => userOnly ? errno.ENOENT : errno.EACCES });
  for (const report of [asRoot, asNobody]) {
    assertEquals(report.scope, "none");
    assertEquals(report.runningPct, null);
    assertEquals(Object.values(report.values), Array(8).fill(null));
    assertEquals(factsOf(report).length, 1);
    assertMatch(factsOf(report)[0]!, /: this virtual machine has no PMU \(ENOENT\)/);
  }
});

const bareMetal = (paranoid: number | null) => ({
  pmus: [{ name: "cpu", type: 4, cpus: null }],
  paranoid,
  virtualMachine: false,
});

const REFUSALS = [
  [errno.EACCES, bareMetal(4), /kernel\.perf_event_paranoid = 4 .*unprivileged.*setcap cap_perfmon\+ep/],
  [errno.EACCES, bareMetal(-1), /security module or kernel lockdown.*CAP_PERFMON/],
  [errno.EPERM, bareMetal(2), /container.*EPERM.*--cap-add PERFMON/],
  [errno.ENOENT, bareMetal(2), /this CPU has no such event \(ENOENT\)/],
  [errno.ENOENT, { ...bareMetal(2), pmus: [] }, /kernel found no PMU in this CPU/],
  [errno.EOPNOTSUPP, bareMetal(2), /this CPU's PMU can't count it \(EOPNOTSUPP\)/],
  [
    errno.EOPNOTSUPP,
    { pmus: [], paranoid: 2, virtualMachine: true },
    /virtual machine has no PMU \(EOPNOTSUPP\)/,
  ],
  [errno.EINVAL, bareMetal(2), /rejects it, alone and in a group \(EINVAL\)/],
  [errno.ENOSYS, bareMetal(null), /no perf_event_open \(ENOSYS\).*CONFIG_PERF_EVENTS/],
  [errno.EMFILE, bareMetal(2), /too many open files \(EMFILE\); ulimit -n/],
  [errno.ENODEV, { ...bareMetal(2), pmus: [] }, /no PMU in this CPU, or a sandbox .*\(ENODEV\)/],
  [errno.ENODEV, bareMetal(2), /serves no CPU that is online \(ENODEV\)/],
  [errno.EBUSY, bareMetal(2), /holds the PMU exclusively \(EBUSY\)/],
  [28, bareMetal(2), /perf_event_open failed \(ENOSPC\)/],
] as const;

for (const [code, facts, sentence] of REFUSALS) {
  Deno.test(`${errno.errnoName(code)} for everything is one sentence: ${sentence.source}`, () => {
    const report = countWith({ facts, refuse: () => code });
    assertEquals(report.scope, "none");
    assertEquals(Object.values(report.values), Array(8).fill(null));
    assertEquals(factsOf(report).length, 1);
    assertEquals(report.notCounted[0]!.counters, EVENT_NAMES);
    assertMatch(factsOf(report)[0]!, sentence);
  });
}

Deno.test("descriptors that run out half-way leave the first events counted", () => {
  let left = 3;
  const report = countWith({ refuse: () => left-- > 0 ? 0 : errno.EMFILE });
  assertEquals(EVENT_NAMES.filter((name) => report.values[name] !== null), [
    "cycles",
    "instructions",
    "l1d_load_misses",
  ]);
  assertEquals(factsOf(report).length, 1);
  assertMatch(factsOf(report)[0]!, /^cache_misses llc_load_misses.* \(EMFILE\)/);
});

Deno.test("a group that reads short is empty, with its reason", () => {
  const report = countWith({ readBytes: () => 0 });
  assertEquals(Object.values(report.values), Array(8).fill(null));
  assertEquals(factsOf(report).length, 1);
  assertStringIncludes(factsOf(report)[0]!, "reading the group failed");
});
