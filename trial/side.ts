/**
 * One process's share of a trial: the ends it holds, run by its crew. On one machine that is everything; between two
 * hosts each has a side, with its own clock, and the results are put together afterwards.
 */
import type { CpuInfo } from "../host/cpu_topology.ts";
import { readInterfaceNode } from "../host/interface_node.ts";
import type { HostWindow } from "../host/window_state.ts";
import { interfaceWith } from "../net/interface_name.ts";
import { localAddress, type Socket } from "../net/socket.ts";
import { readSettings, type SocketSettings } from "../net/socket_options.ts";
import type { Crew, CrewHooks, CrewJob } from "./crew.ts";
import { HostWatch } from "./host_watch.ts";
import type { End, EndFailure, EndReport } from "./job.ts";
import { place, placeEnd, usedCpus } from "./placement.ts";
import { RingWatch } from "./ring_watch.ts";
import { turnsMs } from "./schedule.ts";
import type { TrialSpec } from "./trial_spec.ts";
import { coreCountOf } from "./usable_cpus.ts";

/** Sockets by end, in order of connection. */
export type SideSockets = Readonly<Partial<Record<End, readonly Socket[]>>>;

/** What one end of all connections measured, and under which conditions. Plain data. */
export interface EndShare {
  /** In order of connection; of a failed side, of those that finished. */
  readonly reports: readonly EndReport[];
  /** As read back from the first connection's socket. */
  readonly settings: SocketSettings;
  /** The CPU of each thread; `null` where the scheduler chose. */
  readonly cpus: readonly (number | null)[];
}

/** What one process measured in one trial. Plain data. */
export interface SideResult {
  readonly ends: { readonly [E in End]?: EndShare | undefined };
  /** Threads that ran side by side on this host, and the CPUs that they had: pinned to, or free to use. */
  readonly threads: number;
  readonly cpuCount: number;
  /** Physical cores of these CPUs. */
  readonly coreCount: number;
  /** What else this host did during the turns; `null` when the trial ended before them. */
  readonly host: HostWindow | null;
  /** Kernel workers that did io_uring's work here; `null` where no mode has a ring, and at a receiver. */
  readonly ringWorkers: number | null;
  /** Why ends failed; empty when all is well. The first is usually the cause. */
  readonly failures: readonly EndFailure[];
}

interface SideHooks extends Omit<CrewHooks, "onStart"> {
  /** The other process runs its ends on this very machine, so the CPUs are shared out between the two. */
  readonly sharesMachine?: boolean | undefined;
}

/** Runs the ends behind `sockets` to their end. */
export async function runSide(
  crew: Crew,
  spec: TrialSpec,
  sockets: SideSockets,
  cpus: readonly CpuInfo[],
  hooks: SideHooks,
): Promise<SideResult> {
  const held = (["send", "receive"] as const).filter((end) => sockets[end] !== undefined);
  const isWhole = held.length === 2 || hooks.sharesMachine === true;
  const both = place(spec.pin, spec.threads, cpus);
  const cardNode = isWhole ? null : cardNodeOf(sockets[held[0]!]![0]!);
  const placement = {
    send: isWhole ? both.tx : placeEnd(spec.pin, "tx", spec.threads, cpus, cardNode),
    receive: isWhole ? both.rx : placeEnd(spec.pin, "rx", spec.threads, cpus, cardNode),
  };
  const settings = held.map((end) => readSettings(sockets[end]![0]!));
  const jobs = Array.from({ length: spec.threads }, (_, connection) =>
    held.map((end): CrewJob => {
      const { fd } = sockets[end]![connection]!;
      return { spec, end, connection, fd, cpu: placement[end][connection]! };
    })).flat();
  const watched = usedCpus(held.flatMap((end) => placement[end]), cpus);
  const isCrowded = jobs.length >= new Set([...cpus.map(({ cpu }) => cpu), ...watched]).size;
  const watch = new HostWatch({
    cpus: watched,
    isPinned: spec.pin.kind !== "none",
    isCrowded,
    isLocal: held.length === 2,
  });
  const rings = new RingWatch(sockets.send === undefined ? [] : spec.modes);
  const { reports, failures } = await crew.run(jobs, {
    ...hooks,
    onStart: (inMs) => watch.start(inMs + spec.warmupMs, turnsMs(spec)),
  });
  const host = knownOf(watch.end(), hooks);
  const ringWorkers = rings.end();
  const shares = held.map((end, i): [End, EndShare] => [end, {
    reports: reports.filter(({ job }) => job.end === end).map(({ report }) => report)
      .sort((a, b) => a.connection - b.connection),
    settings: settings[i]!,
    cpus: placement[end],
  }]);
  const threads = (isWhole ? 2 : 1) * spec.threads;
  const used = usedCpus(isWhole ? [...placement.send, ...placement.receive] : placement[held[0]!], cpus);
  return {
    ends: Object.fromEntries(shares),
    threads,
    cpuCount: used.length,
    coreCount: coreCountOf(used, cpus),
    host,
    ringWorkers,
    failures,
  };
}

/** The memory node of the network card that a connection uses; `null` where that is not known. */
function cardNodeOf(socket: Socket): number | null {
  const name = interfaceWith(localAddress(socket));
  return name === null ? null : readInterfaceNode("/", name);
}

/** On a shared machine other load can't be distinguished from the other end of the trial. */
function knownOf(host: HostWindow | null, { sharesMachine }: SideHooks): HostWindow | null {
  return host !== null && sharesMachine === true ? { ...host, otherCpuS: null } : host;
}
