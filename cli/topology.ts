/** Opens a plan's topology before anything else is started. */
import config from "../deno.json" with { type: "json" };
import { FarHost } from "../control/far_host.ts";
import type { SweepPlan } from "../sweep/plan.ts";
import { LOOPBACK, netnsTopology, type Topology } from "../trial/topology.ts";
import { errorText } from "../results/words.ts";
import { tokenOfEnvironment } from "./options/values.ts";
import { UsageError } from "./usage_error.ts";

/**
 * @param token the shared secret of `--token`, if given
 * @param stop aborted: the connection to a far end is closed
 * @returns `null` if that happened before it was reached
 * @throws Error in one sentence: what is missing, or why the far end can't be reached
 */
export async function openTopology(
  plan: SweepPlan,
  token: string | undefined,
  stop: AbortSignal,
): Promise<Topology | null> {
  try {
    return await open(plan, token, stop);
  } catch (error) {
    if (stop.aborted) return null;
    throw error;
  }
}

async function open(plan: SweepPlan, token: string | undefined, stop: AbortSignal): Promise<Topology> {
  const { topology } = plan;
  if (token !== undefined && topology.kind !== "hosts") {
    throw new UsageError("--token needs --connect: nothing here requires it");
  }
  switch (topology.kind) {
    case "loopback":
      return LOOPBACK;
    case "netns":
      return await openNetns(topology);
    case "hosts":
      return await FarHost.find({
        ...topology,
        mssBytes: plan.mssBytes,
        token: token ?? tokenOfEnvironment(),
        netioVersion: config.version,
        needs: {
          threads: Math.max(...plan.threads),
          messageBytes: Math.max(...plan.sizes, plan.workingSetBytes ?? 0),
          durationMs: plan.warmupMs + plan.durationMs,
        },
        stop,
      });
  }
}

async function openNetns(options: { readonly mtuBytes: number | null; readonly netem: string | null }) {
  try {
    return await netnsTopology(options);
  } catch (error) {
    throw new Error(`--topology netns: ${errorText(error)}`);
  }
}
