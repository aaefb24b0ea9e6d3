/** Trials on real sockets that last as briefly as they can. */
import { Crew } from "../../trial/crew.ts";
import { usableCpus } from "../../trial/usable_cpus.ts";
import type { EndReport, ModeShare } from "../../trial/job.ts";
import { singleWindow } from "../../trial/schedule.ts";
import { DEFAULTS } from "../../trial/settings.ts";
import { runTrial, type TrialResult } from "../../trial/trial.ts";
import type { TrialSpec } from "../../trial/trial_spec.ts";
import { present } from "../present.ts";

/** One connection, a few tens of milliseconds. */
export const SMALL_TRIAL: TrialSpec = {
  ...DEFAULTS,
  modes: ["one-copy"],
  messageBytes: 1024,
  threads: 1,
  rx: "recv",
  rateBps: null,
  warmupMs: 20,
  durationMs: 60,
  schedule: singleWindow(60),
  counters: "off",
  payloadSeed: 1,
};

/** Its changes go over it; without a schedule of their own it is one window, as long as the duration. */
export function smallSpec(changes: Partial<TrialSpec>): TrialSpec {
  const spec = { ...SMALL_TRIAL, ...changes };
  return { ...spec, schedule: changes.schedule ?? singleWindow(spec.durationMs) };
}

/** Runs each of the trials once, with the same Workers. */
export async function smallTrials(specs: readonly Partial<TrialSpec>[]): Promise<TrialResult[]> {
  const threads = Math.max(...specs.map((spec) => spec.threads ?? 1));
  await using crew = await Crew.start(threads);
  const results: TrialResult[] = [];
  for (const spec of specs) {
    results.push(await triedAgain(() => runTrial(crew, smallSpec(spec), usableCpus())));
  }
  return results;
}

const TRIES = 4;

/** A window of some milliseconds may fall into a moment when the machine has no CPU for one of the threads. */
async function triedAgain(run: () => Promise<TrialResult>): Promise<TrialResult> {
  for (let tries = 1;; tries++) {
    const result = await run();
    const isBusy = result.status === "failed" && result.reason.includes("the machine being too busy");
    if (!isBusy || tries === TRIES) return result;
  }
}

/** Runs one trial. */
export async function smallTrial(spec: Partial<TrialSpec>): Promise<TrialResult> {
  const [result] = await smallTrials([spec]);
  return result!;
}

/** The result of a trial that has to have gone well. */
export function ok(result: TrialResult): Extract<TrialResult, { status: "ok" }> {
  if (result.status === "ok") return result;
  throw new Error(result.status === "failed" ? result.reason : "stopped");
}

/** What an end measured of the trial's first mode, which is its only one in most tests. */
export function shareOf({ shares }: EndReport): ModeShare {
  return present(shares[0], "a mode's share");
}
