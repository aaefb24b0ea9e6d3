/** This host's name. */
import { readText } from "./sysfs.ts";

/** Hosts that share a kernel, such as containers and namespaces, share its name; the program that starts netio there sets this. */
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
