/** What tests need to know about network namespaces on this machine, and what of them is left over. */
import { VethPair } from "../../net/veth.ts";

/** The reason why network namespaces can't be made here; `null` where they can. */
export async function whyNoNamespaces(): Promise<string | null> {
  try {
    using _pair = await VethPair.create({ mtuBytes: null, netem: null });
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The interfaces and named namespaces of this machine: what `ip link` and `ip netns list` show. */
export function networkTraces(): string[] {
  const lines = Deno.readTextFileSync("/proc/net/dev").split("\n");
  return [...lines.map((line) => line.split(":")[0]!.trim()), ...namedNamespaces()].sort();
}

function namedNamespaces(): string[] {
  try {
    return [...Deno.readDirSync("/run/netns")].map(({ name }) => `/run/netns/${name}`);
  } catch {
    return [];
  }
}

/** The network namespaces, `net:[inode]`, that a process is in or holds open, but for the test's own. */
export function namespacesOf(pid: number | string): string[] {
  const own = Deno.readLinkSync("/proc/self/ns/net");
  const links = [`/proc/${pid}/ns/net`, ...openFiles(pid)].map(linkText);
  return [...new Set(links)].filter((link) => link.startsWith("net:[") && link !== own).sort();
}

function openFiles(pid: number | string): string[] {
  try {
    return [...Deno.readDirSync(`/proc/${pid}/fd`)].map(({ name }) => `/proc/${pid}/fd/${name}`);
  } catch {
    return []; // gone, or somebody else's
  }
}

function linkText(path: string): string {
  try {
    return Deno.readLinkSync(path);
  } catch {
    return "";
  }
}

/** Those of the given namespaces that some process still is in or holds open. */
export function stillHeld(namespaces: readonly string[]): string[] {
  const pids = [...Deno.readDirSync("/proc")].map(({ name }) => name).filter((name) => /^\d+$/.test(name));
  const held = new Set(pids.flatMap(namespacesOf));
  return namespaces.filter((namespace) => held.has(namespace));
}
