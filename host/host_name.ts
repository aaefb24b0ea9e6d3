/** What this host is called. */
import { readText } from "./sysfs.ts";

/** The node name of uname(2), without its domain; `null` where it can't be read or says nothing. */
export function readHostName(root = "/"): string | null {
  const name = readText(root, "/proc/sys/kernel/hostname")?.split(".")[0] ?? "";
  return name === "" || name === "(none)" ? null : name;
}
