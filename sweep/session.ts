/**
 * A plan put to work on this machine: Workers started and prewarmed, every trial run for real, its row built.
 */
import type { CpuInfo } from "../host/cpu_topology.ts";
import { isVirtualMachine } from "../host/hypervisor.ts";
import type { ResultRow } from "../results/columns.ts";
import { MovedCpus } from "../trial/moved_cpus.ts";
import { Crew } from "../trial/crew.ts";
import type { PlannedTrial, SweepPlan } from "./plan.ts";
import { prewarm } from "../trial/prewarm.ts";
import { rowOf, type TrialRecord } from "./row.ts";
import type { Topology } from "../trial/topology.ts";
import { runTrial, type TrialResult } from "../trial/trial.ts";
import { settingsOf } from "../trial/settings.ts";
import type { Cell, TrialSpec } from "../trial/trial_spec.ts";
import { usableCpus } from "../trial/usable_cpus.ts";

/** Workers that are hot and wait for trials; ended by `await using`. */
export class Session implements AsyncDisposable {
  readonly #plan: SweepPlan;
  readonly #crew: Crew;
  readonly #cpus: readonly CpuInfo[];
  readonly #topology: Topology;
  readonly #stop: AbortSignal;
  readonly #movedCpus: MovedCpus;

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

  /** Runs one trial; `null` when it was stopped before it was over. */
  async run(planned: PlannedTrial): Promise<TrialRecord | null> {
    const spec = specOf(this.#plan, planned);
    const reconnected = await this.#reconnect();
    const startedUtc = new Date().toISOString();
    const result = reconnected ?? await runTrial(this.#crew, spec, this.#cpus, this.#stop, this.#topology);
    const context = { runId: this.#plan.runId, planned, spec, startedUtc };
    return rowOf({ ...context, movedCpus: this.#movedCpus }, result);
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
    if (this.#plan.poolDepth !== null) return; // nothing is timed
    const threads = Math.max(...this.#plan.threads);
    const cell = { mode: "", messageBytes: 0, threads, payloadSeed: this.#plan.seed };
    await prewarm(
      this.#crew,
      this.#plan.modes,
      specOf(this.#plan, cell),
      this.#cpus,
      this.#stop,
      this.#topology,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#crew[Symbol.asyncDispose]();
  }
}

function specOf(plan: SweepPlan, { mode, messageBytes, threads, payloadSeed }: Cell): TrialSpec {
  return { ...settingsOf(plan), mode, messageBytes, threads, payloadSeed };
}
