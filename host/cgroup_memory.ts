/**
 * How much more memory this process's control groups let it have: containers and batch systems set such limits, which
 * /proc/meminfo knows nothing of.
 *
 * Source: cgroups(7); Documentation/admin-guide/cgroup-v2.rst (memory.max, memory.current, memory.stat);
 * Documentation/admin-guide/cgroup-v1/memory.rst.
 */
import { readInteger, readText } from "./sysfs.ts";

/** Where a version of control groups keeps its figures. */
interface Hierarchy {
  readonly mount: string;
  readonly limit: string;
  readonly usage: string;
  /** The line of memory.stat with file pages that the kernel drops first. */
  readonly reclaimable: string;
}

const VERSION_2: Hierarchy = {
  mount: "/sys/fs/cgroup",
  limit: "memory.max",
  usage: "memory.current",
  reclaimable: "inactive_file",
};
const VERSION_1: Hierarchy = {
  mount: "/sys/fs/cgroup/memory",
  limit: "memory.limit_in_bytes",
  usage: "memory.usage_in_bytes",
  reclaimable: "total_inactive_file",
};

/** What version 1 has for no limit is nearly 2⁶³; no machine has 2⁵⁶ bytes. */
const UNLIMITED_BYTES = 2 ** 56;

/**
 * Bytes that the tightest limit still leaves, in the group of this process and all above it, where file pages that the
 * kernel drops before it refuses memory count as free, as they do in MemAvailable; `null` where nothing limits it.
 */
export function readCgroupHeadroomBytes(root = "/"): number | null {
  const groups = (readText(root, "/proc/self/cgroup") ?? "").split("\n").flatMap((line) => {
    const [, controllers, path] = line.match(/^\d+:([^:]*):(.*)$/) ?? [];
    if (path === undefined) return [];
    if (controllers === "") return [{ hierarchy: VERSION_2, path }];
    return controllers!.split(",").includes("memory") ? [{ hierarchy: VERSION_1, path }] : [];
  });
  const left = groups.flatMap(({ hierarchy, path }) =>
    levels(path).map((level) => headroomBytes(root, hierarchy, level))
  ).filter((bytes) => bytes !== null);
  return left.length === 0 ? null : Math.min(...left);
}

/**
 * A group's path and those above it, to the empty one, which is the mount itself: a container may see its own group
 * there, under a path (`/`, the host's, or one with `..`) that the mount does not have.
 */
function levels(path: string): string[] {
  const names = path.split("/").filter((name) => name !== "");
  if (names.includes("..")) return [""];
  return Array.from({ length: names.length + 1 }, (_, i) => ["", ...names.slice(0, i)].join("/"));
}

function headroomBytes(root: string, hierarchy: Hierarchy, level: string): number | null {
  const directory = hierarchy.mount + level;
  const limitBytes = readInteger(root, `${directory}/${hierarchy.limit}`);
  const usedBytes = readInteger(root, `${directory}/${hierarchy.usage}`);
  if (limitBytes === null || limitBytes >= UNLIMITED_BYTES || usedBytes === null) return null;
  const stat = readText(root, `${directory}/memory.stat`) ?? "";
  const reclaimable = stat.match(new RegExp(`^${hierarchy.reclaimable} (\\d+)$`, "m"))?.[1];
  return Math.max(0, limitBytes - usedBytes + Number(reclaimable ?? 0));
}
