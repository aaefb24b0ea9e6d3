/**
 * One trial: one cell, once. Connections, the two crews' jobs, the window, the reports, and the checks that make a
 * trial valid at all: every byte sent was received, every zero-copy send was completed.
 */
import type { CpuInfo } from "../host/cpu_topology.ts";
import { LoopbackConnections, type SocketSettings } from "../net/connections.ts";
import type { Crew, CrewJob } from "./crew.ts";
import type { EndReport } from "./job.ts";
import { type Pin, place, type Placement } from "./placement.ts";

/** What to run. Times in ms, sizes in bytes. */
export interface TrialSpec {
  readonly mode: string;
  readonly rx: string;
  readonly messageBytes: number;
  readonly threads: number;
  readonly warmupMs: number;
  readonly durationMs: number;
  readonly alignBytes: number;
  readonly congestion: string;
  readonly pin: Pin;
  readonly counters: boolean;
  /** The same for trials whose payloads should be laid out alike. */
  readonly payloadSeed: number;
}

/** What came of it. */
export type TrialResult =
  | {
    readonly status: "ok";
    readonly tx: readonly EndReport[];
    readonly rx: readonly EndReport[];
    readonly settings: SocketSettings;
    readonly placement: Placement;
  }
  | { readonly status: "failed"; readonly reason: string }
  | { readonly status: "stopped" };

/**
 * Runs one trial over loopback.
 *
 * @param crew at least as many connections as `spec.threads`
 * @param cpus the CPUs this process may use
 * @param stop aborted: the trial ends at once as `stopped`
 */
export async function runTrial(
  crew: Crew,
  spec: TrialSpec,
  cpus: readonly CpuInfo[],
  stop?: AbortSignal,
): Promise<TrialResult> {
  if (stop?.aborted) return { status: "stopped" };
  try {
    using connections = new LoopbackConnections(spec.threads, { congestion: spec.congestion });
    const abort = () => {
      crew.stop();
      connections.shutdown();
    };
    stop?.addEventListener("abort", abort);
    const placement = place(spec.pin, spec.threads, cpus);
    const { reports, failures } = await crew.run(
      jobsOf(spec, connections, placement),
      () => connections.shutdown(),
    );
    stop?.removeEventListener("abort", abort);
    if (crew.stopped) return { status: "stopped" };
    const byEnd = (end: "send" | "receive") =>
      reports.filter(({ job }) => job.end === end).map(({ report }) => report)
        .sort((a, b) => a.connection - b.connection);
    const tx = byEnd("send"), rx = byEnd("receive");
    const reason = failures[0] ?? invalidity(tx, rx);
    if (reason !== undefined) return { status: "failed", reason };
    return { status: "ok", tx, rx, settings: connections.settings, placement };
  } catch (error) {
    return { status: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
}

function jobsOf(spec: TrialSpec, connections: LoopbackConnections, placement: Placement): CrewJob[] {
  return connections.pairs.flatMap(({ tx, rx }, connection) => {
    const common = { ...spec, connection, payloadSeed: spec.payloadSeed + connection };
    return [
      jobOf("send", common, tx.fd, placement.tx[connection]!, spec.mode),
      jobOf("receive", common, rx.fd, placement.rx[connection]!, spec.rx),
    ];
  });
}

function jobOf(
  end: "send" | "receive",
  { connection, messageBytes, alignBytes, payloadSeed, warmupMs, durationMs, counters }: TrialSpec & {
    readonly connection: number;
  },
  fd: number,
  cpu: number | null,
  strategy: string,
): CrewJob {
  return {
    end,
    connection,
    fd,
    cpu,
    strategy,
    messageBytes,
    alignBytes,
    payloadSeed,
    warmupMs,
    durationMs,
    counters,
  };
}

/** Why the counts of a trial contradict each other, or undefined. */
export function invalidity(tx: readonly EndReport[], rx: readonly EndReport[]): string | undefined {
  for (const [i, sender] of tx.entries()) {
    const { totalBytes, connection, zeroCopy } = sender;
    const received = rx[i]?.totalBytes ?? 0;
    if (totalBytes !== received) {
      return `connection ${connection}: ${totalBytes} bytes were sent but ${received} received`;
    }
    if (zeroCopy !== null && zeroCopy.sends !== zeroCopy.completions) {
      return `connection ${connection}: ${zeroCopy.sends} zero-copy sends but ${zeroCopy.completions} completions`;
    }
  }
  return undefined;
}
