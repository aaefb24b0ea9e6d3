import { assert, assertEquals } from "@std/assert";
import { checkDescription, examineMachine, highlights, runChecks } from "../../doctor/checks.ts";
import { probeCounters } from "../../doctor/probes.ts";
import { FakeEvents } from "../perf/fake_events.ts";
import { fastestMs } from "../waiting.ts";
import { counterReport, machine, unreadableMachine } from "./fake_machine.ts";

Deno.test("every check has an id of its own, and advice exactly where it is not ok", () => {
  const checks = runChecks(
    machine({ "/proc/pressure/irq": "full avg10=0.00" }, {
      counters: counterReport(null, { notCounted: [{ counters: ["cycles"], why: "why" }] }),
    }),
  );
  assertEquals(new Set(checks.map((check) => check.id)).size, checks.length);
  for (const { id, status, advice } of checks) assertEquals(advice === null, status === "ok", id);
});

Deno.test("on a machine of which nothing can be read, nothing that was to be read is ok", () => {
  const tried = ["counters", "modes", "receive", "zero-copy", "namespaces"];
  const ok = runChecks(unreadableMachine()).filter(({ id, status }) =>
    status === "ok" && !tried.includes(id)
  );
  assertEquals(ok, []);
});

Deno.test("highlights are at most three in a line, the most important first, with where the advice is", () => {
  const zeroCopy = { result: { completions: 1, copied: 1, fallbacks: 0 } };
  const files = { "/proc/loadavg": "5 5 5 1/1 1" };
  const line = highlights(runChecks(machine(files, { counters: counterReport(null), zeroCopy })));
  const parts = line!.split("; ");
  assertEquals(parts.length, 3);
  assert(parts[0]!.startsWith("hardware counters: none"));
  assert(parts[1]!.startsWith("MSG_ZEROCOPY on loopback: supported, but copied"));
  assert(line!.endsWith("(what to do: netio doctor)"));
});

Deno.test("a machine on which what matters is well has nothing to highlight but its cores", () => {
  const files = {
    "/proc/net/packet": "sk",
    "/proc/loadavg": "0.1 0.1 0.1 1/1 1",
    "/sys/devices/system/cpu/online": "4-5",
    "/proc/self/status": "Cpus_allowed_list:\t4-5",
  };
  const line = highlights(runChecks(machine(files)));
  assert(line!.startsWith("CPUs: "));
  assert(!line!.includes("; "));
});

Deno.test("what this machine doesn't show is no highlight: nobody can change it", () => {
  const hidden = runChecks(unreadableMachine()).filter(({ status }) => status === "n/a");
  assert(hidden.some(({ id }) => id === "governor"));
  assertEquals(highlights(hidden), null);
});

Deno.test("on other ways than loopback, what loopback does with zero-copy is no highlight", () => {
  const zeroCopy = { result: { completions: 1, copied: 1, fallbacks: 0 } };
  const checks = runChecks(machine({}, { zeroCopy }));
  assert(highlights(checks)!.includes("MSG_ZEROCOPY on loopback"));
  assert(!highlights(checks, false)!.includes("loopback"));
});

Deno.test("a far end is judged by what it tells of itself, and not at all where it tells something else", () => {
  const { environment } = machine({ "/proc/loadavg": "5 5 5 1/1 1" });
  const told = JSON.parse(JSON.stringify(environment));
  assertEquals(checkDescription(told).find(({ id }) => id === "load")?.status, "limited");
  for (const odd of [undefined, null, 3, {}, { cpu: { topology: 7 } }, { ...told, cpu: [] }]) {
    assertEquals(checkDescription(odd), []);
  }
});

Deno.test("counters are tried by counting, and closed again", () => {
  const source = new FakeEvents();
  assertEquals(probeCounters(source).values.cycles, 1000);
  assertEquals([source.opened.length, source.openFds.size], [8, 0]);
});

Deno.test("this machine is examined in under a second", () => {
  assert(fastestMs(examineMachine) < 1000);
  assert(runChecks(examineMachine()).length >= 15);
});
