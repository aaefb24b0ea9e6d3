/** The program on hosts that don't have it: copied there for a run, and removed after it, however that ends. */
import { FarProcess } from "./far_process.ts";
import type { ClusterHost } from "./hosts.ts";
import type { Launcher } from "./launcher.ts";
import { ANSWER, SILENCE_MS } from "./lifeline.ts";
import { runHere } from "./local_command.ts";
import { commandText, quoted } from "./quoting.ts";

const SUFFIX_BYTES = 8;

interface CopiedBinary extends AsyncDisposable {
  /** Where it is on the hosts. */
  readonly path: string;
  /** Where it could not be copied, a line each. */
  readonly failures: readonly string[];
}

/**
 * Copies a file to all hosts, under a name that nothing else uses; removed by `await using`, and by the hosts themselves
 * where this process dies before that.
 *
 * @throws Error where it could not be copied to any
 */
export async function copyBinary(
  launcher: Launcher,
  file: string,
  hosts: readonly ClusterHost[],
): Promise<CopiedBinary> {
  const path = `/tmp/netio-${crypto.getRandomValues(new Uint8Array(SUFFIX_BYTES)).toHex()}`;
  const commands = launcher.copying(file, path, hosts) ?? [];
  const failures = (await Promise.all(commands.map(failureOf))).filter((failure) => failure !== null);
  if (failures.length === commands.length) throw new Error(failures[0] ?? "there is no way to copy it");
  const keepers = hosts.map((host) =>
    new FarProcess(launcher.command(host, keeperText(path)), { token: "" })
  );
  return {
    path,
    failures,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(keepers.map((keeper) => keeper[Symbol.asyncDispose]()));
    },
  };
}

/**
 * A shell script that answers until its standard input ends, as it does when this process is killed, or is silent, as it
 * is when this host dies, and then removes the file. It reads byte by byte: POSIX `read` has no timeout.
 */
function keeperText(path: string): string {
  const isHeard = `timeout ${SILENCE_MS / 1e3} head -c 1 | grep -q '^'`;
  return `while ${isHeard}; do echo ${quoted(ANSWER)} >&2; done; rm -f ${quoted(path)}`;
}

async function failureOf(command: readonly string[]): Promise<string | null> {
  const { code, stderr } = await runHere(command);
  return code === 0 ? null : `${commandText(command)}: ${stderr.trim().split("\n").at(-1)}`;
}
