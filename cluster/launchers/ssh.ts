/** By ssh, with keys and host names set up: nobody is there to type a password. */
import type { Launcher } from "../launcher.ts";
import { quoted } from "../quoting.ts";

const OPTIONS = ["-o", "BatchMode=yes"];

export const SSH: Launcher = {
  program: "ssh",
  /** The shell of the account, which may be any, has to read one quoted word only. */
  command: ({ name }, shellText) => ["ssh", ...OPTIONS, name, `exec sh -c ${quoted(shellText)}`],
  copying: (file, to, hosts) => hosts.map(({ name }) => ["scp", "-q", ...OPTIONS, file, `${name}:${to}`]),
};
