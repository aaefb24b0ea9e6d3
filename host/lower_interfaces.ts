/**
 * The interfaces below one that is made of others (bond, VLAN, macvlan, bridge): the cards whose offloads, queues and
 * memory node decide how its packets go.
 *
 * Source: net/core/dev.c gives such an interface a link `lower_NAME` to each below it.
 */
import { readNames } from "./sysfs.ts";

const LEVELS_MAX = 4;
const LOWER = "lower_";

/** All of them, each before those below it; none of a card, of loopback, veth or a tunnel. */
export function readLowerInterfaces(root: string, name: string): string[] {
  return below(root, name, LEVELS_MAX);
}

function below(root: string, name: string, levels: number): string[] {
  if (levels === 0) return [];
  const entries = (readNames(root, `/sys/class/net/${name}`) ?? []).filter((entry) =>
    entry.startsWith(LOWER)
  );
  const found = entries.map((entry) => entry.slice(LOWER.length));
  return [...new Set(found.flatMap((lower) => [lower, ...below(root, lower, levels - 1)]))];
}
