/** A way to run a command on another host; each is a file in `launchers/`. */
import type { ClusterHost } from "./hosts.ts";

export interface Launcher {
  /** The program that this host needs. */
  readonly program: string;
  /**
   * The command line that makes a POSIX shell on a host run `shellText`. Standard input, output and error of the command
   * are those of that shell, and the end of the input is passed on.
   */
  command(host: ClusterHost, shellText: string): string[];
  /** The command lines that copy a file to all hosts; `null` where they share this host's files. */
  copying(file: string, to: string, hosts: readonly ClusterHost[]): string[][] | null;
}
