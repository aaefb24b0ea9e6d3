/** The program on hosts that don't have it: brought there for a run, and removed after it. */
import type { ClusterHost } from "./hosts.ts";
import type { Launcher } from "./launcher.ts";
import { runHere } from "./local_command.ts";
import { commandText } from "./quoting.ts";

const SUFFIX_BYTES = 8;

export interface CopiedBinary extends AsyncDisposable {
  /** Where it is on the hosts. */
  readonly path: string;
  /** Where it could not be brought, a line each. */
  readonly failures: readonly string[];
}

/**
 * Brings a file to all hosts, under a name that nobody else uses; removed by `await using`.
 *
 * @throws Error where it could be brought nowhere
 */
export async function copyBinary(
  launcher: Launcher,
  file: string,
  hosts: readonly ClusterHost[],
): Promise<CopiedBinary> {
  const path = `/tmp/netio-${randomText()}`;
  const commands = launcher.copying(file, path, hosts) ?? [];
  const failures = (await Promise.all(commands.map(failureOf))).filter((failure) => failure !== null);
  if (failures.length === commands.length) throw new Error(failures[0] ?? "there is no way to copy it");
  const remove = (host: ClusterHost) => runHere(launcher.command(host, commandText(["rm", "-f", path])));
  return {
    path,
    failures,
    [Symbol.asyncDispose]: async () => void await Promise.allSettled(hosts.map(remove)),
  };
}

async function failureOf(command: readonly string[]): Promise<string | null> {
  const { code, stderr } = await runHere(command);
  return code === 0 ? null : `${commandText(command)}: ${stderr.trim().split("\n").at(-1)}`;
}

function randomText(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(SUFFIX_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
