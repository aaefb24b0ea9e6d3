/** Checks on what makes results noisy or hard to compare: siblings, frequency, neighbours, pacing, taps. */
import { hasSlowClock } from "../host/environment.ts";
import { hasSmtSiblings } from "../host/cpu_topology.ts";
import type { ReceiveDetour } from "../host/receive_path.ts";
import { countText } from "../results/words.ts";
import { allowedTopology, check, type DescribedMachine, limited, ok, onText, UNREADABLE } from "./check.ts";

/** Steal above this share disturbs single trials. */
const STEAL_LIMIT_PCT = 1;

/** Hyper-threads share a core's execution units and caches. */
export const checkSmt = check("smt", "SMT siblings", ({ environment }: DescribedMachine) => {
  const { cpu, process } = environment;
  if (cpu.logicalCpus === 0) return UNREADABLE;
  if (!hasSmtSiblings(allowedTopology(cpu.topology, process.allowedCpus))) return ok("none");
  const advice =
    "--pin auto uses one per core while cores last; echo off > /sys/devices/system/cpu/smt/control removes them";
  return limited("on", advice);
});

const UNSEEN_FREQUENCY = {
  status: "n/a",
  value: "not visible",
  advice: "no cpufreq here: only the host of a virtual machine, or the firmware, can set it",
} as const;

/** A governor that follows load makes short trials slower than long ones. */
export const checkGovernor = check("governor", "frequency governor", ({ environment }: DescribedMachine) => {
  const { governors } = environment.cpu;
  if (governors === null) return UNSEEN_FREQUENCY;
  const value = governors.join(", ");
  return value === "performance" ? ok(value) : limited(value, "cpupower frequency-set -g performance");
});

/** Turbo frequencies depend on temperature and on how many cores are busy. */
export const checkTurbo = check("turbo", "turbo frequencies", ({ environment }: DescribedMachine) => {
  const { turbo, governors, frequencyDriver } = environment.cpu;
  if (turbo === null) {
    const advice = `the driver ${frequencyDriver} has no switch for it; firmware setup has one`;
    return governors === null ? UNSEEN_FREQUENCY : { status: "n/a", value: "not reported", advice };
  }
  if (!turbo) return ok("off");
  const knob = frequencyDriver?.startsWith("intel")
    ? "echo 1 > /sys/devices/system/cpu/intel_pstate/no_turbo"
    : "echo 0 > /sys/devices/system/cpu/cpufreq/boost";
  return limited("on", `the clock varies with temperature and load: ${knob}`);
});

/** Time that the hypervisor gave to other machines. */
export const checkSteal = check("steal", "hypervisor steal", ({ environment }: DescribedMachine) => {
  const percent = environment.stealSinceBootPct;
  if (percent === null) return UNREADABLE;
  const share = percent === 0 ? "none reported" : `${percent} % since boot`; // not every hypervisor reports it
  const value = share + (environment.cpu.virtualMachine ? ", virtual machine" : "");
  return percent < STEAL_LIMIT_PCT
    ? ok(value)
    : limited(value, "other guests use these CPUs: more --repeats, or dedicated hardware");
});

/** Other processes that compete for CPUs and caches. */
export const checkLoad = check("load", "load average (1 min)", ({ environment }: DescribedMachine) => {
  const { loadAverage, cpu } = environment;
  if (loadAverage === null) return UNREADABLE;
  const value = `${loadAverage[0]} on ${cpu.logicalCpus} CPUs`;
  return loadAverage[0] < Math.max(0.5, cpu.logicalCpus / 4)
    ? ok(value)
    : limited(value, "other load on this machine; stop it, or wait");
});

