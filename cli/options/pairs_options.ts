/** The options of `netio pairs`: which hosts, how they are reached, and where the result sets go. */
import { type ClusterHost, HostsError, parseHosts } from "../../cluster/hosts.ts";
import { LAUNCHER_NAMES } from "../../cluster/launchers/registry.ts";
import { choice, integer } from "../../trial/forms.ts";
import { formOption, PORT } from "./forms.ts";
import { type Given, type OptionTable, switchOption } from "./option.ts";
import { ValueError } from "./values.ts";

/** Nodes of a job; Slurm decides in the end. */
const NODES = integer(2, 4096);

export const PAIRS_OPTIONS = {
  hosts: {
    value: "LIST",
    help: "the hosts; HOST=ADDRESS where the other hosts reach it at another address than this machine does",
    example: "node1,node2,node3=10.0.0.3",
    parse: parseHostList,
  },
  hostfile: {
    value: "FILE",
    help: "file with the hosts, one per line; # starts a comment",
    example: "hosts.txt",
    parse: String,
  },
  slurm: switchOption("the hosts of the current Slurm job, started by srun"),
  address: {
    value: "PATTERN",
    byDefault: "with Slurm its NodeAddr, else the host's name",
    help: "the address of each host, %h standing for its name",
    example: "%h-ib0",
    parse: parseAddressPattern,
  },
  out: {
    value: "DIR",
    help:
      "directory of the result sets, DIR/FIRST-SECOND for each pair; on a file system the hosts share, or with --collect",
    example: "results/pairs",
    short: "o",
    parse: String,
  },
  launch: formOption(choice(LAUNCHER_NAMES), {
    value: "HOW",
    byDefault: "srun with --slurm, else ssh",
    help:
      "what starts netio on the hosts: ssh, srun (steps of this job), or netns (hosts are named network namespaces)",
    example: "srun",
  }),
  port: formOption(PORT, {
    value: "PORT",
    byDefault: "any free one",
    help: "port that the servers listen on, for firewalls",
    example: "5201",
  }),
  netio: {
    value: "PATH",
    byDefault: "this program's own",
    help: "path of netio on the hosts",
    example: "/opt/netio/bin/netio",
    parse: String,
  },
  "copy-binary": switchOption(
    "copy the program to /tmp on each host (scp, sbcast), and remove it afterwards",
  ),
  collect: switchOption(
    "fetch each result set from its first host, where the hosts share no file system with --out (tar)",
  ),
  serial: switchOption("one pair at a time, where pairs could disturb each other in the network"),
  resume: switchOption(
    "continue what is in --out: skip measured pairs and finish interrupted ones, with the same hosts and sweep options",
  ),
  sbatch: switchOption("write a Slurm job script to stdout, then exit; needs --nodes, --hosts or --hostfile"),
  nodes: formOption(NODES, {
    value: "N",
    help: "with --sbatch: number of nodes the job requests",
    example: "8",
  }),
  "dry-run": switchOption("print the rounds of pairs and the estimated time, then exit"),
} as const satisfies OptionTable;

export type PairsGiven = Given<typeof PAIRS_OPTIONS>;

function parseHostList(text: string): ClusterHost[] {
  try {
    return parseHosts(text);
  } catch (error) {
    throw error instanceof HostsError ? new ValueError(error.message) : error;
  }
}

function parseAddressPattern(text: string): string {
  if (/^[\w.:-]*%h[\w.:-]*$/.test(text)) return text;
  throw new ValueError("expected a name or address in which %h stands for the host, such as %h-ib0");
}
