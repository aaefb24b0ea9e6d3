/** Checks on what netio can measure: counters, zero-copy, namespaces, and the limits that bound them. */
import type { ResourceLimit } from "../host/process.ts";
import { bytesText } from "../results/number_text.ts";
import { notMeasuredText } from "../results/not_measured.ts";
import { EVENT_NAMES } from "../perf/events.ts";
import { filesPerConnection, PROGRAM_FILES } from "../trial/open_files.ts";
import { MODES } from "../modes/registry.ts";
import { RECEIVE_STRATEGIES } from "../receive/registry.ts";
import { type Refusal, refusalLines } from "./refusals.ts";
import type { Attempt } from "./probes.ts";
import { type Check, type ExaminedMachine, unreadable } from "./check.ts";

/** The presets go up to this many connections. */
const BUSY_CONNECTIONS = 8;
/** The kernel's default since Linux 6.9; before, it was 20 KiB. */
const OPTMEM_WANTED_BYTES = 128 * 1024;

/** Hardware counters, tried. */
export function checkCounters({ probes: { counters } }: ExaminedMachine): Check {
  const counted = EVENT_NAMES.filter((name) => counters.values[name] !== null).length;
  const runningPct = counters.runningPct ?? 0;
  const id = "counters", title = "hardware counters";
  if (counted === 0) {
    const advice = counters.notCounted.map(({ why }) => why).join("; ");
    return { id, title, status: "missing", value: "none", advice };
  }
  const shared = runningPct < 99 ? `, sharing the hardware (${runningPct.toFixed(0)} % of the time)` : "";
  const value = `${counted} of ${EVENT_NAMES.length} events, ${counters.scope}${shared}`;
  const advice = counters.notCounted.map(notMeasuredText);
  if (shared) advice.push("values are scaled; sysctl kernel.nmi_watchdog=0 frees a counter");
  return advice.length === 0
    ? { id, title, status: "ok", value, advice: null }
    : { id, title, status: "limited", value, advice: advice.join("; ") };
}

/** `kernel.perf_event_paranoid` against what this process may do. */
export function checkParanoid({ environment }: ExaminedMachine): Check {
  const id = "perf-paranoid", title = "kernel.perf_event_paranoid";
  const level = environment.perfEventParanoid;
  if (level === null) return unreadable(id, title);
  const privileged = environment.process.capabilities?.find((c) =>
    c === "CAP_PERFMON" || c === "CAP_SYS_ADMIN"
  );
  if (level <= 1 || privileged) {
    const value = level <= 1 ? `${level}` : `${level}, lifted by ${privileged}`;
    return { id, title, status: "ok", value, advice: null };
  }
  const effect = level === 2 ? "user-mode counts only" : "no counting at all";
  const advice =
    `${effect} for the unprivileged: sysctl kernel.perf_event_paranoid=1, or setcap cap_perfmon+ep ./netio`;
  return { id, title, status: level === 2 ? "limited" : "missing", value: `${level}`, advice };
}

/** SO_ZEROCOPY and what the kernel did with one send over loopback. */
export function checkZeroCopy({ probes: { zeroCopy } }: ExaminedMachine): Check {
  const id = "zero-copy", title = "MSG_ZEROCOPY on loopback";
  if ("refusal" in zeroCopy) {
    const hint = zeroCopy.refusal.includes("ENETUNREACH") ? null : "needs Linux 4.14 or later";
    return { id, title, status: "missing", value: zeroCopy.refusal, advice: hint };
  }
  const { completions, copied, fallbacks } = zeroCopy.result;
  if (completions === 0 || fallbacks > 0) {
    const value = fallbacks > 0 ? "ENOBUFS at the first send" : "no completion within 200 ms";
    return {
      id,
      title,
      status: "limited",
      value,
      advice: "sysctl net.core.optmem_max=1048576; ulimit -l unlimited",
    };
  }
  if (copied === 0) return { id, title, status: "ok", value: "completed without a copy", advice: null };
  const advice =
    "loopback and veth always copy on receive: rows show the overhead of requesting zero-copy, not " +
    "zero-copy itself, which needs two hosts: netio serve there, --connect HOST:PORT here";
  return { id, title, status: "limited", value: "supported, but copied", advice };
}

