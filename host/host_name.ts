/** What this host is called. */
import { readText } from "./sysfs.ts";

/** Where hosts share a kernel, as containers and namespaces do, they share its name; what starts netio there knows better. */
const NAME_VARIABLE = "NETIO_HOST_NAME";

/**
 * What NETIO_HOST_NAME says, else the node name of uname(2), without its domain; `null` where it can't be read or says
 * nothing.
 */
export function readHostName(root = "/", given = Deno.env.get(NAME_VARIABLE)): string | null {
  if (given !== undefined && given !== "") return given;
  const name = readText(root, "/proc/sys/kernel/hostname")?.split(".")[0] ?? "";
  return name === "" || name === "(none)" ? null : name;
}
