/** `netio pairs --sbatch`: the job that measures the pairs of its nodes, as a script that Slurm's users can read and change. */
import config from "../deno.json" with { type: "json" };
import { hostText } from "../cluster/hosts.ts";
import { jobScript } from "../cluster/job_script.ts";
import { countText } from "../results/words.ts";
import type { PairsGiven } from "./options/pairs_options.ts";
import { readSweepArguments } from "./options/sweep_arguments.ts";
import { allRounds, fileToCopy, hostOptions, hostsOf, netioWords, pairMs } from "./pairs_target.ts";
import { durationText } from "./text/progress.ts";
import { UsageError } from "./usage_error.ts";

/** @throws UsageError if the number of nodes is unknown, or sweep options are invalid */
export async function pairsJobScript(given: PairsGiven, sweepArgs: readonly string[]): Promise<string> {
  const { hosts, hostfile, nodes } = given;
  const isNamed = hosts !== undefined || hostfile !== undefined;
  if (!isNamed && nodes === undefined) {
    throw new UsageError("--sbatch needs --nodes N, or the nodes by name: --hosts LIST or --hostfile FILE");
  }
  if (isNamed && nodes !== undefined) {
    throw new UsageError("--nodes and the names of the nodes are mutually exclusive: give one");
  }
  if (given["copy-binary"]) fileToCopy({ ...given, slurm: true });
  const named = isNamed ? await hostsOf(given, undefined) : null;
  const numbered = Array.from({ length: nodes ?? 0 }, (_, i) => `node${i + 1}`);
  const all = named ?? numbered.map((name) => ({ name, address: name }));
  const rounds = allRounds(all, given.serial ?? false);
  const { plan, options: sweepOptions } = readSweepArguments(sweepArgs);
  const estimateMs = rounds.length * pairMs(plan);
  const pairs = `${countText(rounds.flat().length, "pair")} of ${all.length} nodes`;
  const when = `in ${countText(rounds.length, "round")}, about ${durationText(estimateMs)}`;
  return jobScript({
    nodes: all.length,
    nodeNames: named?.map(({ name }) => name) ?? null,
    estimateMs,
    about: `Measures the ${pairs} ${when}.`,
    netioVersion: config.version,
    command: [
      ...netioWords(given),
      "pairs",
      ...(named === null
        ? ["--slurm", ...(given.address === undefined ? [] : ["--address", given.address])]
        : ["--hosts", named.map(hostText).join(",")]),
      "--launch",
      given.launch ?? "srun",
      ...hostOptions(given),
    ],
    out: given.out ?? null,
    sweepOptions,
  });
}
