import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { checkDescription, examineMachine, highlights, runChecks } from "../../doctor/checks.ts";
import * as noise from "../../doctor/noise.ts";
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
  const tried = ["counters", "modes", "receive", "zero-copy", "namespaces", "offloads"];
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

const allow = (cpus: string, capabilities = "0000000000000000") => ({
  "/proc/self/status": `CapEff:\t${capabilities}\nCpus_allowed_list:\t${cpus}`,
});

Deno.test("SMT siblings matter only when both are allowed", () => {
  assertEquals(noise.checkSmt(machine(allow("0-3"))).status, "limited");
  assertEquals(noise.checkSmt(machine(allow("0,2,4-5"))).status, "ok");
});

Deno.test("only the governor performance is ok; where none is visible, nothing can be done", () => {
  const check = noise.checkGovernor(machine());
  assertEquals([check.status, check.value], ["limited", "performance, powersave"]);
  assertStringIncludes(check.advice!, "cpupower frequency-set -g performance");
  const single = { "/sys/devices/system/cpu/online": "4-5" };
  assertEquals(noise.checkGovernor(machine(single)).status, "ok");
  assertEquals(
    noise.checkGovernor(machine({ "/sys/devices/system/cpu/online": "9" })).status,
    "n/a",
  );
});

Deno.test("turbo names the knob of its driver", () => {
  assertStringIncludes(noise.checkTurbo(machine()).advice!, "intel_pstate/no_turbo");
  const off = { "/sys/devices/system/cpu/intel_pstate/no_turbo": "1" };
  assertEquals(noise.checkTurbo(machine(off)).status, "ok");
  const silent = machine({ "/sys/devices/system/cpu/intel_pstate/no_turbo": "" });
  assertStringIncludes(noise.checkTurbo(silent).advice!, "the driver intel_pstate has no switch for it");
});

Deno.test("steal is limited from 1 % of the time since boot", () => {
  const none = noise.checkSteal(machine({ "/proc/stat": "cpu  100 0 0 900 0 0 0 0 0 0" }));
  assertEquals([none.status, none.value], ["ok", "none reported"]);
  const stolen = noise.checkSteal(machine({ "/proc/stat": "cpu  100 0 0 800 0 0 0 100 0 0" }));
  assertEquals([stolen.status, stolen.value], ["limited", "10 % since boot"]);
});

Deno.test("a load of a quarter of the CPUs is somebody else's work", () => {
  assertEquals(noise.checkLoad(machine()).status, "ok");
  assertEquals(noise.checkLoad(machine({ "/proc/loadavg": "1.50 1 1 1/1 1" })).status, "limited");
});

Deno.test("congestion control is ok where cubic or reno can be had, by whoever asks", () => {
  const judge = (files: Record<string, string>) => noise.checkCongestion(machine(files));
  assertEquals(judge(allow("0")).value, "bbr; --congestion auto takes reno");
  assertEquals(judge(allow("0", "0000000000001000")).value, "bbr; --congestion auto takes cubic");
  const onlyBbr = judge({ "/proc/sys/net/ipv4/tcp_allowed_congestion_control": "bbr" });
  assertEquals([onlyBbr.status, onlyBbr.value], ["limited", "bbr"]);
  const cubic = judge({
    "/proc/sys/net/ipv4/tcp_congestion_control": "cubic",
    "/proc/sys/net/ipv4/tcp_allowed_congestion_control": "reno cubic",
  });
  assertEquals([cubic.status, cubic.value], ["ok", "cubic"]);
});

Deno.test("packet sockets are counted as taps", () => {
  assertEquals(noise.checkPacketTaps(machine()).value, "1 packet socket");
  assertEquals(noise.checkPacketTaps(machine({ "/proc/net/packet": "sk  RefCnt Type" })).value, "none on lo");
});

Deno.test("a clock that costs a system call is limited", () => {
  const judge = (clock: string) =>
    noise.checkClockSource(
      machine({ "/sys/devices/system/clocksource/clocksource0/current_clocksource": clock }),
    );
  assertEquals([judge("tsc").status, judge("hpet").status], ["ok", "limited"]);
});

Deno.test("packets that other CPUs or threads receive are limited, with what ends it", () => {
  const queue = "/sys/class/net/lo/queues/rx-0";
  const judge = (files: Record<string, string>) => noise.checkReceivePath(machine(files));
  const idle = judge({ [`${queue}/rps_cpus`]: "0000,00000000" });
  assertEquals([idle.status, idle.value], ["ok", "no RPS, RFS or threaded NAPI on lo"]);
  const steered = judge({ [`${queue}/rps_cpus`]: "0000,00000003", "/sys/class/net/lo/threaded": "1" });
  assertEquals([steered.status, steered.value], ["limited", "RPS on lo, threaded NAPI on lo"]);
  assertStringIncludes(steered.advice!, "echo 0 | tee /sys/class/net/lo/queues/rx-*/rps_cpus");
  assertEquals(judge({ "/sys/kernel/realtime": "1" }).value, "PREEMPT_RT");
});

Deno.test("a kernel that charges no thread for interrupts is limited", () => {
  const judge = (files: Record<string, string>) =>
    noise.checkIrqTime(machine({ "/proc/sys/kernel/osrelease": "6.12.1", ...files })).status;
  assertEquals(judge({ "/proc/pressure/irq": "full avg10=0.00" }), "limited");
  assertEquals(judge({ "/proc/pressure/cpu": "some avg10=0.00" }), "ok");
});
