/** Result sets of hosts that do not share the directory they write into: fetched by tar over the launcher. */
import { type Pair, pairName } from "./hosts.ts";
import type { Launcher } from "./launcher.ts";
import { runHere } from "./local_command.ts";
import { commandText } from "./quoting.ts";

/**
 * Fetches what a pair's first host has of the pair's result set, into the directory of the same path here.
 *
 * @returns why that failed; `null` where it did not
 */
export async function collect(launcher: Launcher, pair: Pair, directory: string): Promise<string | null> {
  const pack = commandText(["tar", "-C", directory, "-cf", "-", pairName(pair)]);
  const far = commandText(launcher.command(pair.first, pack));
  const { code, stderr } = await runHere([
    "sh",
    "-c",
    `${far} | ${commandText(["tar", "-C", directory, "-xf", "-"])}`,
  ]);
  return code === 0 ? null : stderr.trim().split("\n")[0] ?? `exit code ${code}`;
}
