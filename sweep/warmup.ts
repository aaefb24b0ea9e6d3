/** How long connections are warmed up on a path, where the user has not said. */
import { SLOW_START_ROUND_TRIPS } from "../trial/warnings.ts";
import type { SweepPlan } from "./plan.ts";

/**
 * The plan with a warm-up in which congestion windows grow to what the path takes.
 *
 * @param rttMs round trip without load
 * @param longestMs the longest trial that is allowed
 */
export function warmedUp(plan: SweepPlan, rttMs: number, longestMs: number): SweepPlan {
  if (plan.pattern !== "stream") return plan;
  const neededMs = Math.ceil(SLOW_START_ROUND_TRIPS * rttMs);
  const allowedMs = Math.max(plan.warmupMs, longestMs - plan.durationMs);
  return { ...plan, warmupMs: Math.max(plan.warmupMs, Math.min(neededMs, allowedMs)) };
}
