/** Checks on where threads can run, by netio's own placement. */
import type { CpuInfo } from "../host/cpu_topology.ts";
import { place, placeEnd } from "../trial/placement.ts";
import { cpuListText } from "../trial/taken_cpus.ts";
import { allowedTopology, type Check, type DescribedMachine, unreadable } from "./check.ts";

/** As many connections as most people ask for have cores of their own. */
const CONNECTIONS_WANTED = 4;
const AUTO = { kind: "auto" } as const;

/** The CPUs this process may use, and how many connections they are enough for: each end wants a physical core. */
export function checkCpus({ environment, holdsOneEnd = false }: DescribedMachine): Check {
  const { cpu, process, network } = environment;
  const id = "cpus", title = "CPUs";
  if (cpu.logicalCpus === 0) return unreadable(id, title);
  const allowed = allowedTopology(cpu.topology, process.allowedCpus);
  const cores = coresOf(allowed).length;
  const used = usedByAuto(allowed, holdsOneEnd, network.interfaces[0]?.numaNode ?? null);
  const usedCores = coresOf(used).length;
  const connections = Math.floor(usedCores / (holdsOneEnd ? 1 : 2));
  const types = [...new Set(allowed.map((c) => c.coreType))];
  const value = [
    `${cpu.logicalCpus} logical`,
    countOf(cpu.physicalCores, "core"),
    ...(allowed.length < cpu.logicalCpus ? [`${allowed.length} allowed`] : []),
    ...(types.length > 1 ? [`core types ${types.join(" and ")}`] : []),
    ...(cores - usedCores > 1 ? [`--pin auto uses ${countOf(usedCores, "core")}`] : []),
    ...(cpu.quotaCpus === null ? [] : [`quota of ${cpu.quotaCpus}`]),
  ].join(", ");
  const limited = (advice: string): Check => ({ id, title, status: "limited", value, advice });
  if (cpu.quotaCpus !== null && cpu.quotaCpus < allowed.length) {
    return limited(
      "a control group stops threads that use up its time: raise docker --cpus, Kubernetes' CPU limit, CPUQuota",
    );
  }
  if (connections === 0) {
    return limited(
      "sender and receiver share one core, so throughput halves: allow more CPUs (taskset, cgroup cpuset)",
    );
  }
  if (connections >= CONNECTIONS_WANTED) return { id, title, status: "ok", value, advice: null };
  const idle = otherNodes(allowed, used);
  const wider = idle.length === 0 ? "" : `, or use the idle NUMA node too: ${pinText([...used, ...idle])}`;
  return limited(
    `with more than ${
      countOf(connections, "connection")
    } (--threads), senders and receivers share cores, and those ` +
      `rows show contention${wider}`,
  );
}

/** CPUs that the scheduler leaves alone are the quietest, and no affinity mask includes them unless asked. */
export function checkIsolated({ environment: { cpu, process } }: DescribedMachine): Check {
  const id = "isolated", title = "isolated CPUs";
  if (cpu.isolatedCpus === null) return unreadable(id, title);
  const isolated = cpu.topology.filter((c) => cpu.isolatedCpus!.includes(c.cpu));
  const unused = isolated.filter((c) => process.allowedCpus?.includes(c.cpu) === false);
  const value = isolated.length === 0 ? "none" : cpuListText(isolated.map((c) => c.cpu));
  if (unused.length === 0) return { id, title, status: "ok", value, advice: null };
  const advice = coresOf(unused).length === 1
    ? `--pin auto leaves this core alone; it is quiet enough for one end: --pin tx=${unused[0]!.cpu},rx=…`
    : `--pin auto leaves them alone; nothing disturbs threads there: ${pinText(unused)}`;
  return { id, title, status: "limited", value, advice };
}

/** The CPUs that any number of connections are placed on. */
function usedByAuto(
  allowed: readonly CpuInfo[],
  holdsOneEnd: boolean,
  cardNode: number | null,
): CpuInfo[] {
  if (allowed.length === 0) return [];
  const many = allowed.length;
  const { tx, rx } = place(AUTO, many, allowed);
  const placed = new Set(holdsOneEnd ? placeEnd(AUTO, "tx", many, allowed, cardNode) : [...tx, ...rx]);
  return allowed.filter(({ cpu }) => placed.has(cpu));
}

/** The CPUs of the same type on nodes where nothing is placed. */
function otherNodes(allowed: readonly CpuInfo[], used: readonly CpuInfo[]): CpuInfo[] {
  const type = used[0]?.coreType;
  const nodes = new Set(used.map(({ node }) => node));
  return allowed.filter(({ coreType, node }) => coreType === type && !nodes.has(node));
}

/**
 * `--pin` with one CPU of each core: on each node half for senders and half for receivers; half of all where no node has
 * two cores.
 *
 * @param cpus of two cores or more
 */
function pinText(cpus: readonly CpuInfo[]): string {
  const ofNodes = [...Map.groupBy(cpus, ({ node }) => node).values()].map(coresOf);
  const groups = ofNodes.some((firsts) => firsts.length > 1) ? ofNodes : [ofNodes.flat()];
  const halves = groups.map((firsts) => {
    const half = Math.floor(firsts.length / 2);
    return { tx: firsts.slice(0, half), rx: firsts.slice(half, 2 * half) };
  });
  const list = (end: "tx" | "rx") => cpuListText(halves.flatMap((half) => half[end]));
  return `--pin tx=${list("tx")},rx=${list("rx")}`;
}

/** The first CPU of each physical core. */
function coresOf(cpus: readonly CpuInfo[]): number[] {
  return [...Map.groupBy(cpus, ({ core }) => core).values()].map(([first]) => first!.cpu);
}

function countOf(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}
