/** The compiled program in the bench: one `netio run` per trial, Workers warmed anew each time. */
import { z } from "zod";
import type { TrialSpec } from "../trial/trial_spec.ts";
import { type BenchCell, run } from "./yardstick.ts";

const output = z.object({ rows: z.array(z.object({ throughput_gbps: z.number() })).length(1) });

/** Throughput of one trial of the program at `binary`, Gbit/s. */
export async function binaryTrial(binary: string, cell: BenchCell, spec: TrialSpec): Promise<number> {
  const { success, stdout, stderr } = await run([
    binary,
    ...["run", "--modes", cell.mode, "--sizes", String(cell.messageBytes), "--threads", String(cell.threads)],
    ...["--rx", cell.rx, "--duration", `${spec.durationMs}ms`, "--warmup", `${spec.warmupMs}ms`],
    ...["--congestion", spec.congestion, "--counters", spec.counters, "--json"],
  ]);
  if (!success) throw new Error(`${binary}: ${stderr}`);
  return output.parse(JSON.parse(stdout)).rows[0]!.throughput_gbps;
}
