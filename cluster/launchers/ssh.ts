/** By ssh, with keys and host names set up: there is no one to type a password. */
import type { Launcher } from "../launcher.ts";
import { quoted } from "../quoting.ts";

const OPTIONS = ["-o", "BatchMode=yes"];

export const SSH: Launcher = {
  program: "ssh",
  /** The account's login shell may be any, so it gets a single quoted word. */
  command: ({ name }, shellText) => ["ssh", ...OPTIONS, name, `exec sh -c ${quoted(shellText)}`],
  copying: (file, to, hosts) => hosts.map(({ name }) => ["scp", "-q", ...OPTIONS, file, `${name}:${to}`]),
};
