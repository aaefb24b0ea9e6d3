/**
 * How much more memory this process's control groups let it have.
 *
 * Source: Documentation/admin-guide/cgroup-v2.rst (memory.max, memory.current, memory.stat);
 * Documentation/admin-guide/cgroup-v1/memory.rst.
 */
import { type ControlGroup, controlGroups, statisticIn } from "./cgroups.ts";
import { readInteger, readText } from "./sysfs.ts";

/** The names of the figures in a version of control groups. */
interface Names {
  readonly limit: string;
  readonly usage: string;
  /** The line of memory.stat with file pages that the kernel drops first. */
  readonly reclaimable: string;
}

const NAMES: Readonly<Record<ControlGroup["version"], Names>> = {
  1: {
    limit: "memory.limit_in_bytes",
    usage: "memory.usage_in_bytes",
    reclaimable: "total_inactive_file",
  },
  2: { limit: "memory.max", usage: "memory.current", reclaimable: "inactive_file" },
};

/** In version 1 no limit is nearly 2⁶³; no machine has 2⁵⁶ bytes. */
const UNLIMITED_BYTES = 2 ** 56;

/**
 * Bytes that the tightest limit still leaves, in the group of this process and all above it, where file pages that the
 * kernel drops before it refuses memory count as free, as they do in MemAvailable; `null` where nothing limits it.
 */
export function readCgroupHeadroomBytes(root: string): number | null {
  const left = controlGroups("memory", root).map((group) => headroomBytes(root, group))
    .filter((bytes) => bytes !== null);
  return left.length === 0 ? null : Math.min(...left);
}

function headroomBytes(root: string, { version, directory }: ControlGroup): number | null {
  const { limit, usage, reclaimable } = NAMES[version];
  const limitBytes = readInteger(root, `${directory}/${limit}`);
  const usedBytes = readInteger(root, `${directory}/${usage}`);
  if (limitBytes === null || limitBytes >= UNLIMITED_BYTES || usedBytes === null) return null;
  const freedBytes = statisticIn(readText(root, `${directory}/memory.stat`), reclaimable) ?? 0;
  return Math.max(0, limitBytes - usedBytes + freedBytes);
}