/** bbr paces, and pacing is not what is being compared; netio asks for cubic or reno where the kernel lets it. */
export const checkCongestion = check("congestion", "congestion control", (machine: DescribedMachine) => {
  const { network, process } = machine.environment;
  const system = network.congestionControl;
  if (system === null) return UNREADABLE;
  const isPrivileged = process.capabilities?.includes("CAP_NET_ADMIN");
  const choices = (isPrivileged ? network.congestionAvailable : network.congestionAllowed) ?? [];
  const auto = ["cubic", "reno"].find((name) => choices.includes(name));
  if (auto !== undefined) return ok(auto === system ? system : `${system}; --congestion auto takes ${auto}`);
  return limited(
    system,
    "cubic and reno are not allowed, so the system's default is used, which may pace: " +
      'sysctl net.ipv4.tcp_allowed_congestion_control="reno cubic" (modprobe tcp_cubic)',
  );
});

/** A packet socket gets a copy of every segment, which ends zero-copy. */
export const checkPacketTaps = check("packet-taps", "packet taps (tcpdump)", (machine: DescribedMachine) => {
  const { packetTaps, interfaces } = machine.environment.network;
  if (packetTaps === null) return UNREADABLE;
  if (packetTaps === 0) return ok(`none${onText(interfaces)}`);
  return limited(
    countText(packetTaps, "packet socket"),
    "zero-copy sends are copied for them: find them with ss -0 -p, and stop them",
  );
});

/** A clock without vDSO support costs a system call per reading. */
export const checkClockSource = check("clock", "clock source", ({ environment }: DescribedMachine) => {
  const { clockSource } = environment;
  if (clockSource === null) return UNREADABLE;
  if (!hasSlowClock(clockSource)) return ok(clockSource);
  return limited(
    clockSource,
    "each reading is a slow system call, which weighs on small messages: boot with clocksource=tsc",
  );
});

/** On loopback and veth the receive path runs as a soft interrupt in the thread that sends. */
export const checkIrqTime = check("irq-time", "interrupt time", ({ environment }: DescribedMachine) => {
  const { irqTimeInThreads } = environment;
  if (irqTimeInThreads === null) return UNREADABLE;
  if (irqTimeInThreads) return ok("charged to threads");
  return limited(
    "charged to no thread",
    "threads' CPU time leaves out soft interrupts, where the kernel receives (and on loopback copies what " +
      "zero-copy sent): compare throughput, cycles, or the *_host_softirq_s columns (filled with --interleave trials)",
  );
});

const DETOUR_ADVICE: Readonly<Record<ReceiveDetour, (interfaceName: string) => string>> = {
  "RPS": (name) => `echo 0 | tee /sys/class/net/${name}/queues/rx-*/rps_cpus`,
  "RFS": () => "sysctl net.core.rps_sock_flow_entries=0",
  "threaded NAPI": (name) => `echo 0 > /sys/class/net/${name}/threaded`,
  "WireGuard": (name) => `measure the link under ${name}, not through it`,
  "PREEMPT_RT": () => "boot a kernel without PREEMPT_RT",
};

/** A thread's CPU time holds what its own sends make the kernel receive, unless that is done elsewhere. */
export const checkReceivePath = check("receive-path", "receive path", ({ environment }: DescribedMachine) => {
  const { network, realTimeKernel } = environment;
  const known = network.interfaces.filter(({ receiveDetours }) => receiveDetours);
  const detours = known.flatMap(({ name, receiveDetours }) =>
    receiveDetours!.map((detour) => ({ where: `${detour} on ${name}`, advice: DETOUR_ADVICE[detour](name) }))
  );
  if (realTimeKernel === true) {
    detours.push({ where: "PREEMPT_RT", advice: DETOUR_ADVICE["PREEMPT_RT"]("") });
  }
  if (detours.length === 0) {
    return known.length === 0 ? UNREADABLE : ok(`no RPS, RFS or threaded NAPI${onText(known)}`);
  }
  return limited(
    detours.map(({ where }) => where).join(", "),
    "the kernel may receive on other CPUs or in its own threads, which netio's CPU time and counters " +
      `leave out: ${detours.map(({ advice }) => advice).join("; ")}`,
  );
});
