import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import * as errno from "../../ffi/errno.ts";
import { type CounterReport, CounterSet } from "../../perf/counter_set.ts";
import { EVENT_NAMES, type EventName, HARDWARE_GROUPS } from "../../perf/events.ts";
import { BIG_LITTLE, BIG_LITTLE_EVENTS, FakeEvents, type FakeMachine, HYBRID } from "./fake_events.ts";

function countOn(source: FakeEvents): CounterReport<EventName> {
  using counters = new CounterSet(source, HARDWARE_GROUPS);
  counters.begin();
  counters.end();
  return counters.report();
}

/** What was not counted, as text: the events, then why. */
function factsOf({ notCounted }: CounterReport<EventName>): string[] {
  return notCounted.map(({ counters, why }) => `${counters.join(" ")}: ${why}`);
}

const ALL = EVENT_NAMES.join(" ");

const countWith = (machine: FakeMachine) => countOn(new FakeEvents(machine));

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

Deno.test("an event that only the other core type's PMU takes is not measured where the thread never ran there", () => {
  const report = countWith({
    facts: HYBRID,
    refuse: ({ name }, { pmu }) => name === "llc_store_misses" && pmu?.name === "cpu_core" ? errno.ENOENT : 0,
    count: ({ options }) =>
      options.pmu?.name === "cpu_core"
        ? { raw: 900, enabledNs: 1e6, runningNs: 1e6 }
        : { raw: 0, enabledNs: 1e6, runningNs: 0 },
  });
  assertEquals([report.values.cycles, report.values.llc_store_misses], [900, null]);
  assertEquals(factsOf(report), ["llc_store_misses: on cpu_core: this CPU has no such event (ENOENT)"]);
});

Deno.test("a hybrid CPU is counted on each PMU, and time on one counts for both only once", () => {
  const source = new FakeEvents({
    facts: HYBRID,
    count: ({ options }) =>
      options.pmu?.name === "cpu_core"
        ? { raw: 900, enabledNs: 1e6, runningNs: 0.75e6 }
        : { raw: 100, enabledNs: 1e6, runningNs: 0.25e6 },
  });
  const report = countOn(source);
  assertEquals(source.opened.length, 16);
  assertEquals(new Set(source.opened.map(({ options }) => options.pmu?.type)), new Set([4, 10]));
  assertEquals(report.values.cycles, 1000);
  assertEquals(report.runningPct, 100);
});

Deno.test("a hybrid CPU's value is Σ raw × enabled / Σ running when the PMUs left a gap", () => {
  const report = countWith({
    facts: HYBRID,
    count: ({ options }) =>
      options.pmu?.name === "cpu_core"
        ? { raw: 300, enabledNs: 1e6, runningNs: 0.3e6 }
        : { raw: 100, enabledNs: 1e6, runningNs: 0.2e6 },
  });
  assertEquals(report.values.cycles, 800);
  assertEquals(report.runningPct, 50);
});

Deno.test("an event that only one PMU has keeps that PMU's count where the thread stayed on it", () => {
  const report = countWith({
    facts: HYBRID,
    refuse: (event, { pmu }) =>
      event.name === "llc_store_misses" && pmu?.name === "cpu_atom" ? errno.ENOENT : 0,
    count: ({ options }) => ({
      raw: 70,
      enabledNs: 1e6,
      runningNs: options.pmu?.name === "cpu_core" ? 1e6 : 0,
    }),
  });
  assertEquals(report.values.llc_store_misses, 70);
  assertEquals(factsOf(report), []);
});

Deno.test("an event that the thread's PMU lacks is empty and says which PMU", () => {
  const report = countWith({
    facts: HYBRID,
    refuse: (event, { pmu }) =>
      event.name === "llc_store_misses" && pmu?.name === "cpu_atom" ? errno.ENOENT : 0,
    count: ({ options }) => {
      const running = options.pmu?.name === "cpu_atom" ? 1 : 0;
      return { raw: 70 * running, enabledNs: 1e6, runningNs: 1e6 * running };
    },
  });
  assertEquals(report.values.llc_store_misses, null);
  assertEquals(report.values.llc_load_misses, 70);
  assertEquals(factsOf(report), ["llc_store_misses: on cpu_atom: this CPU has no such event (ENOENT)"]);
});

