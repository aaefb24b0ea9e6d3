/** Checks on what makes results noisy or hard to compare: siblings, frequency, neighbours, pacing, taps. */
import { hasSlowClock } from "../host/environment.ts";
import { hasSmtSiblings } from "../host/cpu_topology.ts";
import type { ReceiveDetour } from "../host/receive_path.ts";
import { allowedTopology, type Check, type DescribedMachine, unreadable } from "./check.ts";

/** Steal above this share disturbs single trials. */
const STEAL_LIMIT_PCT = 1;

/** Hyper-threads share a core's execution units and caches. */
export function checkSmt({ environment: { cpu, process } }: DescribedMachine): Check {
  const id = "smt", title = "SMT siblings";
  if (cpu.logicalCpus === 0) return unreadable(id, title);
  if (!hasSmtSiblings(allowedTopology(cpu.topology, process.allowedCpus))) {
    return { id, title, status: "ok", value: "none", advice: null };
  }
  const advice =
    "--pin auto uses one per core while cores last; echo off > /sys/devices/system/cpu/smt/control removes them";
  return { id, title, status: "limited", value: "on", advice };
}

/** A governor that follows load makes short trials slower than long ones. */
export function checkGovernor({ environment: { cpu } }: DescribedMachine): Check {
  const id = "governor", title = "frequency governor";
  if (cpu.governors === null) return unseenFrequency(id, title);
  const value = cpu.governors.join(", ");
  return value === "performance"
    ? { id, title, status: "ok", value, advice: null }
    : { id, title, status: "limited", value, advice: "cpupower frequency-set -g performance" };
}

/** Turbo frequencies depend on temperature and on how many cores are busy. */
export function checkTurbo({ environment: { cpu } }: DescribedMachine): Check {
  const id = "turbo", title = "turbo frequencies";
  if (cpu.turbo === null && cpu.governors !== null) {
    const advice = `the driver ${cpu.frequencyDriver} has no switch for it; firmware setup has one`;
    return { id, title, status: "n/a", value: "not told", advice };
  }
  if (cpu.turbo === null) return unseenFrequency(id, title);
  if (!cpu.turbo) return { id, title, status: "ok", value: "off", advice: null };
  const knob = cpu.frequencyDriver?.startsWith("intel")
    ? "echo 1 > /sys/devices/system/cpu/intel_pstate/no_turbo"
    : "echo 0 > /sys/devices/system/cpu/cpufreq/boost";
  return {
    id,
    title,
    status: "limited",
    value: "on",
    advice: `the clock varies with temperature and load: ${knob}`,
  };
}

/** Time that the hypervisor gave to other machines. */
export function checkSteal({ environment }: DescribedMachine): Check {
  const id = "steal", title = "hypervisor steal";
  const percent = environment.stealSinceBootPct;
  if (percent === null) return unreadable(id, title);
  const value = `${percent} % since boot${environment.cpu.virtualMachine ? ", virtual machine" : ""}`;
  return percent < STEAL_LIMIT_PCT ? { id, title, status: "ok", value, advice: null } : {
    id,
    title,
    status: "limited",
    value,
    advice: "others use these CPUs: more --repeats, or dedicated hardware",
  };
}

/** Other processes that compete for CPUs and caches. */
export function checkLoad({ environment: { loadAverage, cpu } }: DescribedMachine): Check {
  const id = "load", title = "load average (1 min)";
  if (loadAverage === null) return unreadable(id, title);
  const value = `${loadAverage[0]} on ${cpu.logicalCpus} CPUs`;
  return loadAverage[0] < Math.max(0.5, cpu.logicalCpus / 4)
    ? { id, title, status: "ok", value, advice: null }
    : { id, title, status: "limited", value, advice: "other load on this machine; stop it, or wait" };
}

