/**
 * What limits the validity of a row: a closed set, each with advice. A row carries the id and its detail, and readers
 * go by the id. `trial/warnings.ts` decides when a row gets one.
 */
import type { ResultRow } from "./columns.ts";

/** Every warning a row can carry, and what the user can do about it. */
export const WARNINGS = {
  "unpinned":
    "the scheduler placed the threads, elsewhere in each run, so runs may fall into two groups; use --pin auto",
  "oversubscribed": "more threads than CPUs; use fewer --threads, or more CPUs in --pin",
  "smt-siblings":
    "threads shared a core as SMT siblings, and with it execution units and caches; use fewer --threads, or --pin one CPU per core",
  "not-prewarmed":
    "the passes that make code hot before the first trial failed, so early trials may be slow; remove the cause, and repeat the sweep",
  "slow-start":
    "TCP may still have been gaining speed: the warm-up was shorter than ten round trips, or the later half of the window carried over 1.5 times as much as the earlier (the row says which); use a longer --warmup",
  "window-off":
    "the measured window differs from --duration by more than 1 %, or all slices of a mode by more than 10 %; use a longer --duration, fewer --threads, or on a slow path a longer --washout",
  "few-messages":
    "one message takes more than 1 % of the window, or a quarter of a slice; use a longer --duration or --slice",
  "other-load": "other processes used more than 5 % of the pinned CPUs; stop them, or pin elsewhere",
  "steal":
    "the hypervisor gave more than 1 % of the pinned CPUs to other guests; use an idle host, or more --repeats",
  "cpus-moved":
    "core-to-core latency changed by a factor of two or more, as when the hypervisor moves a virtual CPU; use more --repeats, or bind virtual CPUs on the host",
  "cpus-taken":
    "CPUs were taken from netio or given back since the first trials (cpuset, taskset, a CPU offline), so this trial ran elsewhere; leave its CPUs alone, and repeat the sweep",
  "frequency-changed":
    "a CPU's frequency changed by more than 10 %; use the performance governor, with turbo off",
  "throttled":
    "a CPU was slowed down because of heat; use better cooling, shorter runs, or a lower frequency",
  "cpu-quota":
    "a control group's CPU quota stopped threads; raise it (docker --cpus, Kubernetes CPU limit, CPUQuota), or use fewer --threads",
  "memory-pressure":
    "the kernel was reclaiming memory, or TCP ran short of it; free memory, or raise tcp_mem",
  "retransmits":
    "more than 0.1 % of the segments were retransmitted; look for losses, or a receive buffer that overflows (--rcvbuf)",
  "reordered":
    "more than 0.1 % of the segments were retransmitted, most of them needlessly: they had arrived after all, late or out of order, as on loopback, where the CPUs of both ends transmit; between hosts, keep a flow on one link and queue",
  "receiver-limited":
    "the receive window held the sender back for most of its time, so this is the receiver's speed; raise --rcvbuf, or give the receiver a faster CPU",
  "enobufs":
    "the memory for zero-copy sends or their completions ran out, so sends waited or were plain ones; raise ulimit -l or net.core.optmem_max, or lower --reap-every",
  "slow-clock":
    "the kernel's clock source makes each reading of the time a system call, which weighs on small messages; boot with clocksource=tsc",
  "irq-time-apart":
    "this kernel charges interrupts to no thread, so CPU time leaves out soft interrupts, where it receives, and on loopback copies what zero-copy sent; compare throughput, cycles, or the *_host_softirq_s columns (filled with --interleave trials)",
  "receive-apart":
    "the kernel may receive on other CPUs, or in threads of its own, so CPU time and counters leave out some of the receive path, or have it at the wrong end; turn off what the row names (netio doctor says how), or compare throughput",
  "packet-tap":
    "a packet socket (tcpdump, a DHCP client) is handed each segment, and makes zero-copy sends copy; end it (ss -0 -p names it)",
  "offload-off":
    "the kernel does in software, with a copy, what the sender's interface would do by itself; ethtool -K IFACE sg on tso on",
  "middlebox":
    "the two ends see different addresses or ports of one connection, so a proxy or a translator (NAT) stands between them, and what a proxy does is in the row; connect the hosts directly",
  "counters-multiplexed":
    "a counter ran for less than half of the window, and its value is scaled up; free counters (sysctl kernel.nmi_watchdog=0)",
  "rate-missed":
    "less than 99 % of the offered rate arrived; use a lower --rate, or read the row as this mode's limit",
  "ring-workers":
    "the kernel gave sends of io_uring to worker threads, whose CPU time is in no account, so the sender's costs are left empty; try another --queue-depth",
  "zero-copy-copied":
    "these rows show the overhead of requesting zero-copy, not zero-copy; loopback and veth always copy, so measure between two hosts (netio serve)",
  "receive-copied":
    "these rows show the overhead of requesting mapping; use a zero-copy mode with fields of whole pages, or a network card that splits headers from data",
} as const;

export type WarningId = keyof typeof WARNINGS;

/** One warning as written in a row. */
export function warning(id: WarningId, detail?: string): string {
  return detail === undefined ? id : `${id} (${detail})`;
}

/** The ids of the warnings in a row's text. */
export function warningIds(text: string | null): WarningId[] {
  return (text ?? "").split("; ").map((part) => part.split(" ")[0] ?? "").filter(isWarningId);
}

/** Whether a word is the id of a warning. */
export function isWarningId(word: string): word is WarningId {
  return Object.hasOwn(WARNINGS, word);
}

/** Whether a row carries a warning. */
export function hasWarning(row: Pick<ResultRow, "warnings">, id: WarningId): boolean {
  const { warnings } = row;
  return warnings !== null && warnings.includes(id) && warningIds(warnings).includes(id);
}
