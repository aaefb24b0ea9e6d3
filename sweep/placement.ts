/**
 * Which CPU each end runs on. Unpinned single-stream runs are bimodal, so pinning is the default: distinct physical
 * cores of one NUMA node and one core type, senders on some, receivers on others.
 */
import type { CpuInfo } from "../host/cpu_topology.ts";

/** The choice of the user: netio's, the scheduler's, or given lists that are walked round and round. */
export type Pin =
  | { readonly kind: "auto" }
  | { readonly kind: "none" }
  | { readonly kind: "lists"; readonly tx: readonly number[]; readonly rx: readonly number[] };

/** One CPU per connection for each end; `null` where the scheduler chooses. */
export interface Placement {
  readonly tx: readonly (number | null)[];
  readonly rx: readonly (number | null)[];
}

/**
 * Places the ends of `connections` connections.
 *
 * `auto` takes the node and core type with the most physical cores (of equals, the faster, then the first), gives
 * the senders the first half of the cores it needs and the receivers the second, takes SMT siblings only when the
 * physical cores have run out, and then goes round again.
 *
 * @param cpus the CPUs this process may use, at least one
 */
export function place(pin: Pin, connections: number, cpus: readonly CpuInfo[]): Placement {
  if (pin.kind === "none") {
    const free = Array.from({ length: connections }, () => null);
    return { tx: free, rx: free };
  }
  const { tx, rx } = pin.kind === "lists" ? pin : autoLists(connections, cpus);
  const walk = (list: readonly number[]) =>
    Array.from({ length: connections }, (_, i) => list[i % list.length]!);
  return { tx: walk(tx), rx: walk(rx) };
}

/**
 * Places one end of `connections` connections whose other end is on another host: `auto` may use all cores of the
 * node and core type with the most.
 */
export function placeEnd(
  pin: Pin,
  end: "tx" | "rx",
  connections: number,
  cpus: readonly CpuInfo[],
): readonly (number | null)[] {
  if (pin.kind === "none") return Array.from({ length: connections }, () => null);
  const cores = [...groupBy(bestDomain(cpus), (cpu) => cpu.core).values()];
  const list = pin.kind === "lists" ? pin[end] : siblingsLast(cores);
  return Array.from({ length: connections }, (_, i) => list[i % list.length]!);
}

function autoLists(connections: number, cpus: readonly CpuInfo[]): { tx: number[]; rx: number[] } {
  const cores = [...groupBy(bestDomain(cpus), (cpu) => cpu.core).values()];
  if (cores.length === 1) {
    const siblings = cores[0]!.map((cpu) => cpu.cpu);
    return { tx: siblings.slice(0, 1), rx: siblings.slice(-1) };
  }
  const half = Math.min(connections, Math.floor(cores.length / 2));
  return { tx: siblingsLast(cores.slice(0, half)), rx: siblingsLast(cores.slice(half, 2 * half)) };
}

/** The CPUs of one NUMA node and one core type. */
function bestDomain(cpus: readonly CpuInfo[]): readonly CpuInfo[] {
  const domains = [...groupBy(cpus, (cpu) => `${cpu.node} ${cpu.coreType}`).values()];
  const coreCount = (domain: readonly CpuInfo[]) => new Set(domain.map((cpu) => cpu.core)).size;
  const speed = (domain: readonly CpuInfo[]) => Math.max(...domain.map((cpu) => cpu.maxFreqKhz ?? 0));
  return domains.reduce((best, domain) => {
    const moreCores = coreCount(domain) - coreCount(best);
    return moreCores > 0 || (moreCores === 0 && speed(domain) > speed(best)) ? domain : best;
  });
}

/** The first CPU of each core, then the second of each, and so on. */
function siblingsLast(cores: readonly (readonly CpuInfo[])[]): number[] {
  const deepest = Math.max(...cores.map((core) => core.length));
  return Array.from({ length: deepest }, (_, sibling) => cores.flatMap((core) => core[sibling]?.cpu ?? []))
    .flat();
}

function groupBy<T, K>(items: readonly T[], key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
