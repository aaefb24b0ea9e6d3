/** From a plan to the spec of a trial: its settings, its cells, and turns as long as the path between the ends needs. */
import { turnsMs } from "../trial/schedule.ts";
import { settingsOf } from "../trial/settings.ts";
import { type PathFacts, scheduleOf } from "../trial/slice_length.ts";
import type { Cells, TrialSpec } from "../trial/trial_spec.ts";
import { isInterleaved, type SweepPlan } from "./plan.ts";

/** The spec of one trial of a plan. */
export function trialSpecOf(plan: SweepPlan, cells: Cells, path: PathFacts): TrialSpec {
  const settings = settingsOf(plan);
  const { modes, messageBytes, threads, rx, rateBps, payloadSeed } = cells;
  const schedule = scheduleOf(settings, isInterleaved(plan), cells, path);
  return { ...settings, modes, messageBytes, threads, rx, rateBps, payloadSeed, schedule };
}

/** What a trial takes, ms: its warm-up and its turns. */
export function plannedMsOf(spec: Pick<TrialSpec, "warmupMs" | "modes" | "schedule">): number {
  return spec.warmupMs + turnsMs(spec);
}
