import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import * as measuring from "../../doctor/capabilities.ts";
import { EVENT_NAMES } from "../../perf/events.ts";
import { counterReport, machine } from "./fake_machine.ts";

const status = (capabilities: string) => ({ "/proc/self/status": `CapEff:\t${capabilities}` });
const NO_CAPABILITY = status("0000000000000000");

Deno.test("all events counted with the kernel is ok", () => {
  const check = measuring.checkCounters(machine());
  assertEquals([check.status, check.value, check.advice], ["ok", "8 of 8 events, user+kernel", null]);
});

Deno.test("no counter is missing, with the reason as advice", () => {
  const counters = counterReport(null, {
    notCounted: [{ counters: EVENT_NAMES, why: "this virtual machine has no PMU" }],
  });
  const check = measuring.checkCounters(machine({}, { counters }));
  assertEquals([check.status, check.value], ["missing", "none"]);
  assertEquals(check.advice, "this virtual machine has no PMU");
});

Deno.test("user-only, incomplete or shared counters are limited and say how", () => {
  const userOnly = counterReport(5, {
    scope: "user",
    notCounted: [{ counters: EVENT_NAMES, why: "because" }],
  });
  const check = measuring.checkCounters(machine({}, { counters: userOnly }));
  assertEquals([check.status, check.value, check.advice], [
    "limited",
    "8 of 8 events, user",
    "hardware counters: because",
  ]);
  const incomplete = counterReport(5, {
    notCounted: [{ counters: ["llc_store_misses"], why: "this CPU has none" }],
  });
  const some = { ...incomplete, values: { ...incomplete.values, llc_store_misses: null } };
  const { value, advice } = measuring.checkCounters(machine({}, { counters: some }));
  assertStringIncludes(value, "7 of 8");
  assertEquals(advice, "llc_store_misses: this CPU has none");
  const shared = measuring.checkCounters(machine({}, { counters: counterReport(5, { runningPct: 60 }) }));
  assertEquals(shared.status, "limited");
  assertStringIncludes(shared.value, "60 % of the time");
  assertStringIncludes(shared.advice!, "nmi_watchdog=0");
});

Deno.test("perf_event_paranoid is judged by level and by capability", () => {
  const judge = (level: string, capabilities: Record<string, string>) =>
    measuring.checkParanoid(machine({ "/proc/sys/kernel/perf_event_paranoid": level, ...capabilities }));
  assertEquals(judge("1", NO_CAPABILITY).status, "ok");
  assertEquals(judge("2", NO_CAPABILITY).status, "limited");
  assertEquals([judge("4", NO_CAPABILITY).status, judge("4", NO_CAPABILITY).value], ["missing", "4"]);
  assertMatch(judge("4", NO_CAPABILITY).advice!, /^no counting at all.*sysctl kernel\.perf_event_paranoid=1/);
  assertEquals(judge("4", status("0000004000000000")).value, "4, lifted by CAP_PERFMON");
});

Deno.test("zero-copy on loopback is ok, limited when copied, missing when refused", () => {
  const judge = (zeroCopy: Parameters<typeof machine>[1]) => measuring.checkZeroCopy(machine({}, zeroCopy));
  assertEquals(judge({}).status, "ok");
  const copied = judge({ zeroCopy: { result: { completions: 1, copied: 1, fallbacks: 0 } } });
  assertEquals([copied.status, copied.value], ["limited", "supported, but copied"]);
  assertStringIncludes(copied.advice!, "netio serve");
  const refused = judge({ zeroCopy: { refusal: "setsockopt(SO_ZEROCOPY) failed: ENOPROTOOPT (92)" } });
  assertEquals([refused.status, refused.advice], ["missing", "needs Linux 4.14 or later"]);
  const loDown = judge({ zeroCopy: { refusal: "connect failed: ENETUNREACH (101): ip link set lo up" } });
  assertEquals(loDown.advice, null);
});

Deno.test("zero-copy that ran into a limit, or was never completed, names the limits", () => {
  for (
    const result of [{ completions: 0, copied: 0, fallbacks: 1 }, { completions: 0, copied: 0, fallbacks: 0 }]
  ) {
    const check = measuring.checkZeroCopy(machine({}, { zeroCopy: { result } }));
    assertEquals(check.status, "limited");
    assertStringIncludes(check.advice!, "optmem_max");
  }
});

Deno.test("the old default of optmem_max is limited, the new one ok", () => {
  const judge = (bytes: string) => measuring.checkOptmem(machine({ "/proc/sys/net/core/optmem_max": bytes }));
  assertEquals([judge("20480").status, judge("20480").value], ["limited", "20 KiB"]);
  assertEquals([judge("131072").status, judge("131072").value], ["ok", "128 KiB"]);
});

Deno.test("memlock counts against eight full send buffers, save for CAP_IPC_LOCK", () => {
  const limits = (soft: string) => ({
    "/proc/self/limits": `Max locked memory         ${soft}   unlimited   bytes`,
  });
  const judge = (soft: string, caps = NO_CAPABILITY) =>
    measuring.checkMemlock(machine({ ...limits(soft), ...caps }));
  assertEquals([judge("8388608").status, judge("8388608").value], ["limited", "8 MiB"]);
  assertStringIncludes(judge("8388608").advice!, "32 MiB");
  assertEquals(judge("33554432").status, "ok");
  assertEquals(judge("unlimited").status, "ok");
  assertEquals(judge("65536", status("0000000000004000")).status, "ok");
});

Deno.test("descriptors are reckoned as before a sweep, with a counter per event and PMU at both ends", () => {
  const judge = (soft: string) =>
    measuring.checkOpenFiles(
      machine({ "/proc/self/limits": `Max open files         ${soft}    524288    files` }),
    );
  assertEquals(judge("1024").value, "1024, room for 20 connections with counters");
  assertEquals(judge("1024").status, "ok");
  assertEquals([judge("256").status, judge("256").advice], ["limited", "ulimit -n 65536"]);
  assertEquals(judge("32").value, "32, room for 0 connections with counters");
});

Deno.test("namespaces that were refused show what the kernel said", () => {
  const refusal = "unshare: unshare failed: Operation not permitted";
  const check = measuring.checkNamespaces(machine({}, { namespaces: { refusal } }));
  assertEquals([check.status, check.value], ["missing", refusal]);
  assertStringIncludes(check.advice!, "sudo netio sweep --topology netns");
  assertEquals(measuring.checkNamespaces(machine()).status, "ok");
});
