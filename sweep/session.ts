/**
 * A plan put to work on this machine: Workers started and prewarmed, every trial run for real, its row built.
 */
import type { CpuInfo } from "../host/cpu_topology.ts";
import { isVirtualMachine } from "../host/hypervisor.ts";
import type { ResultRow } from "../results/columns.ts";
import { MovedCpus } from "../trial/moved_cpus.ts";
import { Crew } from "../trial/crew.ts";
import { isInterleaved, type PlannedTrial, type SweepPlan } from "./plan.ts";
import { prewarm } from "../trial/prewarm.ts";
import { recordsOf, type TrialRecord } from "./row.ts";
import type { PathFacts } from "../trial/slice_length.ts";
import { plannedMsOf, trialSpecOf } from "./trial_specs.ts";
import type { Topology } from "../trial/topology.ts";
import { runTrial, type TrialResult } from "../trial/trial.ts";
import type { Cells, TrialSpec } from "../trial/trial_spec.ts";
import { usableCpus } from "../trial/usable_cpus.ts";

/** Before anything was sent: 1 Gbit/s. */
const UNKNOWN_BYTES_PER_MS = 125_000;

/** Workers that are hot and wait for trials; ended by `await using`. */
export class Session implements AsyncDisposable {
  readonly #plan: SweepPlan;
  readonly #crew: Crew;
  readonly #cpus: readonly CpuInfo[];
  readonly #topology: Topology;
  readonly #stop: AbortSignal;
  readonly #movedCpus: MovedCpus;
  #path: PathFacts;

  private constructor(
    plan: SweepPlan,
    crew: Crew,
    cpus: readonly CpuInfo[],
    topology: Topology,
    stop: AbortSignal,
    movedCpus: MovedCpus,
  ) {
    this.#plan = plan;
    this.#crew = crew;
    this.#cpus = cpus;
    this.#topology = topology;
    this.#stop = stop;
    this.#movedCpus = movedCpus;
    this.#path = { rttMs: topology.rttMs, bytesPerMs: UNKNOWN_BYTES_PER_MS, cpuCount: cpus.length };
  }

  /** What is known of the way between the ends, by which the lengths of turns are chosen. */
  get path(): PathFacts {
    return this.#path;
  }

  /**
   * Starts as many Workers as the plan's largest thread count needs, and warms their code.
   *
   * @param topology connected already; the caller ends it, after the session
   * @param stored rows of the result set from before
   */
  static async start(
    plan: SweepPlan,
    topology: Topology,
    stop: AbortSignal,
    stored: readonly ResultRow[] = [],
  ): Promise<Session> {
    const movedCpus = new MovedCpus(isVirtualMachine(), stored);
    const crew = await Crew.start(Math.max(...plan.threads), topology.ends.length);
    const session = new Session(plan, crew, usableCpus(), topology, stop, movedCpus);
    await session.#prewarm();
    return session;
  }

  /** Bytes received so far in the running trial. */
  get liveBytes(): number {
    return this.#crew.liveBytes;
  }

  /** What the trial will take, ms: its warm-up and its turns. */
  plannedMs(planned: Cells): number {
    return plannedMsOf(this.#specOf(planned));
  }

  /** Runs one trial, whose modes have a record each; `null` when it was stopped before it was over. */
  async run(planned: PlannedTrial): Promise<TrialRecord[] | null> {
    const spec = this.#specOf(planned);
    const reconnected = await this.#reconnect();
    const startedUtc = new Date().toISOString();
    const result = reconnected ?? await runTrial(this.#crew, spec, this.#cpus, this.#stop, this.#topology);
    const context = { runId: this.#plan.runId, planned, spec, startedUtc, movedCpus: this.#movedCpus };
    return recordsOf({ ...context, isInterleaved: isInterleaved(this.#plan) }, result);
  }

  #specOf(cells: Cells): TrialSpec {
    return trialSpecOf(this.#plan, cells, this.path);
  }

  /** Has a lost far end back, with its threads hot, where it can be had; else why this trial fails. */
  async #reconnect(): Promise<TrialResult | null> {
    try {
      if (await this.#topology.connect()) await this.#prewarm();
      return null;
    } catch (error) {
      if (this.#stop.aborted) return { status: "stopped" };
      return { status: "failed", reason: error instanceof Error ? error.message : String(error) };
    }
  }

  async #prewarm(): Promise<void> {
    const { modes, threads, seed, poolDepth } = this.#plan;
    if (poolDepth !== null) return; // nothing is timed
    const cells = { modes, messageBytes: 0, threads: Math.max(...threads), payloadSeed: seed };
    const bytesPerMs = await prewarm(
      this.#crew,
      this.#specOf(cells),
      this.#cpus,
      this.#stop,
      this.#topology,
    );
    if (bytesPerMs !== null) this.#path = { ...this.#path, bytesPerMs };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#crew[Symbol.asyncDispose]();
  }
}
