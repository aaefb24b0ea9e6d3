/** Checks on what netio can measure: counters, zero-copy, namespaces, and the limits that bound them. */
import { bytesText } from "../results/number_text.ts";
import { notMeasuredText } from "../results/not_measured.ts";
import { EVENT_NAMES } from "../perf/events.ts";
import { filesPerConnection, PROGRAM_FILES } from "../trial/open_files.ts";
import { MODES } from "../modes/registry.ts";
import { RECEIVE_STRATEGIES } from "../receive/registry.ts";
import { type Refusal, refusalLines } from "./refusals.ts";
import type { Attempt } from "./probes.ts";
import {
  check,
  type CheckResult,
  type ExaminedMachine,
  limited,
  missing,
  ok,
  onText,
  UNREADABLE,
} from "./check.ts";

/** The presets go up to this many connections. */
const BUSY_CONNECTIONS = 8;
/** The kernel's default since Linux 6.9; before, it was 20 KiB. */
const OPTMEM_WANTED_BYTES = 128 * 1024;

/** Hardware counters, tried. */
export const checkCounters = check("counters", "hardware counters", ({ probes }: ExaminedMachine) => {
  const { counters } = probes;
  const counted = EVENT_NAMES.filter((name) => counters.values[name] !== null).length;
  if (counted === 0) return missing("none", counters.notCounted.map(({ why }) => why).join("; "));
  const runningPct = counters.runningPct ?? 0, isShared = runningPct < 99;
  const shared = isShared ? `, sharing the hardware (${runningPct.toFixed(0)} % of the time)` : "";
  const value = `${counted} of ${EVENT_NAMES.length} events, ${counters.scope}${shared}`;
  const advice = counters.notCounted.map(notMeasuredText);
  if (isShared) advice.push("values are scaled; sysctl kernel.nmi_watchdog=0 frees a counter");
  return advice.length === 0 ? ok(value) : limited(value, advice.join("; "));
});

/** `kernel.perf_event_paranoid` against what this process may do. */
export const checkParanoid = check(
  "perf-paranoid",
  "kernel.perf_event_paranoid",
  (machine: ExaminedMachine) => {
    const { perfEventParanoid: level, process } = machine.environment;
    if (level === null) return UNREADABLE;
    if (level <= 1) return ok(`${level}`);
    const lifting = process.capabilities?.find((name) => name === "CAP_PERFMON" || name === "CAP_SYS_ADMIN");
    if (lifting !== undefined) return ok(`${level}, lifted by ${lifting}`);
    const remedy = "sysctl kernel.perf_event_paranoid=1, or setcap cap_perfmon+ep ./netio";
    return level === 2
      ? limited(`${level}`, `without privileges only user mode is counted: ${remedy}`)
      : missing(`${level}`, `without privileges nothing is counted: ${remedy}`);
  },
);

/** SO_ZEROCOPY and what the kernel did with one send over loopback. */
export const checkZeroCopy = check("zero-copy", "MSG_ZEROCOPY on loopback", ({ probes }: ExaminedMachine) => {
  const { zeroCopy } = probes;
  if ("refusal" in zeroCopy) return missing(zeroCopy.refusal, null);
  const { completions, copied, fallbacks } = zeroCopy.result;
  if (completions === 0 || fallbacks > 0) {
    const value = fallbacks > 0 ? "ENOBUFS at the first send" : "no completion within 200 ms";
    return limited(value, "sysctl net.core.optmem_max=1048576; ulimit -l unlimited");
  }
  if (copied === 0) return ok("completed without a copy");
  return limited(
    "supported, but copied",
    "loopback and veth always copy on receive: rows show the overhead of requesting zero-copy, not " +
      "zero-copy itself, which needs two hosts: netio serve there, --connect HOST:PORT here",
  );
});

const OFFLOADS = [
  ["scatterGather", "scatter-gather", "sg", "zero-copy sends are copied"],
  ["tcpSegmentation", "TCP segmentation", "tso", "each segment costs CPU time of its own"],
] as const;

