/**
 * One process's share of a trial: the ends it holds, run by its crew. On one machine that is everything; between two
 * hosts each has a side, with its own clock, and the results are put together afterwards.
 */
import type { CpuInfo } from "../host/cpu_topology.ts";
import type { Socket } from "../net/socket.ts";
import { readSettings, type SocketSettings } from "../net/socket_options.ts";
import type { Crew, CrewJob, StartTogether } from "./crew.ts";
import type { End, EndReport } from "./job.ts";
import { place, placeEnd } from "./placement.ts";
import type { TrialSpec } from "./trial.ts";

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
  /** Threads that ran side by side, and the CPUs they could use. */
  readonly threads: number;
  readonly cpuCount: number;
  /** Why ends failed; empty when all is well. The first is usually the cause. */
  readonly failures: readonly string[];
}

export interface SideHooks {
  /** Called at the first failure, to shut the sockets down and so free the other ends. */
  readonly onFailure: () => void;
  /** How the start is agreed on with another process; absent where there is none. */
  readonly startTogether?: StartTogether | undefined;
  /** How much longer than its warm-up and window a trial may take. */
  readonly timeoutMs?: number | undefined;
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
  const both = place(spec.pin, spec.threads, cpus);
  const placement = {
    send: held.length === 2 ? both.tx : placeEnd(spec.pin, "tx", spec.threads, cpus),
    receive: held.length === 2 ? both.rx : placeEnd(spec.pin, "rx", spec.threads, cpus),
  };
  const settings = held.map((end) => readSettings({ tx: sockets[end]![0]!, rx: sockets[end]![0]! }));
  const jobs = Array.from(
    { length: spec.threads },
    (_, connection) =>
      held.map((end) =>
        jobOf(spec, end, connection, sockets[end]![connection]!.fd, placement[end][connection]!)
      ),
  ).flat();
  const { reports, failures } = await crew.run(jobs, hooks);
  const shares = held.map((end, i): [End, EndShare] => [end, {
    reports: reports.filter(({ job }) => job.end === end).map(({ report }) => report)
      .sort((a, b) => a.connection - b.connection),
    settings: settings[i]!,
    cpus: placement[end],
  }]);
  return { ends: Object.fromEntries(shares), threads: jobs.length, cpuCount: cpus.length, failures };
}

function jobOf(spec: TrialSpec, end: End, connection: number, fd: number, cpu: number | null): CrewJob {
  const { pattern, messageBytes, alignBytes, warmupMs, durationMs, counters } = spec;
  return {
    end,
    pattern,
    connection,
    fd,
    cpu,
    strategy: end === "send" ? spec.mode : spec.rx,
    messageBytes,
    alignBytes,
    payloadSeed: spec.payloadSeed + connection,
    warmupMs,
    durationMs,
    counters,
  };
}
