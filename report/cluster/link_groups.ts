/**
 * Outlying links of one host together: where each pair was measured in one direction only, a host that sends slowly has
 * no effect of its own for that, but nearly all links on which it sends are outliers.
 */
import type { ClusterConfiguration } from "../../results/cluster/cluster.ts";
import { isWorse, type LinkEffect } from "../../results/cluster/effects.ts";

export interface LinkGroup {
  readonly host: string;
  readonly part: "sends" | "receives";
  /** Outliers, all worse or all better than explained. */
  readonly links: readonly LinkEffect[];
  /** On how many links the host has that part. */
  readonly all: number;
}

const LEAST_LINKS = 3, LEAST_SHARE = 0.5;

/** The groups, and the outliers that are in none, in their order. */
export function linkGroups(
  { links: all, measure }: ClusterConfiguration,
  outliers: readonly LinkEffect[],
): { readonly groups: readonly LinkGroup[]; readonly alone: readonly LinkEffect[] } {
  const groups: LinkGroup[] = [];
  const ends = [["sends", "sender"], ["receives", "receiver"]] as const;
  for (const [part, end] of ends) {
    const byHost = Map.groupBy(outliers, (link) => `${link[end]}\n${isWorse(link, measure)}`);
    for (const links of byHost.values()) {
      const host = links[0]![end];
      const count = all.filter((link) => link[end] === host).length;
      if (links.length >= LEAST_LINKS && links.length >= LEAST_SHARE * count) {
        groups.push({ host, part, links, all: count });
      }
    }
  }
  const grouped = new Set(groups.flatMap(({ links }) => links));
  return { groups, alone: outliers.filter((link) => !grouped.has(link)) };
}
