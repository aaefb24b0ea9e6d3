/**
 * Makes the Workers' code hot before the first trial: two passes over all modes of the plan, with the same code and
 * real sockets. A Worker that met a mode for the first time inside a trial would run it in a slow tier.
 */
import type { CpuInfo } from "../host/cpu_topology.ts";
import type { Crew } from "./crew.ts";
import { LOOPBACK, type Topology } from "./topology.ts";
import { runTrial, type TrialSpec } from "./trial.ts";

const PASSES = 2;
const PASS_MS = 120;
const SHARE_MAX = 8;
const MESSAGE_BYTES = 64;

/**
 * Runs every mode at 64 bytes for about 120 ms of CPU time per thread (at most eight times that on the clock).
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
  const share = Math.min(SHARE_MAX, Math.ceil(2 * spec.threads / cpus.length));
  for (let pass = 0; pass < PASSES; pass++) {
    for (const mode of modes) {
      const durationMs = Math.min(PASS_MS * share, topology.longestMs);
      await runTrial(
        crew,
        { ...spec, mode, messageBytes: MESSAGE_BYTES, warmupMs: 0, durationMs },
        cpus,
        stop,
        topology,
      );
    }
  }
}
