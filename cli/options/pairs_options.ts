/** The options of `netio pairs`: which hosts, how they are reached, and where the result sets go. */
import { type ClusterHost, HostsError, parseHosts } from "../../cluster/hosts.ts";
import { LAUNCHER_NAMES } from "../../cluster/launchers/registry.ts";
import { choice, integer } from "../../trial/forms.ts";
import { formOption, PORT } from "./forms.ts";
import { type Given, type OptionTable, switchOption } from "./option.ts";
import { ValueError } from "./values.ts";

const asGiven = (text: string) => text;

/** Of a job; Slurm has the last word. */
const NODES = integer(2, 4096);

export const PAIRS_OPTIONS = {
  hosts: {
    value: "LIST",
    help: "the hosts; HOST=ADDRESS where others connect to another name or address than the launcher does",
    example: "node1,node2,node3=10.0.0.3",
    parse: parseHostList,
  },
  hostfile: {
    value: "FILE",
    help: "the hosts, one a line; # begins a comment",
    example: "hosts.txt",
    parse: asGiven,
  },
  slurm: switchOption("slurm", "the hosts of the Slurm job that this is run in, by srun"),
  address: {
    value: "PATTERN",
    byDefault: "by Slurm its NodeAddr, else the host's name",
    help: "the address of each host, %h standing for its name",
    example: "%h-ib0",
    parse: parseAddressPattern,
  },
  out: {
    value: "DIR",
    help:
      "directory of the result sets, DIR/FIRST-SECOND for each pair; on a file system that the hosts share, or --collect",
    example: "results/pairs",
    short: "o",
    parse: asGiven,
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
    help: "where the servers listen, for firewalls",
    example: "5201",
  }),
  netio: {
    value: "PATH",
    byDefault: "this program's own",
    help: "netio on the hosts",
    example: "/opt/netio/bin/netio",
    parse: asGiven,
  },
  "copy-binary": switchOption(
    "copy-binary",
    "bring the program to /tmp of each host (scp, sbcast), and remove it afterwards",
  ),
  collect: switchOption(
    "collect",
    "fetch each result set from its first host, where the hosts share no file system with --out (tar)",
  ),
  serial: switchOption("serial", "one pair at a time, where pairs could disturb each other in the network"),
  resume: switchOption(
    "resume",
    "go on with what is in --out: leave out what is measured, finish what was begun; hosts and sweep options are kept",
  ),
  sbatch: switchOption("sbatch", "write a job script for Slurm to stdout, and stop; with --nodes or hosts"),
  nodes: formOption(NODES, {
    value: "N",
    help: "with --sbatch: how many nodes the job asks for",
    example: "8",
  }),
  "dry-run": switchOption("dry-run", "say which pairs are measured when, and how long it takes, and stop"),
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
  throw new ValueError("allowed is a name or an address in which %h stands for the host, such as %h-ib0");
}
