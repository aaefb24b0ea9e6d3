/** The kernel's worker threads for this process's io_uring requests (io-wq), whose CPU time is charged to no thread of ours. */
import { readNames, readText } from "./sysfs.ts";

/** The kernel names them so, with the id of the thread that set the ring up behind (io_uring/io-wq.c). */
const NAME = "iou-wrk-";

/** They end after being idle for so long: looking at least as often misses none. */
export const WORKER_IDLE_MS = 5000;

/** How many there are now; `null` where that can't be read. */
export function readRingWorkers(root = "/"): number | null {
  const threads = readNames(root, "/proc/self/task");
  return threads?.filter((thread) => readText(root, `/proc/self/task/${thread}/comm`)?.startsWith(NAME))
    .length ?? null;
}
