/**
 * One trial: one cell, or several that take turns, once. Connections, the jobs of their ends, the reports, and the checks
 * that make a trial valid at all: every byte sent was received, every zero-copy send was completed.
 */
import type { CpuInfo } from "../host/cpu_topology.ts";
import { inForce, type SocketSettings } from "../net/socket_options.ts";
import { errorText } from "../results/words.ts";
import { type Crew, type SliceOffsets, sliceOffsetsOf } from "./crew.ts";
import { type EndFailure, type EndReport, logsStream } from "./job.ts";
import { place, type Placement } from "./placement.ts";
import { measuredMs, type Schedule } from "./schedule.ts";
import { runSide, type SideResult } from "./side.ts";
import { type FarSide, LOOPBACK, type Topology, type TrialConnections } from "./topology.ts";
import type { TrialSpec } from "./trial_spec.ts";

/** Its outcome. */
export type TrialResult =
  | {
    readonly status: "ok";
    readonly tx: readonly EndReport[];
    readonly rx: readonly EndReport[];
    readonly settings: SocketSettings;
    readonly placement: Placement;
    /** How far apart the CPUs of the first connection's ends were just before; `null` where that is not known. */
    readonly coreToCoreNs: number | null;
    /** One per process that took part. */
    readonly sides: readonly SideResult[];
  }
  /** `placement`: of the ends that started, as far as it is known. */
  | { readonly status: "failed"; readonly reason: string; readonly placement?: Partial<Placement> }
  | { readonly status: "stopped" };

/**
 * Runs one trial.
 *
 * @param crew at least `spec.threads` Workers for each end that runs in this process
 * @param cpus the CPUs this process may use
 * @param stop aborted: the trial ends at once as `stopped`
 */
export async function runTrial(
  crew: Crew,
  spec: TrialSpec,
  cpus: readonly CpuInfo[],
  stop?: AbortSignal,
  topology: Topology = LOOPBACK,
): Promise<TrialResult> {
  if (stop?.aborted) return { status: "stopped" };
  try {
    using connections = await topology.open(spec);
    const abort = () => {
      crew.stop();
      connections.shutdown();
    };
    if (stop?.aborted) abort();
    stop?.addEventListener("abort", abort);
    const coreToCoreNs = connections.far === null ? await coreToCore(crew, spec, cpus) : null;
    const sides = await runSides(crew, spec, cpus, connections).finally(() =>
      stop?.removeEventListener("abort", abort)
    );
    return stop?.aborted ? { status: "stopped" } : combined(sides, spec, coreToCoreNs);
  } catch (error) {
    if (stop?.aborted) return { status: "stopped" };
    return { status: "failed", reason: errorText(error) };
  }
}

/** Of the CPUs of the first connection's ends; `null` where they are not pinned, or to the same one. */
async function coreToCore(crew: Crew, spec: TrialSpec, cpus: readonly CpuInfo[]): Promise<number | null> {
  const { tx: [tx = null], rx: [rx = null] } = place(spec.pin, spec.threads, cpus);
  return tx === null || rx === null || tx === rx ? null : await crew.coreToCore(tx, rx);
}

/** Runs this process's side, and waits for the far one where there is one. */
async function runSides(
  crew: Crew,
  spec: TrialSpec,
  cpus: readonly CpuInfo[],
  connections: TrialConnections,
): Promise<SideResult[]> {
  const { sockets, far } = connections;
  const onFailure = () => connections.shutdown();
  if (far === null) return [await runSide(crew, spec, sockets, cpus, { onFailure })];
  const near = await runSide(crew, spec, sockets, cpus, {
    onFailure,
    startTogether: (start) => far.startTogether(start),
    farOffsets: sockets.send === undefined && logsStream(spec) ? () => offsetsOf(far) : undefined,
    timeoutMs: far.timeoutMs,
    sharesMachine: far.sharesMachine,
  });
  if (sockets.send !== undefined && logsStream(spec)) {
    await far.tellOffsets(near.failures.length > 0 ? null : sliceOffsetsOf(near.ends.send!.reports));
  }
  const theirs = await far.result();
  const failures = theirs.failures.map((failure) => ({ ...failure, text: `far end: ${failure.text}` }));
  return [near, { ...theirs, failures }];
}