/** bbr paces, and pacing is not what is being compared; netio asks for cubic or reno where the kernel lets it. */
export function checkCongestion({ environment: { network, process } }: DescribedMachine): Check {
  const id = "congestion", title = "congestion control";
  const system = network.congestionControl;
  if (system === null) return unreadable(id, title);
  const privileged = process.capabilities?.includes("CAP_NET_ADMIN");
  const choices = (privileged ? network.congestionAvailable : network.congestionAllowed) ?? [];
  const auto = ["cubic", "reno"].find((name) => choices.includes(name));
  if (auto !== undefined) {
    const value = auto === system ? system : `${system}; --congestion auto takes ${auto}`;
    return { id, title, status: "ok", value, advice: null };
  }
  const advice = "cubic and reno are not allowed, so the system's paces or not as it likes: " +
    'sysctl net.ipv4.tcp_allowed_congestion_control="reno cubic" (modprobe tcp_cubic)';
  return { id, title, status: "limited", value: system, advice };
}

/** A packet socket gets a copy of every segment, which ends zero-copy. */
export function checkPacketTaps({ environment: { network } }: DescribedMachine): Check {
  const id = "packet-taps", title = "packet taps (tcpdump)";
  if (network.packetTaps === null) return unreadable(id, title);
  if (network.packetTaps === 0) return { id, title, status: "ok", value: "none", advice: null };
  const advice = "zero-copy sends are copied for them: ss -0 -p names them, end them";
  return { id, title, status: "limited", value: `${network.packetTaps} packet sockets`, advice };
}

/** A clock without vDSO support costs a system call per reading. */
export function checkClockSource({ environment: { clockSource } }: DescribedMachine): Check {
  const id = "clock", title = "clock source";
  if (clockSource === null) return unreadable(id, title);
  if (!hasSlowClock(clockSource)) {
    return { id, title, status: "ok", value: clockSource, advice: null };
  }
  const advice =
    "each reading is a slow system call, which weighs on small messages: boot with clocksource=tsc";
  return { id, title, status: "limited", value: clockSource, advice };
}

/** On loopback and veth the receive path runs as a soft interrupt in the thread that sends. */
export function checkIrqTime({ environment: { irqTimeInThreads } }: DescribedMachine): Check {
  const id = "irq-time", title = "interrupt time";
  if (irqTimeInThreads === null) return unreadable(id, title);
  if (irqTimeInThreads) {
    return { id, title, status: "ok", value: "charged to threads", advice: null };
  }
  const advice =
    "threads' CPU time leaves out soft interrupts, in which the kernel receives (and on loopback " +
    "copies what zero-copy sent): compare throughput, cycles, or the *_host_softirq_s columns";
  return { id, title, status: "limited", value: "charged to no thread", advice };
}

const DETOUR_ADVICE: Readonly<Record<ReceiveDetour, (interfaceName: string) => string>> = {
  "RPS": (name) => `echo 0 | tee /sys/class/net/${name}/queues/rx-*/rps_cpus`,
  "RFS": () => "sysctl net.core.rps_sock_flow_entries=0",
  "threaded NAPI": (name) => `echo 0 > /sys/class/net/${name}/threaded`,
  "WireGuard": (name) => `measure beside ${name}, not through it`,
  "PREEMPT_RT": () => "boot a kernel without PREEMPT_RT",
};

/** A thread's CPU time holds what its own sends make the kernel receive, unless that is done elsewhere. */
export function checkReceivePath({ environment: { network, realTimeKernel } }: DescribedMachine): Check {
  const id = "receive-path", title = "receive path";
  const known = network.interfaces.filter(({ receiveDetours }) => receiveDetours);
  const detours = known.flatMap(({ name, receiveDetours }) =>
    receiveDetours!.map((detour) => ({ where: `${detour} on ${name}`, advice: DETOUR_ADVICE[detour](name) }))
  );
  if (realTimeKernel === true) {
    detours.push({ where: "PREEMPT_RT", advice: DETOUR_ADVICE["PREEMPT_RT"]("") });
  }
  if (detours.length === 0) {
    if (known.length === 0) return unreadable(id, title);
    return { id, title, status: "ok", value: "no RPS, RFS or threaded NAPI", advice: null };
  }
  const advice =
    "the kernel may receive on other CPUs or in its own threads, which CPU time and counters of " +
    `netio's leave out: ${detours.map(({ advice }) => advice).join("; ")}`;
  return { id, title, status: "limited", value: detours.map(({ where }) => where).join(", "), advice };
}

function unseenFrequency(id: string, title: string): Check {
  const advice = "no cpufreq here: only the host of a virtual machine, or the firmware, can set it";
  return { id, title, status: "n/a", value: "not visible", advice };
}
