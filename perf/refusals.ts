/**
 * One sentence for each way in which the kernel declines to count: why, and what would enable it. The events that it is
 * about are beside it ({@linkcode NotCounted}).
 *
 * Source: perf_event_open(2), "ERRORS" and "/proc/sys/kernel/perf_event_paranoid"; Debian and Ubuntu kernels add
 * levels 3 and 4, which refuse everything to the unprivileged.
 */
import {
  EACCES,
  EBUSY,
  EINVAL,
  EMFILE,
  ENODEV,
  ENOENT,
  ENOSYS,
  EOPNOTSUPP,
  EPERM,
  errnoName,
} from "../ffi/errno.ts";
import type { CounterFacts } from "./event_source.ts";

/** Events that were not counted, or only partly, and why. Plain data. */
export interface NotCounted<Name extends string = string> {
  readonly counters: readonly Name[];
  readonly why: string;
}

/** How the kernel refused events. */
export interface EventRefusal {
  readonly errno: number;
  /** Those of several PMUs that refused; empty for all there are. */
  readonly pmus: readonly string[];
  /** True when not a single event could be opened. */
  readonly everything: boolean;
}

const ALLOW = "sysctl kernel.perf_event_paranoid=1 or setcap cap_perfmon+ep on the executable enables it";

/** Why events are not counted that could not be opened. */
export function explainRefusal(refusal: EventRefusal, facts: CounterFacts): string {
  const { pmus } = refusal;
  return `${pmus.length === 0 ? "" : `on ${pmus.join(", ")}: `}${reason(refusal, facts)}`;
}

/** Why counts leave the kernel out, when including it was refused with `errno`. */
export function explainUserOnly(errno: number, facts: CounterFacts): string {
  const cause = errno === EPERM
    ? "this container or process may not count the kernel (EPERM)"
    : `${paranoid(facts)} keeps the kernel's share from the unprivileged`;
  return `user mode only, and most of the cost is in the kernel: ${cause}; ${ALLOW}`;
}

/** Why an event that was opened has no count: it was never on the hardware. */
export const NEVER_RAN = "never got a hardware counter, all were taken; " +
  "sysctl kernel.nmi_watchdog=0 frees one, and so does ending other users of perf";

/** Why counts of 0 don't count: no thread runs without cycles. */
export const COUNTED_NOTHING = "the PMU counted no cycles while the thread ran, so its zeros mean nothing; " +
  "virtual PMUs do that whose host passes no counter on";

/** Why the counts of an opened group could not be read. */
export const GROUP_UNREADABLE = "reading the group failed, the kernel took it off the hardware";

function reason({ errno, everything }: EventRefusal, facts: CounterFacts): string {
  const code = errnoName(errno);
  if (everything && facts.pmus.length > 1 && (errno === ENOENT || errno === EINVAL)) {
    return `this kernel can't count generic events on each core type (${code}); on arm64 Linux 6.6 or newer can`;
  }
  switch (errno) {
    case ENOENT:
      return everything && facts.pmus.length === 0
        ? noPmu(facts, code)
        : `this CPU has no such event (${code})`;
    case EACCES:
      return (facts.paranoid ?? 0) >= 2
        ? `${paranoid(facts)} refuses it to the unprivileged (${code}); ${ALLOW}`
        : `a security module or kernel lockdown refuses it (${code}); lift that, or run with CAP_PERFMON`;
    case EPERM:
      return `this container or process may not call perf_event_open (${code}); ` +
        "docker run --cap-add PERFMON --security-opt seccomp=unconfined enables it";
    case EOPNOTSUPP:
      return facts.pmus.length === 0 ? noPmu(facts, code) : `this CPU's PMU can't count it (${code})`;
    case EINVAL:
      return `the PMU rejects it, alone and in a group (${code}); a newer kernel may know it`;
    case ENOSYS:
      return `this kernel has no perf_event_open (${code}); one built with CONFIG_PERF_EVENTS enables it`;
    case EMFILE:
      return `too many open files (${code}); ulimit -n with a higher number enables it`;
    case ENODEV:
      if (everything && facts.pmus.length === 0) return noPmu(facts, code);
      return `the PMU is gone or serves no CPU that is online (${code})`;
    case EBUSY:
      return `another user of perf holds the PMU exclusively (${code}); end it`;
    default:
      return `perf_event_open failed (${code})`;
  }
}

function noPmu(facts: CounterFacts, code: string): string {
  return facts.virtualMachine
    ? `this virtual machine has no PMU (${code}); bare metal has, or a virtual one from its host (QEMU: -cpu host,pmu=on)`
    : `the kernel found no PMU in this CPU, or a sandbox (gVisor) has none to offer (${code}); ` +
      'dmesg | grep -i "performance events" says which';
}

function paranoid(facts: CounterFacts): string {
  return `kernel.perf_event_paranoid = ${facts.paranoid ?? "unknown"}`;
}
