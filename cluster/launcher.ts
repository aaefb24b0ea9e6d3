/** How a command comes to run on another host; one file in `launchers/` for each way. */
import type { ClusterHost } from "./hosts.ts";

export interface Launcher {
  /** The program that has to be here. */
  readonly program: string;
  /**
   * The command line that has a POSIX shell on a host read `shellText`. Standard input, output and error of the command
   * are those of the host's shell, and the end of the input is passed on.
   */
  command(host: ClusterHost, shellText: string): string[];
  /** The command lines that bring a file to all hosts; `null` where they have this one's files. */
  copying(file: string, to: string, hosts: readonly ClusterHost[]): string[][] | null;
}
