import { assertEquals, assertStringIncludes } from "@std/assert";
import * as steadiness from "../../doctor/noise.ts";
import { machine } from "./fake_machine.ts";

const allow = (cpus: string, capabilities = "0000000000000000") => ({
  "/proc/self/status": `CapEff:\t${capabilities}\nCpus_allowed_list:\t${cpus}`,
});

Deno.test("SMT siblings matter only when both are allowed", () => {
  assertEquals(steadiness.checkSmt(machine(allow("0-3"))).status, "limited");
  assertEquals(steadiness.checkSmt(machine(allow("0,2,4-5"))).status, "ok");
});

Deno.test("only the governor performance is ok; where none is visible, nothing can be done", () => {
  const check = steadiness.checkGovernor(machine());
  assertEquals([check.status, check.value], ["limited", "performance, powersave"]);
  assertStringIncludes(check.advice!, "cpupower frequency-set -g performance");
  const single = { "/sys/devices/system/cpu/online": "4-5" };
  assertEquals(steadiness.checkGovernor(machine(single)).status, "ok");
  assertEquals(
    steadiness.checkGovernor(machine({ "/sys/devices/system/cpu/online": "9" })).status,
    "n/a",
  );
});

Deno.test("turbo names the knob of its driver", () => {
  assertStringIncludes(steadiness.checkTurbo(machine()).advice!, "intel_pstate/no_turbo");
  const off = { "/sys/devices/system/cpu/intel_pstate/no_turbo": "1" };
  assertEquals(steadiness.checkTurbo(machine(off)).status, "ok");
  const silent = machine({ "/sys/devices/system/cpu/intel_pstate/no_turbo": "" });
  assertStringIncludes(steadiness.checkTurbo(silent).advice!, "the driver intel_pstate has no switch for it");
});

Deno.test("steal is limited from 1 % of the time since boot", () => {
  assertEquals(steadiness.checkSteal(machine()).status, "ok");
  const stolen = steadiness.checkSteal(machine({ "/proc/stat": "cpu  100 0 0 800 0 0 0 100 0 0" }));
  assertEquals([stolen.status, stolen.value], ["limited", "10 % since boot"]);
});

Deno.test("a load of a quarter of the CPUs is somebody else's work", () => {
  assertEquals(steadiness.checkLoad(machine()).status, "ok");
  assertEquals(steadiness.checkLoad(machine({ "/proc/loadavg": "1.50 1 1 1/1 1" })).status, "limited");
});

Deno.test("congestion control is ok where cubic or reno can be had, by whoever asks", () => {
  const judge = (files: Record<string, string>) => steadiness.checkCongestion(machine(files));
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
  assertEquals(steadiness.checkPacketTaps(machine()).value, "1 packet socket");
  assertEquals(steadiness.checkPacketTaps(machine({ "/proc/net/packet": "sk  RefCnt Type" })).status, "ok");
});

Deno.test("a clock that costs a system call is limited", () => {
  const judge = (clock: string) =>
    steadiness.checkClockSource(
      machine({ "/sys/devices/system/clocksource/clocksource0/current_clocksource": clock }),
    );
  assertEquals([judge("tsc").status, judge("hpet").status], ["ok", "limited"]);
});

Deno.test("packets that other CPUs or threads receive are limited, with what ends it", () => {
  const queue = "/sys/class/net/lo/queues/rx-0";
  const judge = (files: Record<string, string>) => steadiness.checkReceivePath(machine(files));
  assertEquals(judge({ [`${queue}/rps_cpus`]: "0000,00000000" }).status, "ok");
  const steered = judge({ [`${queue}/rps_cpus`]: "0000,00000003", "/sys/class/net/lo/threaded": "1" });
  assertEquals([steered.status, steered.value], ["limited", "RPS on lo, threaded NAPI on lo"]);
  assertStringIncludes(steered.advice!, "echo 0 | tee /sys/class/net/lo/queues/rx-*/rps_cpus");
  assertEquals(judge({ "/sys/kernel/realtime": "1" }).value, "PREEMPT_RT");
});

Deno.test("a kernel that charges no thread for interrupts is limited", () => {
  const judge = (files: Record<string, string>) =>
    steadiness.checkIrqTime(machine({ "/proc/sys/kernel/osrelease": "6.12.1", ...files })).status;
  assertEquals(judge({ "/proc/pressure/irq": "full avg10=0.00" }), "limited");
  assertEquals(judge({ "/proc/pressure/cpu": "some avg10=0.00" }), "ok");
});
