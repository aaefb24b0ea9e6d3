/**
 * The kernel's threads that receive in place of the thread that sent: ksoftirqd, which takes over where soft interrupts
 * last longer than 2 ms (and before Linux 6.4 keeps them until it has nothing left to do), and those of NAPI and of the
 * backlog. On loopback what they spend is missing from the sender's account.
 *
 * Source: kernel/softirq.c (commit d15121be7485 for 6.4), net/core/dev.c; Documentation/scheduler/sched-stats.rst for
 * /proc/PID/schedstat, whose first figure is time on the CPU in ns.
 */
import { readInteger, readNames, readText } from "./sysfs.ts";

const NAME = /^ksoftirqd\/(?<cpu>\d+)$|^backlog_napi\/|^napi\//;

/** They outlive a process, so one look is enough; by root. */
const known = new Map<string, readonly { readonly pid: string; readonly cpu: number | null }[]>();

/**
 * CPU time so far, of ksoftirqd on some CPUs and of the others on any; in seconds. `null` where none of them can be seen,
 * as in a container, or the kernel keeps no such account.
 *
 * @param cpus `null` for all
 */
export function readSoftirqThreadsS(cpus: readonly number[] | null, root: string): number | null {
  const threads = known.get(root) ?? findThreads(root);
  known.set(root, threads);
  const ns = threads.filter(({ cpu }) => cpu === null || cpus === null || cpus.includes(cpu))
    .map(({ pid }) => readInteger(root, `/proc/${pid}/schedstat`)).filter((figure) => figure !== null);
  return ns.length === 0 ? null : ns.reduce((sum, figure) => sum + figure, 0) / 1e9;
}

function findThreads(root: string) {
  const pids = (readNames(root, "/proc") ?? []).filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    const match = readText(root, `/proc/${pid}/comm`)?.match(NAME);
    if (!match) return [];
    const cpu = match.groups?.["cpu"];
    return [{ pid, cpu: cpu === undefined ? null : Number(cpu) }];
  });
}
