/**
 * Which network interfaces there are, and which of them are examined.
 *
 * Source: Documentation/ABI/testing/sysfs-class-net, proc(5).
 */
import { readLowerInterfaces } from "../host/lower_interfaces.ts";
import { LOOPBACK_INTERFACE } from "../host/network.ts";
import { readNames, readText } from "../host/sysfs.ts";

const DIRECTORY = "/sys/class/net";

/** The names of all interfaces of the reader's network namespace (/sys may show another's); none where unreadable. */
export function allInterfaces(root = "/"): string[] {
  const lines = readText(root, "/proc/net/dev")?.split("\n").slice(2) ?? [];
  return lines.map((line) => line.slice(0, line.lastIndexOf(":")).trim()).sort();
}

/** Loopback, and every interface that is up and is a card or made of cards (bond, VLAN). */
export function likelyInterfaces(root = "/"): string[] {
  const cards = allInterfaces(root).filter((name) =>
    readText(root, `${DIRECTORY}/${name}/operstate`) === "up" &&
    [name, ...readLowerInterfaces(root, name)].some((one) => isCard(root, one))
  );
  return [LOOPBACK_INTERFACE, ...cards];
}

/** Interfaces, each followed by the cards that it is made of. */
export function withLowerInterfaces(names: readonly string[], root = "/"): string[] {
  return [...new Set(names.flatMap((name) => [name, ...readLowerInterfaces(root, name)]))];
}

function isCard(root: string, name: string): boolean {
  return readNames(root, `${DIRECTORY}/${name}/device`) !== null;
}
