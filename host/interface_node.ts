/**
 * The memory node that a network card is attached to. Threads on another node reach the card's buffers, and what its
 * interrupts have touched, by way of the link between sockets.
 *
 * Source: Documentation/ABI/testing/sysfs-bus-pci (numa_node; -1 is "none").
 */
import { readLowerInterfaces } from "./lower_interfaces.ts";
import { readInteger } from "./sysfs.ts";

/** An interface's node, or that of the cards below it; `null` without a card, for cards on several nodes, or if unknown. */
export function readInterfaceNode(root: string, name: string): number | null {
  const found = [name, ...readLowerInterfaces(root, name)].flatMap((card) =>
    readInteger(root, `/sys/class/net/${card}/device/numa_node`) ?? []
  );
  const [node, ...others] = new Set(found);
  return node === undefined || node < 0 || others.length > 0 ? null : node;
}
