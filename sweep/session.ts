/**
 * A plan put to work on this machine: Workers started and prewarmed, every trial run for real, its row built.
 */
import { type CpuInfo, readCpuTopology } from "../host/cpu_topology.ts";
import { allowedCpus } from "./affinity.ts";
import { Crew } from "./crew.ts";
import type { PlannedTrial, SweepPlan } from "./plan.ts";
import { prewarm } from "./prewarm.ts";
import { type RowAndReasons, rowOf } from "./row.ts";
import { runTrial, type TrialSpec } from "./trial.ts";

/** The CPUs this process may use, with what is known of them; at least the numbers where sysfs is hidden. */
export function usableCpus(): CpuInfo[] {
  const allowed = allowedCpus();
  const known = readCpuTopology().filter(({ cpu }) => allowed.includes(cpu));
  if (known.length > 0) return known;
  return allowed.map((cpu) => (
    { cpu, core: cpu, package: 0, node: 0, coreType: "uniform", maxFreqKhz: null }
  ));
}

/** Workers that are hot and wait for trials; ended by `await using`. */
export class Session implements AsyncDisposable {
  readonly #plan: SweepPlan;
  readonly #crew: Crew;
  readonly #cpus: readonly CpuInfo[];
  readonly #stop: AbortSignal;

  private constructor(plan: SweepPlan, crew: Crew, cpus: readonly CpuInfo[], stop: AbortSignal) {
    this.#plan = plan;
    this.#crew = crew;
    this.#cpus = cpus;
    this.#stop = stop;
  }

  /** Starts as many Workers as the plan's largest thread count needs, and warms their code. */
  static async start(plan: SweepPlan, stop: AbortSignal): Promise<Session> {
    const threads = Math.max(...plan.threads);
    const cpus = usableCpus();
    const crew = await Crew.start(threads);
    const spec = specOf(plan, { mode: "", messageBytes: 0, threads, payloadSeed: plan.seed });
    await prewarm(crew, plan.modes, spec, cpus, stop);
    return new Session(plan, crew, cpus, stop);
  }

  /** Bytes received so far in the running trial. */
  get liveBytes(): number {
    return this.#crew.liveBytes;
  }

  /** Runs one trial; `null` when it was stopped before it was over. */
  async run(planned: PlannedTrial): Promise<RowAndReasons | null> {
    const spec = specOf(this.#plan, planned);
    const startedUtc = new Date().toISOString();
    const result = await runTrial(this.#crew, spec, this.#cpus, this.#stop);
    const { runId } = this.#plan;
    return rowOf({ runId, plan: this.#plan, planned, spec, startedUtc, cpuCount: this.#cpus.length }, result);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#crew[Symbol.asyncDispose]();
  }
}

function specOf(
  plan: SweepPlan,
  cell: Pick<PlannedTrial, "mode" | "messageBytes" | "threads" | "payloadSeed">,
): TrialSpec {
  const { rx, warmupMs, durationMs, alignBytes, congestion, pin, counters } = plan;
  const { mode, messageBytes, threads, payloadSeed } = cell;
  return {
    mode,
    rx,
    messageBytes,
    threads,
    warmupMs,
    durationMs,
    alignBytes,
    congestion,
    pin,
    counters,
    payloadSeed,
  };
}