/** The edges of the far senders' slices; `null` when they failed. */
async function offsetsOf(far: FarSide): Promise<SliceOffsets | null> {
  const { ends: { send }, failures } = await far.result();
  return send === undefined || failures.length > 0 ? null : sliceOffsetsOf(send.reports);
}

/** What an end sees when the other one has given up. */
const CONSEQUENCES: readonly (string | null)[] = ["EPIPE", "ECONNRESET", "ECANCELED"];

/** Why a trial failed: the first cause on each side; where there are only consequences, those. `null` without any. */
export function failureReason(sides: readonly { readonly failures: readonly EndFailure[] }[]): string | null {
  const isCause = ({ errno }: EndFailure) => !CONSEQUENCES.includes(errno);
  const first = sides.flatMap(({ failures }) => failures.find(isCause) ?? failures[0] ?? []);
  const causes = first.filter(isCause);
  return (causes.length > 0 ? causes : first).map(({ text }) => text).join("; ") || null;
}

function combined(
  sides: readonly SideResult[],
  spec: TrialSpec,
  coreToCoreNs: number | null,
): TrialResult {
  const tx = sides.flatMap((side) => side.ends.send ?? [])[0];
  const rx = sides.flatMap((side) => side.ends.receive ?? [])[0];
  const placement = { ...(tx && { tx: tx.cpus }), ...(rx && { rx: rx.cpus }) };
  const failure = failureReason(sides);
  if (failure !== null) return { status: "failed", reason: failure, placement };
  if (tx === undefined || rx === undefined) {
    return { status: "failed", reason: "an end of the trial is missing", placement };
  }
  const reason = invalidity(spec, tx.reports, rx.reports);
  if (reason !== undefined) return { status: "failed", reason, placement };
  return {
    status: "ok",
    tx: tx.reports,
    rx: rx.reports,
    settings: inForce({ send: tx.settings, receive: rx.settings }),
    placement: { tx: tx.cpus, rx: rx.cpus },
    coreToCoreNs,
    sides,
  };
}

/** A thread that saw less of a mode's slices than this measured nothing; what lies between is a warning. */
const SLICES_SHARE_MIN = 0.1;

/** Why the counts of a trial contradict each other, or undefined. */
export function invalidity(
  { modes, schedule, poolDepth }: Pick<TrialSpec, "modes" | "schedule" | "poolDepth">,
  tx: readonly EndReport[],
  rx: readonly EndReport[],
): string | undefined {
  const unseen = poolDepth === null ? unseenMode(modes, schedule, [...tx, ...rx]) : undefined;
  if (unseen !== undefined) return unseen;
  for (const [i, sender] of tx.entries()) {
    const { totalBytes, connection, shares } = sender;
    const received = rx[i]?.totalBytes ?? 0;
    if (totalBytes !== received) {
      return `connection ${connection}: ${totalBytes} bytes were sent but ${received} received`;
    }
    for (const [mode, { zeroCopy }] of shares.entries()) {
      if (zeroCopy !== null && zeroCopy.sends !== zeroCopy.completions) {
        return `connection ${connection}: ${zeroCopy.sends} zero-copy sends of ${modes[mode]} but ` +
          `${zeroCopy.completions} completions`;
      }
    }
  }
  return undefined;
}

/** The mode that hardly ran on some thread. */
function unseenMode(modes: readonly string[], schedule: Schedule, ends: readonly EndReport[]) {
  const plannedMs = measuredMs(schedule);
  for (const [place, mode] of modes.entries()) {
    const shortestMs = Math.min(...ends.map(({ shares }) => shares[place]!.elapsedNs / 1e6));
    if (shortestMs < SLICES_SHARE_MIN * plannedMs) {
      const what = schedule.rounds === 1 ? "the window" : `${schedule.rounds} slices of ${mode}, together`;
      const drain = modes.length > 1 ? ", or a longer --washout on a slow path" : "";
      return `a thread saw only ${shortestMs.toFixed(1)} ms of ${what} of ${plannedMs} ms, ` +
        `the machine being too busy: stop what else runs on it, or use a longer --duration or fewer --threads${drain}`;
    }
  }
  return undefined;
}
