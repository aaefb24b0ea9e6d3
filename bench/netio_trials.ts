/** netio's side of the bench: trials of the checkout's own loop in warm Workers, or of a compiled program. */
import { z } from "zod";
import type { CpuInfo } from "../host/cpu_topology.ts";
import { Crew } from "../trial/crew.ts";
import { place } from "../trial/placement.ts";
import { prewarm } from "../trial/prewarm.ts";
import { singleWindow } from "../trial/schedule.ts";
import { DEFAULTS, type Settings } from "../trial/settings.ts";
import { runTrial } from "../trial/trial.ts";
import type { TrialSpec } from "../trial/trial_spec.ts";
import { usableCpus } from "../trial/usable_cpus.ts";
import type { BenchOptions } from "./options.ts";
import { type BenchCell, type BenchSettings, run } from "./yardstick.ts";

export class NetioTrials {
  readonly cpus: readonly CpuInfo[] = usableCpus();
  /** What the readings at the edges of each thread's window took, of the window. */
  readonly edgeShares: number[] = [];
  readonly #spec: TrialSpec;
  readonly #furtherRx: readonly string[];
  /** Path of a compiled netio, which has Workers of its own in each trial. */
  readonly #binary: string | null;
  #crew: Crew | null = null;
  #trials = 0;

  constructor(
    { modes, rx: [rx, ...furtherRx], threads, warmupMs, durationMs, seed, binary }: BenchOptions,
  ) {
    this.#furtherRx = furtherRx;
    this.#binary = binary;
    this.#spec = {
      ...DEFAULTS,
      modes: [...modes],
      messageBytes: 64,
      threads: Math.max(...threads),
      rx: rx!,
      rateBps: null,
      warmupMs,
      durationMs,
      congestion: "cubic",
      payloadSeed: seed,
      schedule: singleWindow(durationMs),
    };
  }

  /**
   * Starts Workers, as many as the widest cell needs, and makes their code hot; ends those that there were. Where V8 happens
   * to put code and heap makes Workers some percent faster or slower, so one crew would not be netio.
   */
  async renew(): Promise<void> {
    if (this.#binary !== null) return;
    await this.#crew?.[Symbol.asyncDispose]();
    this.#crew = await Crew.start(this.#spec.threads);
    await prewarm(this.#crew, this.#spec, usableCpus(), this.#furtherRx);
  }

  /** Throughput of one trial, Gbit/s. Throws where the trial fails. */
  async run(cell: BenchCell, changes: Partial<Settings> = {}): Promise<number> {
    const settings = { ...this.#spec, ...changes };
    const { mode, rx, messageBytes, threads } = cell;
    const schedule = singleWindow(settings.durationMs);
    const spec = { ...settings, modes: [mode], rx, messageBytes, threads, schedule };
    if (this.#binary !== null) return await binaryTrial(this.#binary, cell, spec);
    if (this.#crew === null) await this.renew();
    const payloadSeed = spec.payloadSeed + this.#trials++;
    const result = await runTrial(this.#crew!, { ...spec, payloadSeed }, this.cpus);
    if (result.status !== "ok") throw new Error(`netio: ${JSON.stringify(result)}`);
    for (const { edgeCostNs, elapsedNs } of [...result.tx, ...result.rx].flatMap(({ shares }) => shares)) {
      this.edgeShares.push(edgeCostNs / elapsedNs);
    }
    const received = result.rx.flatMap(({ shares }) => shares);
    return received.reduce((sum, { bytes, elapsedNs }) => sum + 8 * bytes / elapsedNs, 0);
  }

  /** The same window, congestion control and CPUs, for an opponent. */
  settingsFor(threads: number): BenchSettings {
    const { warmupMs, durationMs, congestion, pin } = this.#spec;
    const { tx, rx } = place(pin, threads, this.cpus);
    return { warmupMs, durationMs, congestion, txCpus: tx as number[], rxCpus: rx as number[] };
  }
}

const runOutput = z.object({ rows: z.array(z.object({ throughput_gbps: z.number() })).length(1) });

/** Throughput of one `netio run` of the program at `binary`, Gbit/s; its Workers are warmed anew each time. */
async function binaryTrial(binary: string, cell: BenchCell, spec: TrialSpec): Promise<number> {
  const { success, stdout, stderr } = await run([
    binary,
    ...["run", "--modes", cell.mode, "--sizes", String(cell.messageBytes), "--threads", String(cell.threads)],
    ...["--rx", cell.rx, "--duration", `${spec.durationMs}ms`, "--warmup", `${spec.warmupMs}ms`],
    ...["--congestion", spec.congestion, "--counters", spec.counters, "--json"],
  ]);
  if (!success) throw new Error(`${binary}: ${stderr}`);
  return runOutput.parse(JSON.parse(stdout)).rows[0]!.throughput_gbps;
}
