/**
 * A plan in execution on this machine: Workers started and prewarmed, trials run, rows built.
 */
import { isVirtualMachine } from "../host/hypervisor.ts";
import type { ResultRow } from "../results/columns.ts";
import { errorText } from "../results/words.ts";
import { MovedCpus } from "../trial/moved_cpus.ts";
import { TakenCpus } from "../trial/taken_cpus.ts";
import { Crew } from "../trial/crew.ts";
import { isInterleaved, type PlannedTrial, type SweepPlan } from "./plan.ts";
import { allowanceHere } from "./allowance.ts";
import { taskObstacles } from "./preflight.ts";
import { middleboxWarnings, pathWarnings, prewarmWarnings } from "../trial/warnings.ts";
import { type EndsFacts, factsOfEnds, standingWarnings } from "./standing_warnings.ts";
import { prewarm } from "../trial/prewarm.ts";
import { recordsOf, type TrialRecord } from "./row.ts";
import { threadsPerCpu } from "../trial/placement.ts";
import type { PathFacts } from "../trial/slice_length.ts";
import { plannedMsOf, trialSpecOf } from "./trial_specs.ts";
import type { Topology } from "../trial/topology.ts";
import { runTrial, type TrialResult } from "../trial/trial.ts";
import type { Cells, TrialSpec } from "../trial/trial_spec.ts";
import { UsableCpus } from "../trial/usable_cpus.ts";

/** Assumed before anything was sent: 1 Gbit/s. */
const UNKNOWN_BYTES_PER_MS = 125_000;

/** Warmed-up Workers that wait for trials; ended by `await using`. */
export class Session implements AsyncDisposable {
  readonly #plan: SweepPlan;
  /** Why there are no Workers for some of the plan's thread counts. */
  readonly #obstacles: ReadonlyMap<number, string>;
  readonly #crew: Crew;
  readonly #cpus = new UsableCpus();
  readonly #topology: Topology;
  readonly #stop: AbortSignal;
  readonly #movedCpus: MovedCpus;
  readonly #takenCpus: TakenCpus;
  readonly #ends: EndsFacts;
  /** Why the threads were not warmed up; `null` where they were. */
  #coldBecause: string | null = null;
  #path: PathFacts;

  private constructor(
    plan: SweepPlan,
    obstacles: ReadonlyMap<number, string>,
    crew: Crew,
    topology: Topology,
    stop: AbortSignal,
    stored: readonly ResultRow[],
  ) {
    this.#plan = plan;
    this.#obstacles = obstacles;
    this.#crew = crew;
    this.#topology = topology;
    this.#stop = stop;
    this.#movedCpus = new MovedCpus(isVirtualMachine(), stored);
    this.#takenCpus = new TakenCpus(stored);
    this.#ends = factsOfEnds(topology.environment);
    this.#path = {
      rttMs: topology.rttMs,
      bytesPerMs: UNKNOWN_BYTES_PER_MS,
      threadsPerCpu: threadsPerCpu(plan.pin, this.#cpus.now(), topology.ends.length === 1),
    };
  }

  /** What is known of the path between the ends, from which the lengths of turns are chosen. */
  get path(): PathFacts {
    return this.#path;
  }

  /**
   * Starts as many Workers as the plan's largest thread count needs that the limits of this machine allow, and warms
   * their code.
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
    const endsEach = topology.ends.length;
    const obstacles = taskObstacles(plan.threads, endsEach, allowanceHere());
    const crew = await Crew.start(mostThreads(plan, obstacles), endsEach);
    const session = new Session(plan, obstacles, crew, topology, stop, stored);
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
    const impossible = this.#impossible(planned) ?? await this.#reconnect();
    const startedUtc = new Date().toISOString();
    const cpus = this.#cpus.now();
    const result = impossible ?? await runTrial(this.#crew, spec, cpus, this.#stop, this.#topology);
    return recordsOf({
      runId: this.#plan.runId,
      planned,
      spec,
      isInterleaved: isInterleaved(this.#plan),
      startedUtc,
      movedCpus: this.#movedCpus,
      takenCpus: this.#takenCpus,
      sender: this.#ends.send,
      standing: [
        ...standingWarnings(this.#ends),
        ...pathWarnings(spec, this.#topology.rttMs),
        ...middleboxWarnings(this.#topology.middlebox),
        ...prewarmWarnings(this.#coldBecause),
      ],
    }, result);
  }

  #specOf(cells: Cells): TrialSpec {
    return trialSpecOf(this.#plan, cells, this.path);
  }

  #impossible({ threads }: Cells): TrialResult | null {
    const reason = this.#obstacles.get(threads);
    return reason === undefined ? null : { status: "failed", reason };
  }

  /** Reconnects a lost far end where that is possible, and warms up its threads; else returns why this trial fails. */
  async #reconnect(): Promise<TrialResult | null> {
    try {
      if (await this.#topology.connect()) await this.#prewarm();
      return null;
    } catch (error) {
      if (this.#stop.aborted) return { status: "stopped" };
      return { status: "failed", reason: errorText(error) };
    }
  }

  async #prewarm(): Promise<void> {
    const { modes, rx: [rx, ...furtherRx], seed, poolDepth } = this.#plan;
    if (poolDepth !== null) return; // nothing is timed
    const threads = mostThreads(this.#plan, this.#obstacles);
    const cells = { modes, messageBytes: 0, threads, rx: rx!, rateBps: null, payloadSeed: seed };
    const { bytesPerMs, failure } = await prewarm(
      this.#crew,
      this.#specOf(cells),
      this.#cpus.now(),
      furtherRx,
      this.#stop,
      this.#topology,
    );
    this.#coldBecause = failure;
    if (bytesPerMs !== null) this.#path = { ...this.#path, bytesPerMs };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#crew[Symbol.asyncDispose]();
  }
}

/** The largest thread count of a plan that the limits of this machine allow. */
export function mostThreads(
  { threads }: Pick<SweepPlan, "threads">,
  obstacles: ReadonlyMap<number, string>,
): number {
  return Math.max(...threads.filter((count) => !obstacles.has(count)));
}
