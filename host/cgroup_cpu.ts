/**
 * CPU time that control groups allow this process: `docker run --cpus`, Kubernetes limits, systemd's CPUQuota. A group
 * that has used up a period's share is stopped until the next, even on idle CPUs, which looks like a slow network.
 *
 * Source: Documentation/scheduler/sched-bwc.rst; Documentation/admin-guide/cgroup-v2.rst (cpu.max, cpu.stat).
 */
import { type ControlGroup, controlGroups, statisticIn } from "./cgroups.ts";
import { readInteger, readText } from "./sysfs.ts";

/** How many CPUs' worth of time the tightest quota allows, of this process's group and all above; `null` for no quota. */
export function readCpuQuota(root: string): number | null {
  const quotas = controlGroups("cpu", root).map((group) => quotaOf(root, group)).filter((cpus) =>
    cpus !== null
  );
  return quotas.length === 0 ? null : Math.min(...quotas);
}

/** Seconds for which quotas have stopped threads, summed over CPUs, since the groups began; `null` without any group. */
export function readQuotaStoppedS(root: string): number | null {
  const stopped = controlGroups("cpu", root).map((group) => stoppedS(root, group)).filter((s) => s !== null);
  return stopped.length === 0 ? null : stopped.reduce((sum, seconds) => sum + seconds, 0);
}

/** `max 100000`, or microseconds of CPU time in each period; version 1 has two files, and -1 for no quota. */
function quotaOf(root: string, { version, directory }: ControlGroup): number | null {
  const [quota, period] = version === 2
    ? (readText(root, `${directory}/cpu.max`) ?? "").trim().split(" ").map(Number)
    : [
      readInteger(root, `${directory}/cpu.cfs_quota_us`),
      readInteger(root, `${directory}/cpu.cfs_period_us`),
    ];
  return quota && period && quota > 0 ? quota / period : null;
}

function stoppedS(root: string, { version, directory }: ControlGroup): number | null {
  const [name, perSecond] = version === 2
    ? ["throttled_usec", 1e6] as const
    : ["throttled_time", 1e9] as const;
  const stopped = statisticIn(readText(root, `${directory}/cpu.stat`), name);
  return stopped === null ? null : stopped / perSecond;
}
