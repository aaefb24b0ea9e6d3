/**
 * The memory node that a network card is attached to. Threads on another node reach the card's buffers, and what its
 * interrupts have touched, by way of the link between sockets.
 *
 * Source: Documentation/ABI/testing/sysfs-bus-pci (numa_node; -1 is "none"); net/core/dev.c gives a device that is made of
 * others (bond, VLAN, macvlan, bridge) a link `lower_NAME` to each of them.
 */
import { readInteger, readNames } from "./sysfs.ts";

const LEVELS_MAX = 4;
const LOWER = "lower_";

/** Of an interface, or of the one below it; `null` without a card, for cards on several nodes, and where it is not said. */
export function readInterfaceNode(root: string, name: string, levels = LEVELS_MAX): number | null {
  const directory = `/sys/class/net/${name}`;
  const own = readInteger(root, `${directory}/device/numa_node`);
  if (own !== null) return own >= 0 ? own : null;
  const lower = (readNames(root, directory) ?? []).filter((entry) => entry.startsWith(LOWER));
  if (levels === 0 || lower.length === 0) return null;
  const nodes = new Set(lower.map((entry) => readInterfaceNode(root, entry.slice(LOWER.length), levels - 1)));
  return nodes.size === 1 ? [...nodes][0]! : null;
}