/** The transmit modes, opened. */
export function checkModes({ probes: { modes } }: ExaminedMachine): Check {
  return openedCheck("modes", "transmit modes", MODES.length, modes);
}

/** The receive strategies, opened. */
export function checkStrategies({ probes: { strategies } }: ExaminedMachine): Check {
  return openedCheck("receive", "receive strategies (--rx)", RECEIVE_STRATEGIES.length, strategies);
}

function openedCheck(id: string, title: string, of: number, tried: Attempt<readonly Refusal[]>): Check {
  if ("refusal" in tried) {
    return { id, title, status: "missing", value: tried.refusal, advice: "ip link set lo up" };
  }
  const refused = tried.result;
  const value = `${of - refused.length} of ${of}`;
  if (refused.length === 0) return { id, title, status: "ok", value, advice: null };
  return { id, title, status: "limited", value, advice: refusalLines(refused).join("; ") };
}

/** Option memory bounds the zero-copy sends in flight on a socket. */
export function checkOptmem({ environment: { network } }: ExaminedMachine): Check {
  const id = "optmem-max", title = "net.core.optmem_max";
  const bytes = network.optmemMaxBytes;
  if (bytes === null) return unreadable(id, title);
  if (bytes >= OPTMEM_WANTED_BYTES) {
    return { id, title, status: "ok", value: bytesText(bytes), advice: null };
  }
  const advice = "few zero-copy sends fit in flight, more give ENOBUFS: sysctl net.core.optmem_max=1048576";
  return { id, title, status: "limited", value: bytesText(bytes), advice };
}

/** Pages under zero-copy sends count against RLIMIT_MEMLOCK, summed over the user's sockets. */
export function checkMemlock({ environment: { process, network } }: ExaminedMachine): Check {
  const id = "memlock", title = "RLIMIT_MEMLOCK";
  const limit = process.memlockBytes?.soft;
  if (limit === undefined) return unreadable(id, title);
  const value = typeof limit === "number" ? bytesText(limit) : limit;
  if (process.capabilities?.includes("CAP_IPC_LOCK")) {
    return { id, title, status: "ok", value: `${value}, lifted by CAP_IPC_LOCK`, advice: null };
  }
  const sendBufferBytes = network.tcpWmemBytes?.[2] ?? 4 * 1024 * 1024;
  if (atLeast(limit, BUSY_CONNECTIONS * sendBufferBytes)) {
    return { id, title, status: "ok", value, advice: null };
  }
  const advice = `full send buffers of ${BUSY_CONNECTIONS} connections pin ` +
    `${bytesText(BUSY_CONNECTIONS * sendBufferBytes)}, more gives ENOBUFS: ulimit -l unlimited`;
  return { id, title, status: "limited", value, advice };
}

/** Descriptors: counters take most of them, on a hybrid CPU two or three times as many. */
export function checkOpenFiles({ environment: { process, cpu } }: ExaminedMachine): Check {
  const id = "open-files", title = "open files (ulimit -n)";
  const limit: ResourceLimit["soft"] | undefined = process.openFiles?.soft;
  if (limit === undefined) return unreadable(id, title);
  if (limit === "unlimited") return { id, title, status: "ok", value: limit, advice: null };
  const connections = Math.max(
    0,
    Math.floor((limit - PROGRAM_FILES) / filesPerConnection("on", cpu.pmus.length)),
  );
  const value = `${limit}, room for ${connections} connections with counters`;
  return connections >= 2 * BUSY_CONNECTIONS
    ? { id, title, status: "ok", value, advice: null }
    : { id, title, status: "limited", value, advice: "ulimit -n 65536" };
}

/** Network namespaces and veth pairs, tried. */
export function checkNamespaces({ probes: { namespaces } }: ExaminedMachine): Check {
  const id = "namespaces", title = "network namespaces (--topology netns)";
  if ("result" in namespaces) {
    return { id, title, status: "ok", value: "namespace and veth pair made", advice: null };
  }
  const advice =
    "run as root: sudo netio sweep --topology netns; it needs the programs ip (iproute2) and the " +
    "kernel's veth";
  return { id, title, status: "missing", value: namespaces.refusal, advice };
}

function atLeast(limit: number | "unlimited", bytes: number): boolean {
  return limit === "unlimited" || limit >= bytes;
}
