/** Counters over several windows, whose counts and times are added up before anything is made of them. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { type CounterReport, CounterSet } from "../../perf/counter_set.ts";
import type { CounterFacts } from "../../perf/event_source.ts";
import { EVENT_NAMES, type EventName, HARDWARE_GROUPS } from "../../perf/events.ts";
import { type FakeCount, FakeEvents, HYBRID } from "./fake_events.ts";

function reasonsOf({ notCounted }: CounterReport<EventName>): string[] {
  return notCounted.map(({ why }) => why);
}

/** Counts over windows, in each of which an event grows by a step of its own. */
function countWindows(
  windows: readonly FakeCount[],
  { between = 1e9, facts, readBytes }: {
    between?: number;
    facts?: CounterFacts;
    /** What the second edge of each window reads; `null` is all. */
    readBytes?: readonly (number | null)[];
  } = {},
): CounterReport<EventName> {
  let total: FakeCount = { raw: 0, enabledNs: 0, runningNs: 0 }, bytesRead: number | null = null;
  const source = new FakeEvents({ ...(facts && { facts }), count: () => total, readBytes: () => bytesRead });
  using counters = new CounterSet(source, HARDWARE_GROUPS);
  const sums = new Float64Array(1 + counters.width);
  const grow = ({ raw, enabledNs, runningNs }: FakeCount) =>
    total = {
      raw: total.raw + raw,
      enabledNs: total.enabledNs + enabledNs,
      runningNs: total.runningNs + runningNs,
    };
  for (const [i, window] of windows.entries()) {
    if (i > 0) grow({ raw: between, enabledNs: between, runningNs: between });
    counters.begin();
    grow(window);
    bytesRead = readBytes?.[i] ?? null;
    counters.end();
    bytesRead = null;
    counters.addTo(sums, 1);
  }
  return counters.report(sums, 1);
}

Deno.test("counts of several windows are added up, what lies between them left out", () => {
  const window = (raw: number) => ({ raw, enabledNs: 1e6, runningNs: 1e6 });
  const report = countWindows([window(100), window(20), window(3)]);
  assertEquals(EVENT_NAMES.map((name) => report.values[name]), Array(8).fill(123));
  assertEquals([report.runningPct, reasonsOf(report)], [100, []]);
});

Deno.test("the first group's counts hold nothing of the reading of the others", () => {
  let reads = 0;
  const count = () => ({ raw: reads, enabledNs: 1e6 * reads, runningNs: 1e6 * reads });
  const source = new FakeEvents({ count, readBytes: () => (reads += 1, null) });
  using counters = new CounterSet(source, HARDWARE_GROUPS);
  counters.begin(); // starts them
  counters.begin();
  counters.end();
  assertEquals(counters.report().values.cycles, 1, "its own reading");
});

Deno.test("several windows are scaled by their times together, not one by one", () => {
  const report = countWindows([
    { raw: 300, enabledNs: 3e6, runningNs: 3e6 },
    { raw: 100, enabledNs: 3e6, runningNs: 0.5e6 },
    { raw: 0, enabledNs: 1e6, runningNs: 0 },
  ]);
  assertEquals([report.values.cycles, report.runningPct], [800, 50]);
});

Deno.test("an event that a short slice left without the hardware is counted by the others", () => {
  const report = countWindows([{ raw: 0, enabledNs: 1e6, runningNs: 0 }, {
    raw: 9,
    enabledNs: 1e6,
    runningNs: 1e6,
  }]);
  assertEquals([report.values.cycles, reasonsOf(report)], [18, []]);
});

Deno.test("one window of several that reads short empties the events, with its reason", () => {
  const window = { raw: 5, enabledNs: 1e6, runningNs: 1e6 };
  for (const readBytes of [[0, null, null], [null, 8, null], [null, null, 0]]) {
    const report = countWindows([window, window, window], { readBytes });
    assertEquals(Object.values(report.values), Array(8).fill(null));
    assertEquals(reasonsOf(report).length, 1);
    assertStringIncludes(reasonsOf(report)[0]!, "reading the group failed");
  }
});

Deno.test("on a hybrid CPU the windows of each PMU are added up, and time on one counts for both once", () => {
  const report = countWindows([
    { raw: 10, enabledNs: 1e6, runningNs: 0.5e6 },
    { raw: 20, enabledNs: 1e6, runningNs: 0.5e6 },
  ], { facts: HYBRID });
  assertEquals([report.values.cycles, report.runningPct], [60, 100]);
});

Deno.test("what the groups have is copied as they have it, to be subtracted later", () => {
  let raw = 40;
  const source = new FakeEvents({ count: () => ({ raw, enabledNs: raw, runningNs: raw }) });
  using counters = new CounterSet(source, HARDWARE_GROUPS);
  const first = new Float64Array(counters.width), second = new Float64Array(counters.width + 2);
  counters.begin();
  counters.end();
  counters.copyTo(first, 0);
  raw = 47;
  counters.end();
  counters.copyTo(second, 2);
  assertEquals([...second.subarray(0, 2)], [0, 0]);
  assertEquals(first.map((figure, i) => second[i + 2]! - figure), new Float64Array(counters.width).fill(7));
});
