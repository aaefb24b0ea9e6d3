import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { parsePin } from "../../cli/options/trial_values.ts";
import * as measuring from "../../doctor/capabilities.ts";
import { checkCpus, checkIsolated } from "../../doctor/cpus.ts";
import { EVENT_NAMES } from "../../perf/events.ts";
import { cpuFiles } from "../host/fake_root.ts";
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
  assertMatch(
    judge("4", NO_CAPABILITY).advice!,
    /^without privileges nothing is counted: sysctl kernel\.perf_event_paranoid=1/,
  );
  assertEquals(judge("4", status("0000004000000000")).value, "4, lifted by CAP_PERFMON");
});

Deno.test("zero-copy on loopback is ok, limited when copied, missing when refused", () => {
  const judge = (zeroCopy: Parameters<typeof machine>[1]) => measuring.checkZeroCopy(machine({}, zeroCopy));
  assertEquals(judge({}).status, "ok");
  const copied = judge({ zeroCopy: { result: { completions: 1, copied: 1, fallbacks: 0 } } });
  assertEquals([copied.status, copied.value], ["limited", "supported, but copied"]);
  assertStringIncludes(copied.advice!, "netio serve");
  const refusal = "setsockopt(SO_ZEROCOPY) failed: ENOPROTOOPT (92): needs Linux 4.14 or later";
  const refused = judge({ zeroCopy: { refusal } });
  assertEquals([refused.status, refused.value, refused.advice], ["missing", refusal, null]);
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

const allow = (cpus: string) => ({
  "/proc/self/status": `CapEff:\t0000000000000000\nCpus_allowed_list:\t${cpus}`,
});

/** Uniform CPUs 0 to `count` − 1, a core each, in nodes of `each`. */
function uniform(count: number, each = count): Record<string, string> {
  const cpus = Array.from(
    { length: count },
    (_, cpu) => cpuFiles(cpu, { siblings: `${cpu}`, node: Math.floor(cpu / each) }),
  );
  const oneType = {
    "/sys/bus/event_source/devices/cpu_core/cpus": "0-63",
    "/sys/bus/event_source/devices/cpu_atom/cpus": "64",
  };
  return Object.assign(
    { "/sys/devices/system/cpu/online": `0-${count - 1}`, ...allow(`0-${count - 1}`) },
    oneType,
    ...cpus,
  );
}

Deno.test("few cores are limited, and tell from how many threads on ends share them", () => {
  const check = checkCpus(machine(allow("0-5")));
  assertEquals([check.status, check.value], [
    "limited",
    "6 logical, 4 cores, core types cpu_core and cpu_atom, --pin auto uses 2 cores",
  ]);
  assertStringIncludes(check.advice!, "with more than 1 connection (--threads)");
});

Deno.test("CPUs that the affinity mask takes away are not counted", () => {
  const check = checkCpus(machine(allow("0-1")));
  assertEquals(check.value, "6 logical, 4 cores, 2 allowed");
  assertStringIncludes(check.advice!, "share one core");
});

Deno.test("a CPU quota below the CPUs is told with its remedy, one above them is none", () => {
  const quota = (microseconds: number) => ({
    ...allow("0-3"),
    "/proc/self/cgroup": "0::/",
    "/sys/fs/cgroup/cpu.max": `${microseconds} 100000`,
  });
  const { status, value, advice } = checkCpus(machine(quota(250_000)));
  assertEquals([status, value.split(", ").at(-1)], ["limited", "quota of 2.5"]);
  assertStringIncludes(advice ?? "", "docker --cpus");
  const wide = checkCpus(machine(quota(400_000)));
  assertEquals([wide.value.split(", ").at(-1), wide.advice?.includes("docker")], ["quota of 4", false]);
});

Deno.test("eight cores are enough", () => {
  assertEquals(checkCpus(machine(uniform(8))).status, "ok");
});

Deno.test("one core is one core", () => {
  const { value, advice } = checkCpus(machine({ "/sys/devices/system/cpu/online": "4", ...allow("4") }));
  assertEquals(value, "1 logical, 1 core");
  assertStringIncludes(advice!, "share one core");
});

Deno.test("cores on a second node count only where --pin uses them, and how is said", () => {
  const files = uniform(12, 6);
  const { status, value, advice } = checkCpus(machine(files));
  assertEquals([status, value], ["limited", "12 logical, 12 cores, --pin auto uses 6 cores"]);
  assertStringIncludes(
    advice!,
    "with more than 3 connections (--threads), senders and receivers share cores",
  );
  const [, pin] = /--pin (\S+)$/.exec(advice!)!;
  assertEquals(parsePin(pin!), { kind: "lists", tx: [0, 1, 2, 6, 7, 8], rx: [3, 4, 5, 9, 10, 11] });
  const twoHosts = checkCpus({ ...machine(files), holdsOneEnd: true });
  assertEquals([twoHosts.status, twoHosts.value], ["ok", value], "each end has its own host");
});

Deno.test("isolated CPUs that no mask has are named with the --pin that uses them", () => {
  const files = { ...uniform(8), "/sys/devices/system/cpu/isolated": "4-7" };
  const { status, value, advice } = checkIsolated(machine({ ...files, ...allow("0-3") }));
  assertEquals([status, value], ["limited", "4-7"]);
  assertEquals(advice!.split(": ")[1], "--pin tx=4-5,rx=6-7");
  assertEquals(checkIsolated(machine(files)).status, "ok", "already in the mask");
  assertEquals(checkIsolated(machine({ "/sys/devices/system/cpu/isolated": "" })).value, "none");
});

Deno.test("the --pin for isolated CPUs leaves neither end without one: of one core, of a core on each node", () => {
  const siblings = { ...cpuFiles(4, { siblings: "4-5" }), ...cpuFiles(5, { siblings: "4-5" }) };
  const oneCore = { ...uniform(8), ...siblings, "/sys/devices/system/cpu/isolated": "4-5" };
  const { value, advice } = checkIsolated(machine({ ...oneCore, ...allow("0-3,6-7") }));
  assertEquals([value, advice!.split(": ")[1]], ["4-5", "--pin tx=4,rx=…"]);
  const twoNodes = { ...uniform(8, 4), "/sys/devices/system/cpu/isolated": "3,7" };
  const across = checkIsolated(machine({ ...twoNodes, ...allow("0-2,4-6") }));
  assertEquals(across.advice!.split(": ")[1], "--pin tx=3,rx=7");
});

Deno.test("an offload that is off is named with its interface, what that does, and the command", () => {
  const offloads = [
    { name: "eth0", scatterGather: false, tcpSegmentation: false },
    { name: "eth1", scatterGather: true, tcpSegmentation: false },
    { name: "wg0", scatterGather: null, tcpSegmentation: null },
  ];
  const check = measuring.checkOffloads(machine({}, { offloads }));
  assertEquals([check.status, check.value], [
    "limited",
    "no scatter-gather on eth0, no TCP segmentation on eth0, eth1",
  ]);
  assertEquals(
    check.advice,
    "without scatter-gather zero-copy sends are copied: ethtool -K eth0 sg on; without TCP segmentation each " +
      "segment costs CPU time of its own: ethtool -K eth0 tso on; ethtool -K eth1 tso on",
  );
  const well = measuring.checkOffloads(
    machine({}, { offloads: [{ ...offloads[1]!, tcpSegmentation: true }] }),
  );
  assertEquals([well.status, well.value], ["ok", "scatter-gather and TCP segmentation on eth1"]);
  assertEquals(measuring.checkOffloads(machine({}, { offloads: offloads.slice(2) })).status, "n/a");
});
