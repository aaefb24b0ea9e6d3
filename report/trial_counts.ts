/** The progress of a result set: how many of its trials are measured. */
import type { ResultRow } from "../results/columns.ts";
import type { LoadedResults } from "../results/load.ts";
import { integerText } from "../results/number_text.ts";
import { withoutRedone } from "../results/redone.ts";
import { countText, ofText } from "../results/words.ts";

export interface TrialCounts {
  readonly measured: number;
  /** Of the plan, without those that `--until-ci` and `--refine` add; `null` without a plan, and before the first row. */
  readonly planned: number | null;
}

/** Modes that took turns in one trial are one trial. */
export function trialCounts({ rows, plan }: Pick<LoadedResults, "rows" | "plan">): TrialCounts {
  const trials = new TrialNumbers();
  for (const row of withoutRedone(rows)) if (row.status === "ok") trials.of(row);
  const measured = trials.count, [first] = rows;
  if (plan === null || first === undefined) return { measured, planned: null };
  const { sizes, threads, modes, repeats, extraRepeats, rx, rateBps } = plan;
  if (
    !Array.isArray(sizes) || !Array.isArray(threads) || !Array.isArray(modes) || typeof repeats !== "number"
  ) {
    return { measured, planned: null };
  }
  const groups = sizes.length * threads.length * crossed(rx) * crossed(rateBps);
  const each = repeats + (typeof extraRepeats === "number" ? extraRepeats : 0);
  return { measured, planned: groups * each * (first.interleave === "slices" ? 1 : modes.length) };
}

/**
 * Numbers trials: modes that took turns in one have a row each, and each run counts its own. Other people's rows are a trial
 * each.
 */
export class TrialNumbers {
  /** By the number that the trial has in its run; a map of a million numbers takes ten times the memory. */
  readonly #byRun = new Map<string | null, number[]>();
  count = 0;

  /** Called once for each row. */
  of({ run_id, trial }: ResultRow): number {
    if (trial === null) return this.count++;
    return this.#byRun.getOrInsertComputed(run_id, () => [])[trial] ??= this.count++;
  }
}

/** Earlier plans had one value where there is a list now. */
function crossed(values: unknown): number {
  return Array.isArray(values) ? values.length : 1;
}

/** `89 of 384 trials`, `384 trials and 12 added`. */
export function trialCountsText({ measured, planned }: TrialCounts): string {
  if (planned === null) return countText(measured, "trial");
  if (measured <= planned) return ofText(measured, planned, "trial");
  return `${countText(planned, "trial")} and ${integerText(measured - planned)} added`;
}
