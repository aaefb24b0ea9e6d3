/**
 * What a scenario of the lab is: a machine that this one is not, and what has to hold in it. One file each in
 * `scenarios/`, a line each in `scenarios/registry.ts`; everything a scenario may use of its surroundings is a {@linkcode Lab}.
 */
import { BuildError } from "../scripts/command.ts";

/** One assertion: what was to hold, whether it held, and the figures that say so. */
export interface Check {
  /** What has to hold, as a sentence without a full stop: `every zero-copy row is zero-copied`. */
  readonly what: string;
  readonly held: boolean;
  /** What was seen, with units; also where it held, so that a log of a run is a record. */
  readonly seen: string;
}

export interface Scenario {
  /** As it is called on the command line. */
  readonly name: string;
  /** One line for `--list`. */
  readonly about: string;
  /** Debian packages of the host's own release that it needs; see {@linkcode Lab.tools}. */
  readonly packages: readonly string[];
  /** Whether it needs root, for devices and namespaces of the network. */
  readonly needsRoot: boolean;
  /**
   * Builds what it needs, runs it, and yields each assertion as soon as it is decided. Whatever it started has ended when
   * the iteration ends, also where that is early (`using`, `await using`, `finally`).
   *
   * @throws LabError where it can't be run to its end; that is a failure of the scenario too
   */
  run(lab: Lab): AsyncIterable<Check>;
}

/** What the lab gives a running scenario. */
export interface Lab {
  /** A folder for this run alone, empty and absolute; it stays where the scenario failed, or with `--keep`. */
  readonly work: string;
  /** The folder that keeps downloads and images from run to run, absolute. */
  readonly cache: string;
  /** The packages of the scenario, unpacked with what they depend on; what is installed here is used as it is. */
  readonly tools: Tools;
  /** Tells the person at the terminal what goes on, in one line. */
  say(line: string): void;
  /** The path of `netio` of this checkout, compiled for this machine, once for all scenarios. */
  netio(): Promise<string>;
}

/** Programs of Debian packages that are not installed, but unpacked. */
export interface Tools {
  /** Where they are unpacked, absolute: `/usr/sbin/slurmd` of a package lies at `${root}/usr/sbin/slurmd`. */
  readonly root: string;
  /** `PATH` and `LD_LIBRARY_PATH` with which they, and what is installed, are found. */
  readonly env: Readonly<Record<string, string>>;
  /** The absolute path of a program of theirs, or of one that is installed. Throws `LabError` for one that is neither. */
  find(program: string): string;
}

/** The lab, or a scenario, can't go on; the message says why and what to do. */
export class LabError extends BuildError {}

/** An assertion that is decided by a condition. */
export function check(what: string, held: boolean, seen: string): Check {
  return { what, held, seen };
}
