/**
 * How many more tasks (what the kernel calls threads and processes) this process may start: containers and batch systems
 * limit them by control groups, logins by user.
 *
 * Source: Documentation/admin-guide/cgroup-v2.rst (pids.max); Documentation/admin-guide/cgroup-v1/pids.rst; getrlimit(2).
 */
import { controlGroups } from "./cgroups.ts";
import { readProcess } from "./process.ts";
import { readInteger, readNames, readText } from "./sysfs.ts";

/** What the tightest limit still leaves. */
export interface TaskHeadroom {
  readonly left: number;
  readonly limit: number;
  readonly limitedBy: "pids.max" | "RLIMIT_NPROC";
}

/** Of this process's control groups, all above them, and its user; `null` where nothing limits it. */
export function readTaskHeadroom(root: string): TaskHeadroom | null {
  const limits = [...groupLimits(root), ...userLimit(root)];
  return limits.toSorted((a, b) => a.left - b.left)[0] ?? null;
}

function groupLimits(root: string): TaskHeadroom[] {
  return controlGroups("pids", root).flatMap(({ directory }) => {
    const limit = readInteger(root, `${directory}/pids.max`);
    const used = readInteger(root, `${directory}/pids.current`);
    return limit === null || used === null ? [] : [headroom(limit, used, "pids.max")];
  });
}

/** The kernel lets processes exceed it that could raise it. */
function userLimit(root: string): TaskHeadroom[] {
  const { realUserId, tasks, capabilities } = readProcess(root);
  const isExempt = capabilities?.some((name) => name === "CAP_SYS_ADMIN" || name === "CAP_SYS_RESOURCE");
  if (tasks === null || tasks.soft === "unlimited" || realUserId === null || realUserId === 0 || isExempt) {
    return [];
  }
  return [headroom(tasks.soft, tasksOf(realUserId, root), "RLIMIT_NPROC")];
}

function headroom(limit: number, used: number, limitedBy: TaskHeadroom["limitedBy"]): TaskHeadroom {
  return { left: Math.max(0, limit - used), limit, limitedBy };
}

/** As far as they can be seen: a container sees only its own. */
function tasksOf(userId: number, root: string): number {
  const processes = (readNames(root, "/proc") ?? []).filter((name) => /^\d+$/.test(name));
  return processes.reduce((sum, pid) => {
    const status = readText(root, `/proc/${pid}/status`) ?? "";
    const isOurs = status.match(/^Uid:\s*(\d+)/m)?.[1] === `${userId}`;
    return isOurs ? sum + Number(status.match(/^Threads:\s*(\d+)/m)?.[1] ?? 1) : sum;
  }, 0);
}
