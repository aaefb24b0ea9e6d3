/**
 * Whether a sweep can run here at all: enough memory, file descriptors and CPUs, checked before the first trial, so
 * that it does not fail at the largest cell an hour later.
 */
import { FIELD_COUNT } from "../modes/payload.ts";
import { bytesText } from "../results/number_text.ts";
import type { TaskHeadroom } from "../host/tasks.ts";
import { filesPerConnection, PROGRAM_FILES } from "../trial/open_files.ts";
import type { Settings } from "../trial/settings.ts";
import type { SweepPlan } from "./plan.ts";

/** What the machine allows; `null` where it could not be read, which is then not checked. */
export interface Allowance {
  readonly availableBytes: number | null;
  readonly openFiles: number | null;
  /** Memory that may be locked; without a limit, or unread, `null`. */
  readonly lockableBytes: number | null;
  readonly tasks: TaskHeadroom | null;
  /** Those that threads may be pinned to. */
  readonly cpus: readonly number[];
  /** How many kinds of core have counters of their own. */
  readonly corePmus: number;
}

const WORKER_BYTES = 12 * 1024 ** 2;
/** Counts of latencies. */
const MODE_BYTES = 512 * 1024;
const RECEIVE_BUFFER_BYTES = 256 * 1024;
const PLACEMENT_BYTES = FIELD_COUNT * 16 * 4096;
/** Its thread, and those that the runtime starts for it to read its modules, which end after ten idle seconds. Measured. */
const TASKS_PER_WORKER = 6;
/** The runtime starts and ends threads for files and name look-ups. */
const SPARE_TASKS = 2;

/**
 * What stands in the way of the largest cell, one sentence each, naming the limit; empty when nothing does.
 *
 * Each connection has its two Workers, its payload (the fields, a packed copy for the modes that need one, and the buffer
 * that one mode packs into), a buffer to receive a message into, and its sockets; with counters, their descriptors too.
 */
export function obstacles(
  plan: {
    readonly sizes: readonly number[];
    readonly threads: readonly number[];
    /** How many modes are open on a connection at a time. */
    readonly modesAtOnce: number;
  } & Pick<Settings, "workingSetBytes" | "poolDepth" | "counters" | "pin">,
  allowance: Allowance,
): string[] {
  const found: string[] = [];
  const threads = Math.max(...plan.threads), size = Math.max(...plan.sizes);
  const payload = Math.max(size * ((plan.poolDepth ?? 0) + 1), plan.workingSetBytes ?? 0);
  const copies = plan.modesAtOnce > 1 ? 3 : 2;
  const bytes = threads *
    (2 * WORKER_BYTES + plan.modesAtOnce * MODE_BYTES + copies * payload + PLACEMENT_BYTES +
      Math.max(RECEIVE_BUFFER_BYTES, size));
  const { availableBytes, openFiles, cpus, corePmus } = allowance;
  if (availableBytes !== null && bytes > availableBytes) {
    found.push(
      `--sizes ${bytesText(size)}${workingSetText(plan)} with --threads ${threads} ` +
        `needs about ${mebibytes(bytes)} MiB of memory, but only ${
          mebibytes(availableBytes)
        } MiB are available ` +
        "(MemAvailable, or what the cgroup's limit leaves)",
    );
  }
  const files = PROGRAM_FILES + threads * filesPerConnection(plan.counters, corePmus);
  if (openFiles !== null && files > openFiles) {
    found.push(
      `--threads ${threads} needs about ${files} open files, but the limit is ${openFiles} ` +
        `(RLIMIT_NOFILE; raise it with ulimit -n ${files})`,
    );
  }
  if (plan.pin.kind === "lists") {
    const missing = [...plan.pin.tx, ...plan.pin.rx].filter((cpu) => !cpus.includes(cpu));
    if (missing.length > 0) {
      found.push(`--pin names CPU ${missing.join(",")}, but this process may use only ${cpus.join(",")}`);
    }
  }
  return found;
}

/** Locks its message in memory, by registering it. */
const LOCKING_MODE = "uring-zero-copy-fixed";

/** Why there is not enough memory to be locked for the mode that locks its messages; `null` where there is. */
export function lockingRefusal(
  plan: Pick<SweepPlan, "modes" | "sizes" | "threads" | "workingSetBytes" | "poolDepth">,
  { lockableBytes }: Allowance,
): { readonly id: string; readonly reason: string } | null {
  if (lockableBytes === null || !plan.modes.includes(LOCKING_MODE)) return null;
  const threads = Math.max(...plan.threads), size = Math.max(...plan.sizes);
  const bytes = threads * Math.max(4096, size * (plan.poolDepth ?? 1), plan.workingSetBytes ?? 0);
  if (bytes <= lockableBytes) return null;
  const reason = `--sizes ${bytesText(size)}${workingSetText(plan)} with --threads ${threads} needs ` +
    `${bytesText(bytes)} of locked memory, but the limit is ${bytesText(lockableBytes)} ` +
    "(RLIMIT_MEMLOCK; raise it with ulimit -l unlimited)";
  return { id: LOCKING_MODE, reason };
}

/**
 * Which thread counts are impossible for want of tasks, and why; the least is not among them, since a sweep without any
 * cell is refused.
 */
export function taskObstacles(
  threads: readonly number[],
  endsEach: number,
  allowance: Pick<Allowance, "tasks">,
): Map<number, string> {
  const least = Math.min(...threads);
  return new Map(
    threads.filter((count) => count > least).flatMap((count) => {
      const obstacle = taskObstacle(count, endsEach, allowance);
      return obstacle === null ? [] : [[count, obstacle] as const];
    }),
  );
}

/**
 * Why there are not enough tasks for a number of connections, in one sentence; `null` when nothing is in the way.
 *
 * @param endsEach ends of a connection that run in this process, each in a Worker of its own
 */
export function taskObstacle(
  threads: number,
  endsEach: number,
  { tasks }: Pick<Allowance, "tasks">,
): string | null {
  const needed = endsEach * threads * TASKS_PER_WORKER + SPARE_TASKS;
  if (tasks === null || needed <= tasks.left) return null;
  const { left, limit, limitedBy } = tasks;
  const limitText = limitedBy === "pids.max"
    ? `pids.max ${limit} of the control group leaves ${left} (docker --pids-limit, TasksMax, podPidsLimit)`
    : `RLIMIT_NPROC ${limit} leaves this user ${left} (ulimit -u)`;
  return `--threads ${threads} needs about ${needed} more tasks (kernel threads), but ${limitText}`;
}

function workingSetText(
  { workingSetBytes, poolDepth }: Pick<Settings, "workingSetBytes" | "poolDepth">,
): string {
  if (poolDepth) return ` and --pool-depth ${poolDepth}`;
  return workingSetBytes ? ` and --working-set ${bytesText(workingSetBytes)}` : "";
}

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 1024 ** 2);
}
