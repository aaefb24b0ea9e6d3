/** Commands run by a user without privileges, and under limits that root is exempt from. */
import { execute, type Run } from "./cli/program.ts";

/** Nobody else's: what a limit counts, it counts for all processes of a user. */
const USER = 100_000 + Deno.pid % 900_000;

/** Why no command can be run so here; `null` where one can. */
export const whyNoStranger = Deno.uid() === 0 ? null : "needs root to become another user";

/** @param limits as options of prlimit(1): `--memlock=65536` */
export type RunLimited = (limits: readonly string[], command: readonly string[]) => Promise<Run>;

/** @param use gets what runs a command to its end, and a directory that the user may write into */
export async function asStranger(use: (run: RunLimited, directory: string) => Promise<void>): Promise<void> {
  const directory = await Deno.makeTempDir();
  try {
    await Deno.chown(directory, USER, USER);
    const become = ["setpriv", `--reuid=${USER}`, `--regid=${USER}`, "--clear-groups"];
    const env = { DENO_DIR: directory, HOME: directory };
    await use(
      (limits, command) => execute(["prlimit", ...limits, ...become, ...command], { env }),
      directory,
    );
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}
