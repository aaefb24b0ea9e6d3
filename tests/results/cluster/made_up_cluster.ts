/** Made-up clusters whose slow hosts and bad links are known. Nothing here was measured. */
import type { HostPair, HostPairs } from "../../../results/cluster/host_pairs.ts";
import type { ResultRow } from "../../../results/columns.ts";
import { mixSeed, type Random, seededRandom } from "../../../stats/random.ts";
import { normal } from "../../stats/normal.ts";
import { measuredTrial } from "../measured_trial.ts";

export interface MadeUpCluster {
  readonly hosts: number;
  /** Both directions, or each pair once, the second sending. */
  readonly isOneWay?: boolean;
  readonly repeats?: number;
  /** Standard deviations of the logarithm: of links, and of a link's trials. */
  readonly linkNoise?: number;
  readonly trialNoise?: number;
  readonly seed?: number;
  readonly sizes?: readonly number[];
  readonly modes?: readonly string[];
  /** A factor on what goes from one host to another; hosts are numbered from 1. */
  readonly factor?: (sender: number, receiver: number) => number;
}

const GBPS = 9.4;

export const hostName = (number: number) => `node${number}`;

/** Its result sets, as if they had been read. */
export function madeUpCluster(cluster: MadeUpCluster): HostPairs {
  const { hosts, isOneWay = false, seed = 1 } = cluster;
  const random = seededRandom(mixSeed(seed));
  const pairs: HostPair[] = [];
  for (let sender = 1; sender <= hosts; sender++) {
    for (let receiver = 1; receiver <= hosts; receiver++) {
      if (sender === receiver || (isOneWay && receiver > sender)) continue;
      pairs.push({
        sender: hostName(sender),
        receiver: hostName(receiver),
        source: `made-up/${hostName(receiver)}-${hostName(sender)}/trials.csv`,
        rows: pairRows(cluster, sender, receiver, random),
        machines: { sender: "made-up CPU, Linux 6.99", receiver: "made-up CPU, Linux 6.99" },
      });
    }
  }
  return { namesFrom: "directory names", pairs, notes: [] };
}

/** Trials from one host to another. */
export function pairRows(
  cluster: MadeUpCluster,
  sender: number,
  receiver: number,
  random: Random,
): ResultRow[] {
  const { repeats = 7, linkNoise = 0.02, trialNoise = 0.01, sizes = [65536], modes = ["one-copy"] } = cluster;
  const link = GBPS * (cluster.factor?.(sender, receiver) ?? 1);
  return sizes.flatMap((message_bytes) =>
    modes.flatMap((mode) => {
      const own = link * Math.exp(linkNoise * normal(random));
      return Array.from({ length: repeats }, (_, block) => {
        const throughput_gbps = own * Math.exp(trialNoise * normal(random));
        return measuredTrial({
          schema: 1,
          run_id: `${sender} ${receiver}`,
          trial: block,
          block,
          repeat: block,
          topology: "hosts",
          mode,
          message_bytes,
          threads: 1,
          throughput_gbps,
          cpu_ns_per_byte: 3 / throughput_gbps,
        });
      });
    })
  );
}
