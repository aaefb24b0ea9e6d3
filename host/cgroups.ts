/**
 * The control groups that this process is in: containers and batch systems limit memory and CPU time by them, which the
 * rest of /proc does not show.
 *
 * Source: cgroups(7); Documentation/admin-guide/cgroup-v2.rst; Documentation/admin-guide/cgroup-v1/.
 */
import { readText } from "./sysfs.ts";

export interface ControlGroup {
  readonly version: 1 | 2;
  readonly directory: string;
}

const MOUNT = "/sys/fs/cgroup";

/**
 * The groups with a controller's files, this process's own and all above it; a group may not be there.
 *
 * @param controller as version 1 names it and its mount
 */
export function controlGroups(controller: "memory" | "cpu" | "pids", root: string): ControlGroup[] {
  return (readText(root, "/proc/self/cgroup") ?? "").split("\n").flatMap((line): ControlGroup[] => {
    const [, controllers, path] = line.match(/^\d+:([^:]*):(.*)$/) ?? [];
    if (controllers === undefined || path === undefined) return [];
    const isVersion2 = controllers === "";
    if (!isVersion2 && !controllers.split(",").includes(controller)) return [];
    const mount = isVersion2 ? MOUNT : `${MOUNT}/${controller}`;
    return levels(path).map((level) => ({ version: isVersion2 ? 2 : 1, directory: mount + level }));
  });
}

/** The number in a line `name number` of a group's statistics; `null` without one. */
export function statisticIn(text: string | null, name: string): number | null {
  const found = text?.match(new RegExp(`^${name} (\\d+)$`, "m"))?.[1];
  return found === undefined ? null : Number(found);
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
