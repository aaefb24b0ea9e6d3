/** Checks on where threads can run, by netio's own placement. */
import type { CpuInfo } from "../host/cpu_topology.ts";
import { countText, joined } from "../results/words.ts";
import { place, placeEnd } from "../trial/placement.ts";
import { cpuListText } from "../trial/taken_cpus.ts";
import { allowedTopology, check, type DescribedMachine, limited, ok, UNREADABLE } from "./check.ts";

/** As many connections as most people ask for have cores of their own. */
const CONNECTIONS_WANTED = 4;
const AUTO = { kind: "auto" } as const;

/** The CPUs this process may use, and how many connections they are enough for: each end wants a physical core. */
export const checkCpus = check("cpus", "CPUs", (machine: DescribedMachine) => {
  const { environment: { cpu, process, network }, holdsOneEnd = false } = machine;
  if (cpu.logicalCpus === 0) return UNREADABLE;
  const allowed = allowedTopology(cpu.topology, process.allowedCpus);
  const cores = coresOf(allowed).length;
  const used = usedByAuto(allowed, holdsOneEnd, network.interfaces[0]?.numaNode ?? null);
  const usedCores = coresOf(used).length;
  const connections = Math.floor(usedCores / (holdsOneEnd ? 1 : 2));
  const types = [...new Set(allowed.map((c) => c.coreType))];
  const value = joined([
    `${cpu.logicalCpus} logical`,
    countText(cpu.physicalCores, "core"),
    allowed.length < cpu.logicalCpus && `${allowed.length} allowed`,
    types.length > 1 && `core types ${types.join(" and ")}`,
    cores - usedCores > 1 && `--pin auto uses ${countText(usedCores, "core")}`,
    cpu.quotaCpus !== null && `quota of ${cpu.quotaCpus}`,
  ], ", ");
  if (cpu.quotaCpus !== null && cpu.quotaCpus < allowed.length) {
    return limited(
      value,
      "a control group stops threads that use up its time: raise docker --cpus, Kubernetes' CPU limit, CPUQuota",
    );
  }
  if (connections === 0) {
    return limited(
      value,
      "sender and receiver share one core, so throughput halves: allow more CPUs (taskset, cgroup cpuset)",
    );
  }
  if (connections >= CONNECTIONS_WANTED) return ok(value);
  const idle = otherNodes(allowed, used);
  const wider = idle.length === 0 ? "" : `, or use the idle NUMA node too: ${pinText([...used, ...idle])}`;
  return limited(
    value,
    `with more than ${countText(connections, "connection")} (--threads), senders and receivers share ` +
      `cores, and those rows show contention${wider}`,
  );
});

/** CPUs that the scheduler leaves alone are the quietest, and no affinity mask includes them unless asked. */
export const checkIsolated = check("isolated", "isolated CPUs", ({ environment }: DescribedMachine) => {
  const { cpu: { topology, isolatedCpus }, process } = environment;
  if (isolatedCpus === null) return UNREADABLE;
  const isolated = topology.filter(({ cpu }) => isolatedCpus.includes(cpu));
  const unused = isolated.filter(({ cpu }) => process.allowedCpus?.includes(cpu) === false);
  const value = isolated.length === 0 ? "none" : cpuListText(isolated.map(({ cpu }) => cpu));
  if (unused.length === 0) return ok(value);
  const advice = coresOf(unused).length === 1
    ? `--pin auto leaves this core alone; it is quiet enough for one end: --pin tx=${unused[0]!.cpu},rx=…`
    : `--pin auto leaves them alone; nothing disturbs threads there: ${pinText(unused)}`;
  return limited(value, advice);
});

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
