/** What `netio pairs` has to do, according to its options and the record in its directory. */
import { resolve } from "node:path";
import { pairState } from "../cluster/pair_directory.ts";
import {
  type ClusterHost,
  HostsError,
  type Pair,
  parseHostFile,
  requirePairs,
  withAddresses,
} from "../cluster/hosts.ts";
import { type LauncherName, LAUNCHERS } from "../cluster/launchers/registry.ts";
import { type PairsRecord, RecordError, storedRecord } from "../cluster/record.ts";
import { oneAtATime, roundRobin } from "../cluster/rounds.ts";
import { slurmHosts } from "../cluster/slurm_hosts.ts";
import { estimateMs } from "../sweep/estimate.ts";
import type { SweepPlan } from "../sweep/plan.ts";
import { trialsToRun } from "../sweep/sweep.ts";
import { usableCpus } from "../trial/usable_cpus.ts";
import { systemErrorText } from "../results/words.ts";
import type { PairsGiven } from "./options/pairs_options.ts";
import { readSweepArguments, type SweepArguments } from "./options/sweep_arguments.ts";
import { UsageError } from "./usage_error.ts";

/** Until a launcher has started both ends. */
const LAUNCH_MS = 3e3;

export interface PairsTarget {
  readonly hosts: readonly ClusterHost[];
  readonly sweep: SweepArguments;
  /** The record in the directory; `null` if that is new. */
  readonly record: PairsRecord | null;
  /** As it was typed. */
  readonly directory: string;
  /** What is still to be measured, in rounds of pairs that are measured at the same time. */
  readonly rounds: readonly (readonly Pair[])[];
  /** Of all pairs, the measured ones included. */
  readonly pairCount: number;
  /** How long the rest takes, ms. */
  readonly estimateMs: number;
}

/** @throws UsageError for unusable hosts, sweep options or directory */
export async function pairsTarget(given: PairsGiven, args: readonly string[]): Promise<PairsTarget> {
  if (given.nodes !== undefined) throw new UsageError("--nodes needs --sbatch");
  const { out: directory } = given;
  if (directory === undefined) throw new UsageError("pairs needs --out DIR, such as --out results/pairs");
  const record = asUsage(() => storedRecord(directory));
  requireNewOrResumed(directory, record, given);
  const sweep = readSweepArguments(sweepOptions(args, record));
  const hosts = await hostsOf(given, record?.hosts);
  const rounds = allRounds(hosts, given.serial ?? false);
  const missing = asUsage(() =>
    rounds.map((round) => round.filter((pair) => pairState(directory, pair) !== "complete"))
      .filter((round) => round.length > 0)
  );
  return {
    hosts,
    sweep,
    record,
    directory,
    rounds: missing,
    pairCount: rounds.flat().length,
    estimateMs: missing.length * pairMs(sweep.plan),
  };
}

/** The pairs of some hosts in rounds. Throws UsageError for too few hosts, or names that clash. */
export function allRounds(hosts: readonly ClusterHost[], isSerial: boolean): Pair[][] {
  const rounds = roundRobin(hosts).map((round) => round.map(([first, second]) => ({ first, second })));
  asUsage(() => requirePairs(rounds.flat(), hosts.length));
  return isSerial ? oneAtATime(rounds) : rounds;
}

/** What one pair takes, ms. */
export function pairMs(plan: SweepPlan): number {
  return LAUNCH_MS + estimateMs(plan, trialsToRun(plan, []), usableCpus());
}

/** The hosts that an option names; else those of the record. */
export async function hostsOf(
  given: PairsGiven,
  recorded: readonly ClusterHost[] | undefined,
): Promise<readonly ClusterHost[]> {
  const { hosts, hostfile, slurm, address } = given;
  const ways = Object.entries({ hosts, hostfile, slurm }).filter(([, value]) => value !== undefined);
  if (ways.length > 1) {
    throw new UsageError(
      `${ways.map(([name]) => `--${name}`).join(" and ")} are mutually exclusive: give one`,
    );
  }
  const named = hosts ?? (hostfile === undefined ? undefined : readHostFile(hostfile)) ??
    (slurm ? await slurmHosts().catch(rethrowAsUsage) : recorded);
  if (named === undefined) {
    throw new UsageError("pairs needs hosts: --hosts LIST, --hostfile FILE or --slurm");
  }
  return address === undefined ? named : withAddresses(named, address);
}

/** The one of `--launch`, else the one that suits the hosts. */
export function launcherName({ launch, slurm }: PairsGiven): LauncherName {
  return launch ?? (slurm ? "srun" : "ssh");
}

/** How netio is invoked on the hosts, unless it is copied there. */
export function netioWords({ netio }: PairsGiven): string[] {
  if (netio !== undefined) return [netio.includes("/") ? resolve(netio) : netio];
  if (Deno.build.standalone) return [Deno.execPath()];
  return [Deno.execPath(), "run", "-A", "--cached-only", new URL(Deno.mainModule).pathname];
}

/** The options about the hosts, for a later `netio pairs`. */
export function hostOptions(given: PairsGiven): string[] {
  const { port, netio, collect, serial } = given;
  return [
    port === undefined ? [] : ["--port", String(port)],
    netio === undefined ? [] : ["--netio", ...netioWords(given)],
    given["copy-binary"] ? "--copy-binary" : [],
    collect ? "--collect" : [],
    serial ? "--serial" : [],
  ].flat();
}

/** The program file to copy to the hosts. Throws UsageError where there is none, or no way to copy it. */
export function fileToCopy(given: PairsGiven): string {
  if (LAUNCHERS[launcherName(given)].copying("", "", []) === null) {
    throw new UsageError("--copy-binary: network namespaces have this machine's files");
  }
  if (given.netio !== undefined) return given.netio;
  if (Deno.build.standalone) return Deno.execPath();
  throw new UsageError(
    "--copy-binary needs the compiled netio (deno task compile): run that one, or name it by --netio",
  );
}

function sweepOptions(args: readonly string[], record: PairsRecord | null): readonly string[] {
  if (record === null) return args;
  const { sweepOptions: before } = record;
  if (args.length === 0 || JSON.stringify(args) === JSON.stringify(before)) return before;
  throw new UsageError(
    `--resume keeps the earlier sweep options (${before.join(" ") || "none"}); leave out what follows --`,
  );
}

function requireNewOrResumed(directory: string, record: PairsRecord | null, { resume }: PairsGiven): void {
  if ((resume && record !== null) || isEmpty(directory)) return;
  throw new UsageError(
    record === null
      ? `--out ${directory}: not empty, and not started by netio pairs; name a new directory`
      : `--out ${directory}: it already holds pairs; name a new directory, or continue them with --resume`,
  );
}

function isEmpty(directory: string): boolean {
  try {
    return [...Deno.readDirSync(directory)].length === 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return true;
    throw new UsageError(`--out ${directory}: ${systemErrorText(error)}`);
  }
}

function readHostFile(path: string): ClusterHost[] {
  try {
    return parseHostFile(Deno.readTextFileSync(path), path);
  } catch (error) {
    throw new UsageError(
      `--hostfile ${error instanceof HostsError ? error.message : `${path}: ${systemErrorText(error)}`}`,
    );
  }
}

function asUsage<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    return rethrowAsUsage(error);
  }
}

function rethrowAsUsage(error: unknown): never {
  const isUsage = error instanceof HostsError || error instanceof RecordError;
  throw isUsage ? new UsageError(error.message) : error;
}
