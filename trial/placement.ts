/**
 * Which CPU each end runs on. Unpinned single-stream runs are bimodal, so pinning is the default: distinct physical
 * cores of one core type and one NUMA node, the two ends of a connection on neighbouring ones.
 */
import { z } from "zod";
import type { CpuInfo } from "../host/cpu_topology.ts";

/** The kernel's greatest CONFIG_NR_CPUS, less one. */
export const CPU_MAX = 8191;

const cpuList = z.array(z.int().min(0).max(CPU_MAX)).min(1).max(CPU_MAX + 1).readonly();

/** Who places threads: netio, the scheduler, or lists of CPUs that are used round-robin. */
export const pinSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("auto") }),
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({ kind: z.literal("lists"), tx: cpuList, rx: cpuList }),
]);

export type Pin = z.infer<typeof pinSchema>;

/** One CPU per connection for each end; `null` where the scheduler chooses. */
export interface Placement {
  readonly tx: readonly (number | null)[];
  readonly rx: readonly (number | null)[];
}

/**
 * Places the ends of `connections` connections.
 *
 * `auto` takes the fastest core type, and of it the node with the most physical cores; gives senders and receivers
 * every other core, so that the two ends of a connection are equally near (often below one last-level cache) for any
 * number of connections; takes SMT siblings only when the physical cores have run out; and then starts over.
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
 * core type and node that it takes.
 *
 * @param cardNode the memory node of its network card, which decides between nodes with equally many cores
 */
export function placeEnd(
  pin: Pin,
  end: "tx" | "rx",
  connections: number,
  cpus: readonly CpuInfo[],
  cardNode: number | null = null,
): readonly (number | null)[] {
  if (pin.kind === "none") return Array.from({ length: connections }, () => null);
  const cores = [...Map.groupBy(bestDomain(cpus, cardNode), (cpu) => cpu.core).values()];
  const list = pin.kind === "lists" ? pin[end] : siblingsLast(cores);
  return Array.from({ length: connections }, (_, i) => list[i % list.length]!);
}

/** The CPUs that threads so placed run on: those they are pinned to, or all they may use. */
export function usedCpus(placed: readonly (number | null)[], cpus: readonly CpuInfo[]): number[] {
  const pinned = placed.filter((cpu) => cpu !== null);
  return [...new Set(pinned.length === placed.length ? pinned : cpus.map(({ cpu }) => cpu))];
}

/**
 * How many threads share a CPU, as a function of the number of connections: `auto` does not use all CPUs, and lists may
 * be short.
 *
 * @param holdsOneEnd whether the other ends of all connections are another host's
 */
export function threadsPerCpu(
  pin: Pin,
  cpus: readonly CpuInfo[],
  holdsOneEnd: boolean,
): (connections: number) => number {
  const known = new Map<number, number>();
  const shareOf = (placed: readonly (number | null)[]) => placed.length / usedCpus(placed, cpus).length;
  return (connections) => {
    const found = known.get(connections);
    if (found !== undefined) return found;
    const { tx, rx } = place(pin, connections, cpus);
    const ends = (["tx", "rx"] as const).map((end) => placeEnd(pin, end, connections, cpus));
    const share = holdsOneEnd ? Math.max(...ends.map(shareOf)) : shareOf([...tx, ...rx]);
    known.set(connections, share);
    return share;
  };
}

function autoLists(connections: number, cpus: readonly CpuInfo[]): { tx: number[]; rx: number[] } {
  const cores = [...Map.groupBy(bestDomain(cpus), (cpu) => cpu.core).values()];
  if (cores.length === 1) {
    const siblings = cores[0]!.map((cpu) => cpu.cpu);
    return { tx: siblings.slice(0, 1), rx: siblings.slice(-1) };
  }
  const used = cores.slice(0, 2 * Math.min(connections, Math.floor(cores.length / 2)));
  return {
    tx: siblingsLast(used.filter((_, i) => i % 2 === 0)),
    rx: siblingsLast(used.filter((_, i) => i % 2 === 1)),
  };
}

/**
 * The CPUs of the fastest core type that has two cores, and of that on the node with the most of them; on all nodes where
 * none has two, since ends on two nodes run side by side, and ends on one core do not.
 */
function bestDomain(cpus: readonly CpuInfo[], cardNode: number | null = null): readonly CpuInfo[] {
  const types = [...Map.groupBy(cpus, (cpu) => cpu.coreType).values()];
  const paired = types.filter((type) => coreCount(type) >= 2);
  const type = most(paired.length > 0 ? paired : types, capacity, frequency, rankByName, coreCount);
  const isCards = ([first]: readonly CpuInfo[]) => Number(first?.node === cardNode);
  const node = most([...Map.groupBy(type, (cpu) => cpu.node).values()], coreCount, isCards);
  return coreCount(node) >= 2 ? node : type;
}

function coreCount(cpus: readonly CpuInfo[]): number {
  return new Set(cpus.map((cpu) => cpu.core)).size;
}

function capacity(cpus: readonly CpuInfo[]): number {
  return Math.max(...cpus.map((cpu) => cpu.capacity ?? 0));
}

function frequency(cpus: readonly CpuInfo[]): number {
  return Math.max(...cpus.map((cpu) => cpu.maxFreqKhz ?? 0));
}

/** Intel's performance cores go before its others, also where firmware keeps frequencies to itself. */
function rankByName([first]: readonly CpuInfo[]): number {
  return Number(first?.coreType === "cpu_core");
}

/** The first of those that have the most by the first measure, then by the next. */
function most<T>(choices: readonly T[], ...measures: ((choice: T) => number)[]): T {
  return choices.reduce((best, choice) => {
    const decisive = measures.find((of) => of(choice) !== of(best));
    return decisive !== undefined && decisive(choice) > decisive(best) ? choice : best;
  });
}

/** The first CPU of each core, then the second of each, and so on. */
function siblingsLast(cores: readonly (readonly CpuInfo[])[]): number[] {
  const deepest = Math.max(...cores.map((core) => core.length));
  return Array.from({ length: deepest }, (_, sibling) => cores.flatMap((core) => core[sibling]?.cpu ?? []))
    .flat();
}
