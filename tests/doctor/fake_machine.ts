/** Machines for the checks: the hybrid laptop's files, with given results of trying. */
import type { ExaminedMachine } from "../../doctor/check.ts";
import type { Probes } from "../../doctor/probes.ts";
import { type HostEnvironment, readEnvironment } from "../../host/environment.ts";
import type { CounterReport } from "../../perf/counter_set.ts";
import { EVENT_NAMES, type EventName } from "../../perf/events.ts";
import { FakeRoot, HYBRID_LAPTOP } from "../host/fake_root.ts";

export function counterReport(
  counted: number | null,
  about: Partial<Omit<CounterReport<EventName>, "values">> = {},
): CounterReport<EventName> {
  const values = Object.fromEntries(EVENT_NAMES.map((name) => [name, counted])) as CounterReport<
    EventName
  >["values"];
  const nothing = counted === null;
  return {
    scope: nothing ? "none" : "user+kernel",
    runningPct: nothing ? null : 100,
    notCounted: [],
    values,
    ...about,
  };
}

const ALL_WELL: Probes = {
  counters: counterReport(1000),
  zeroCopy: { result: { completions: 1, copied: 0, fallbacks: 0 } },
  modes: { result: [] },
  strategies: { result: [] },
  namespaces: { result: null },
  offloads: [{ name: "lo", scatterGather: true, tcpSegmentation: true }],
};

/** The laptop, with other files in place of its own, and other outcomes of the probes. */
export function machine(files: Record<string, string> = {}, probes: Partial<Probes> = {}): ExaminedMachine {
  using root = new FakeRoot({ ...HYBRID_LAPTOP, ...files });
  return { environment: readEnvironment({ root: root.path }), probes: { ...ALL_WELL, ...probes } };
}

/** A machine of which nothing could be read. */
export function unreadableMachine(): ExaminedMachine {
  using root = new FakeRoot();
  const environment: HostEnvironment = readEnvironment({ root: root.path });
  return { environment, probes: ALL_WELL };
}
