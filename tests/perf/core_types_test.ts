/** Counters on CPUs with cores of several types, each with a PMU of its own. */
import { assert, assertEquals } from "@std/assert";
import * as errno from "../../ffi/errno.ts";
import { EVENT_NAMES } from "../../perf/events.ts";
import {
  BIG_LITTLE,
  BIG_LITTLE_EVENTS,
  countOn,
  countWith,
  factsOf,
  FakeEvents,
  type FakeMachine,
  HYBRID,
} from "./fake_events.ts";

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

Deno.test("an event that one PMU lacks has the other's count, or none where the thread never ran on the other", () => {
  const countOf = ({ lacking, ranOn }: Readonly<Record<"lacking" | "ranOn", string>>) =>
    countWith({
      facts: HYBRID,
      refuse: ({ name }, { pmu }) => name === "llc_store_misses" && pmu?.name === lacking ? errno.ENOENT : 0,
      count: ({ options }) => {
        const running = options.pmu?.name === ranOn ? 1 : 0;
        return { raw: 70 * running, enabledNs: 1e6, runningNs: 1e6 * running };
      },
    });
  const kept = countOf({ lacking: "cpu_atom", ranOn: "cpu_core" });
  assertEquals([kept.values.llc_store_misses, factsOf(kept)], [70, []]);
  for (const pmu of ["cpu_core", "cpu_atom"]) {
    const lost = countOf({ lacking: pmu, ranOn: pmu });
    assertEquals([lost.values.llc_load_misses, lost.values.llc_store_misses], [70, null]);
    assertEquals(factsOf(lost), [`llc_store_misses: on ${pmu}: this CPU has no such event (ENOENT)`]);
  }
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
      `${EVENT_NAMES.join(" ")}: this kernel can't count generic events on each core type (${name}); ` +
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
