/** The hosts of the Slurm job that this process is part of. Source: scontrol(1). */
import { errorText } from "../results/words.ts";
import { type ClusterHost, HostsError } from "./hosts.ts";
import { runHere } from "./local_command.ts";

/** @throws HostsError outside of a job, or where Slurm does not answer */
export async function slurmHosts(): Promise<ClusterHost[]> {
  const nodes = Deno.env.get("SLURM_JOB_NODELIST");
  if (nodes === undefined || nodes === "") {
    throw new HostsError(
      "SLURM_JOB_NODELIST is not set: this is not a Slurm job (netio pairs --sbatch writes one)",
    );
  }
  const names = await asked(["scontrol", "show", "hostnames", nodes]);
  const addresses = nodeAddresses(await asked(["scontrol", "--oneliner", "show", "node", nodes]));
  return names.split("\n").filter((name) => name !== "")
    .map((name) => ({ name, address: addresses.get(name) ?? name }));
}

/** By node, the address that Slurm itself reaches it at; of the lines of `scontrol --oneliner show node`. Pure. */
export function nodeAddresses(text: string): Map<string, string> {
  return new Map(
    text.split("\n").flatMap((line) => {
      const [, name] = /^NodeName=(\S+)/.exec(line) ?? [];
      const [, address] = /\bNodeAddr=(\S+)/.exec(line) ?? [];
      return name === undefined || address === undefined ? [] : [[name, address]];
    }),
  );
}

async function asked(command: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runHere(command).catch((error) => {
    throw new HostsError(errorText(error));
  });
  if (code === 0) return stdout;
  throw new HostsError(`${command.join(" ")}: ${stderr.trim().split("\n")[0]}`);
}
