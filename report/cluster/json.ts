/** What `analyze --json` prints of a cluster: all pairs in all configurations. */
import {
  bestModes,
  type Cluster,
  type ClusterConfiguration,
  overallOf,
} from "../../results/cluster/cluster.ts";
import { CPU_PER_BYTE } from "../../results/measures.ts";
import { FALSE_POSITIVE_RATE } from "../../stats/outlier_limits.ts";

export function clusterJson(cluster: Cluster) {
  const { hosts, machines, pairs, namesFrom, configurations, shown } = cluster;
  return {
    namesFrom,
    hosts: hosts.map((name) => ({ name, machine: machines.get(name) ?? null })),
    pairs: pairs.map(({ sender, receiver, source }) => ({ sender, receiver, source })),
    falsePositiveRate: FALSE_POSITIVE_RATE,
    bestModes: bestModes(cluster),
    configurations: configurations.map((one) => ({ isShown: one === shown, ...configurationJson(one) })),
  };
}

function configurationJson(configuration: ClusterConfiguration) {
  const { setting: { topology: _, ...setting }, mode, messageBytes, threads } = configuration;
  const { measure, effects, hosts } = configuration;
  const known = typeof effects === "string" ? null : effects;
  return {
    mode,
    ...setting,
    messageBytes,
    threads,
    measure: { name: measure.id, unit: measure.unit, better: measure.better },
    median: overallOf(configuration),
    noEffectsBecause: typeof effects === "string" ? effects : null,
    parts: known?.parts ?? null,
    overall: known?.overall ?? null,
    spreadRatio: known?.spread ?? null,
    rule: known?.rule ?? null,
    hosts,
    links: linksJson(configuration),
  };
}

function linksJson({ pairs, measure, linkOf }: ClusterConfiguration) {
  return pairs.map((pair) => {
    const { sender, receiver, cell } = pair, link = linkOf(pair), estimate = cell.estimate(measure);
    return {
      sender,
      receiver,
      trials: cell.rows.length,
      failed: cell.nFailed,
      median: estimate?.median ?? null,
      interval: estimate?.interval ?? null,
      cpuNsPerByte: cell.estimate(CPU_PER_BYTE)?.median ?? null,
      ratio: link?.ratio ?? null,
      ratioInterval: link?.interval ?? null,
      isOutlier: link?.isOutlier ?? null,
    };
  });
}