for (const code of [errno.ENOENT, errno.EINVAL]) {
  const name = errno.errnoName(code);

  Deno.test(`an arm64 kernel that says ${name} to generic events of one PMU of several counts the PMU's own`, () => {
    const source = new FakeEvents({
      facts: BIG_LITTLE,
      ownEvents: BIG_LITTLE_EVENTS,
      refuse: (_event, { pmu }) => pmu === null ? 0 : code,
      count: ({ event }) =>
        event.type === 9
          ? { raw: 900, enabledNs: 1e6, runningNs: 0.75e6 }
          : { raw: 100, enabledNs: 1e6, runningNs: 0.25e6 },
    });
    const report = countOn(source);
    const opened = source.opened.map(({ event: { name, type, config } }) => `${name} ${type} ${config}`);
    assertEquals(opened, [
      ...["cycles 8 17", "instructions 8 8", "l1d_load_misses 8 3", "cache_misses 8 3"],
      ...["branches 8 12", "branch_misses 8 16"],
      ...["cycles 9 17", "instructions 9 8", "l1d_load_misses 9 3", "cache_misses 9 3"],
      ...["llc_load_misses 9 55", "branches 9 33", "branch_misses 9 16"],
    ]);
    assertEquals(report.values.cycles, 1000);
    assertEquals(report.runningPct, 75);
    assertEquals(factsOf(report), [
      "llc_store_misses: this CPU has no such event (ENOENT)",
    ]);
  });

  Deno.test(`${name} to generic events of PMUs that list none of their own blames the kernel, not the CPU`, () => {
    const report = countWith({ facts: BIG_LITTLE, refuse: () => code });
    assertEquals(report.scope, "none");
    assertEquals(factsOf(report), [
      `${ALL}: this kernel can't count generic events on each core type (${name}); ` +
      "on arm64 Linux 6.6 or newer can",
    ]);
  });
}

Deno.test("a PMU's own event that its group is too small for gets a group of its own", () => {
  const source = new FakeEvents({
    facts: BIG_LITTLE,
    ownEvents: BIG_LITTLE_EVENTS,
    refuse: (_event, { pmu, groupFd }) => pmu === null && groupFd === -1 ? 0 : errno.EINVAL,
  });
  countOn(source);
  assert(source.opened.length > 6 && source.groups().every((group) => group.length === 1));
});

Deno.test("without the right to count the kernel, a PMU's own events are user-only as well", () => {
  const source = new FakeEvents({
    facts: BIG_LITTLE,
    ownEvents: BIG_LITTLE_EVENTS,
    refuse: (_event, { pmu, userOnly }) => !userOnly ? errno.EACCES : pmu === null ? 0 : errno.ENOENT,
  });
  assertEquals(countOn(source).scope, "user");
  assertEquals(new Set(source.opened.map(({ options }) => options.userOnly)), new Set([true]));
});

Deno.test("PMUs that take generic events are asked for no others, also where one is refused", () => {
  const source = new FakeEvents({
    facts: BIG_LITTLE,
    ownEvents: BIG_LITTLE_EVENTS,
    refuse: (event, { pmu }) => event.name === "llc_load_misses" && pmu !== null ? errno.ENOENT : 0,
  });
  countOn(source);
  assertEquals(new Set(source.opened.map(({ options }) => options.pmu !== null)), new Set([true]));
});

Deno.test("an encoding of more than an event number is not guessed at", () => {
  const ownEvents = { armv8_cortex_a53: { cpu_cycles: "event=0x11,long=1" } };
  const refuse: FakeMachine["refuse"] = (_event, { pmu }) => pmu === null ? 0 : errno.ENOENT;
  assertEquals(countWith({ facts: BIG_LITTLE, ownEvents, refuse }).values.cycles, null);
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