/** Offloads of the interfaces that sends go out by. */
export const checkOffloads = check("offloads", "offloads (ethtool -k)", ({ probes }: ExaminedMachine) => {
  const told = probes.offloads.filter((of) => OFFLOADS.some(([offload]) => of[offload] !== null));
  if (told.length === 0) return UNREADABLE;
  const off = OFFLOADS.flatMap(([offload, name, feature, effect]) => {
    const on = told.filter((of) => of[offload] === false);
    if (on.length === 0) return [];
    const remedy = on.map((of) => `ethtool -K ${of.name} ${feature} on`).join("; ");
    return { value: `no ${name}${onText(on)}`, advice: `without ${name} ${effect}: ${remedy}` };
  });
  if (off.length === 0) return ok(`scatter-gather and TCP segmentation${onText(told)}`);
  return limited(off.map(({ value }) => value).join(", "), off.map(({ advice }) => advice).join("; "));
});

/** The transmit modes, opened. */
export const checkModes = check(
  "modes",
  "transmit modes",
  ({ probes }: ExaminedMachine) => opened(MODES.length, probes.modes),
);

/** The receive strategies, opened. */
export const checkStrategies = check(
  "receive",
  "receive strategies (--rx)",
  ({ probes }: ExaminedMachine) => opened(RECEIVE_STRATEGIES.length, probes.strategies),
);

function opened(of: number, tried: Attempt<readonly Refusal[]>): CheckResult {
  if ("refusal" in tried) return missing(tried.refusal, "ip link set lo up");
  const refused = tried.result;
  const value = `${of - refused.length} of ${of}`;
  return refused.length === 0 ? ok(value) : limited(value, refusalLines(refused).join("; "));
}

/** Option memory bounds the zero-copy sends in flight on a socket. */
export const checkOptmem = check("optmem-max", "net.core.optmem_max", ({ environment }: ExaminedMachine) => {
  const bytes = environment.network.optmemMaxBytes;
  if (bytes === null) return UNREADABLE;
  if (bytes >= OPTMEM_WANTED_BYTES) return ok(bytesText(bytes));
  const advice = "few zero-copy sends fit in flight, more give ENOBUFS: sysctl net.core.optmem_max=1048576";
  return limited(bytesText(bytes), advice);
});

/** Pages under zero-copy sends count against RLIMIT_MEMLOCK, summed over the user's sockets. */
export const checkMemlock = check("memlock", "RLIMIT_MEMLOCK", ({ environment }: ExaminedMachine) => {
  const { process, network } = environment, limit = process.memlockBytes?.soft;
  if (limit === undefined) return UNREADABLE;
  const value = limit === "unlimited" ? limit : bytesText(limit);
  if (process.capabilities?.includes("CAP_IPC_LOCK")) return ok(`${value}, lifted by CAP_IPC_LOCK`);
  const wantedBytes = BUSY_CONNECTIONS * (network.tcpWmemBytes?.[2] ?? 4 * 1024 * 1024);
  if (limit === "unlimited" || limit >= wantedBytes) return ok(value);
  return limited(
    value,
    `full send buffers of ${BUSY_CONNECTIONS} connections pin ${bytesText(wantedBytes)}, ` +
      "more gives ENOBUFS: ulimit -l unlimited",
  );
});

/** Descriptors: counters take most of them, on a hybrid CPU two or three times as many. */
export const checkOpenFiles = check("open-files", "open files (ulimit -n)", (machine: ExaminedMachine) => {
  const { process, cpu } = machine.environment, limit = process.openFiles?.soft;
  if (limit === undefined) return UNREADABLE;
  if (limit === "unlimited") return ok(limit);
  const each = filesPerConnection("on", cpu.pmus.length);
  const connections = Math.max(0, Math.floor((limit - PROGRAM_FILES) / each));
  const value = `${limit}, room for ${connections} connections with counters`;
  return connections >= 2 * BUSY_CONNECTIONS ? ok(value) : limited(value, "ulimit -n 65536");
});

/** Network namespaces and veth pairs, tried. */
export const checkNamespaces = check(
  "namespaces",
  "network namespaces (--topology netns)",
  ({ probes: { namespaces } }: ExaminedMachine) =>
    "result" in namespaces ? ok("namespace and veth pair made") : missing(
      namespaces.refusal,
      "run as root: sudo netio sweep --topology netns; it needs the programs ip (iproute2) and the kernel's veth",
    ),
);
