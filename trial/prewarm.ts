/**
 * Makes the Workers' code hot before the first trial: two passes over all modes of the plan, with the same code and
 * real sockets. A Worker that met a mode for the first time inside a trial would run it in a slow tier. Two sizes,
 * since modes may send short fields by other code (`two-copy` does).
 */
import type { CpuInfo } from "../host/cpu_topology.ts";
import type { Crew } from "./crew.ts";
import { place, usedCpus } from "./placement.ts";
import { LOOPBACK, type Topology } from "./topology.ts";
import { runTrial } from "./trial.ts";
import type { TrialSpec } from "./trial_spec.ts";

const PASSES = 2;
const PASS_MS = 120;
const SHARE_MAX = 8;
export const PREWARM_MESSAGE_BYTES = [64, 1024];

/**
 * Runs every mode at each size for about 120 ms of CPU time per thread (at most eight times that on the clock).
 *
 * @param spec settings of the sweep; its mode and sizes do not matter
 */
export async function prewarm(
  crew: Crew,
  modes: readonly string[],
  spec: TrialSpec,
  cpus: readonly CpuInfo[],
  stop?: AbortSignal,
  topology: Topology = LOOPBACK,
): Promise<void> {
  const { tx, rx } = place(spec.pin, spec.threads, cpus);
  const share = Math.min(SHARE_MAX, Math.ceil(2 * spec.threads / usedCpus([...tx, ...rx], cpus).length));
  for (let pass = 0; pass < PASSES; pass++) {
    for (const mode of modes) {
      for (const messageBytes of PREWARM_MESSAGE_BYTES) {
        const durationMs = Math.min(PASS_MS * share, topology.longestMs);
        const cell = { mode, messageBytes, warmupMs: 0, durationMs };
        await runTrial(crew, { ...spec, ...cell }, cpus, stop, topology);
      }
    }
  }
}
