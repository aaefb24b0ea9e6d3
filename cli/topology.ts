/** Opens where a plan's ends are, before anything else is started. */
import { LOOPBACK, netnsTopology, type Topology } from "../sweep/topology.ts";
import type { SweepPlan } from "../sweep/plan.ts";

/** @throws Error in one sentence: what is missing, and what works instead */
export async function openTopology({ topology }: SweepPlan): Promise<Topology> {
  switch (topology.kind) {
    case "loopback":
      return LOOPBACK;
    case "netns":
      return await openNetns(topology);
    case "hosts":
      throw new Error("not there yet");
  }
}

async function openNetns(options: { readonly mtuBytes: number | null; readonly netem: string | null }) {
  try {
    return await netnsTopology(options);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`--topology netns: ${reason}`);
  }
}
