/** In a named network namespace of this machine (ip-netns(8)), which stands for a host. */
import type { Launcher } from "../launcher.ts";

export const NETNS: Launcher = {
  program: "ip",
  command: ({ name }, shellText) => ["ip", "netns", "exec", name, "sh", "-c", shellText],
  copying: () => null,
};
