/** What a sweep says before and after its trials. */
import type { Analysis } from "../../report/analyze.ts";
import type { ResultRow } from "../../results/columns.ts";
import { countText, listText, ofText } from "../../results/words.ts";
import { groupsText } from "../../report/phrases.ts";
import { integerText, timeText } from "../../results/number_text.ts";
import type { SweepPlan } from "../../sweep/plan.ts";
import type { ShortSlice } from "../../sweep/short_slices.ts";
import { FAILURES_IN_A_ROW_MAX } from "../../sweep/failure_runs.ts";
import { unsureCells } from "../../sweep/stop_rule.ts";
import type { SweepOutcome } from "../../sweep/sweep.ts";
import { comparisonLines, metricTables } from "./all_tables.ts";
import { configurationTable } from "./configuration_table.ts";
import { type Crossed, groupText } from "./group_text.ts";
import { durationText } from "./progress.ts";
import { outScreen } from "./screen.ts";
import { precisionLines, refineLines } from "./stop_lines.ts";
import { verifyTable } from "./verify_table.ts";
import { print } from "./output.ts";

/** What a sweep is about to do. */
export interface WorkAhead {
  /** Trials of the plan, those not done yet, and the time that these take. */
  readonly total: number;
  readonly missing: number;
  readonly ms: number;
  /** Trials that `--refine` may add at most, and the time that these take. */
  readonly addedMost: number;
  readonly addedMs: number;
  /** The most repeats by `--until-ci`, if it was given. */
  readonly untilCi: SweepPlan["untilCi"];
  /** The budget; `null` without one. */
  readonly maxTimeMs: number | null;
  readonly directory: string;
}

/** `72 trials, about 1 min 5 s, into results/x`. */
export function announcement(
  { total, missing, ms, addedMost, addedMs, untilCi, maxTimeMs, directory }: WorkAhead,
): string {
  const what = missing === total ? countText(total, "trial") : ofText(missing, total, "trial");
  const added = addedMost === 0
    ? ""
    : `, plus up to ${integerText(addedMost)} more (${durationText(addedMs)}) at sizes that --refine adds`;
  const isCut = maxTimeMs !== null && maxTimeMs < ms;
  const cut = isCut ? `; --max-time ${timeText(maxTimeMs)} cuts it short` : "";
  const limit = maxTimeMs === null ? "" : `, ${timeText(maxTimeMs)} in all`;
  const until = untilCi === null || isCut
    ? ""
    : `, plus what --until-ci takes (at most ${untilCi.maxRepeats} repeats each${limit})`;
  return `${what}, about ${durationText(ms)}${added}${until}${cut}, into ${directory}`;
}

/** That `--slice` is too short, and what is long enough; `null` if it is long enough. */
export function shortSlicesText({ sliceMs }: SweepPlan, short: readonly ShortSlice[]): string | null {
  if (short.length === 0 || sliceMs === null) return null;
  const enough = Math.ceil(Math.max(...short.map(({ leastMs }) => leastMs)));
  return `note: a slice of ${timeText(sliceMs)} holds too few messages or round trips of ` +
    `${groupsText(short)}; --slice ${timeText(enough)} is enough, and without --slice each trial has what ` +
    "it needs";
}

/** The tables before the answer. */
export function printTables(
  plan: SweepPlan,
  outcome: SweepOutcome,
  rows: readonly ResultRow[],
  analysis: Analysis,
  which: "main" | "all",
): void {
  const { cells } = analysis;
  const { columns } = outScreen();
  const table = plan.poolDepth === null
    ? configurationTable(analysis, unsureCells(plan, rows), columns)
    : verifyTable(rows, columns);
  for (const line of table) console.log(line);
  for (const line of [...precisionLines(plan, rows, outcome), ...refineLines(plan, rows, outcome)]) {
    print(line);
  }
  if (which === "main" || plan.poolDepth !== null) return;
  for (const line of [...metricTables(cells, columns), "", ...comparisonLines(analysis, columns)]) {
    console.log(line);
  }
}

/** What did not go as planned, shown beside a sweep's answer. */
export function remarksOn(
  outcome: SweepOutcome,
  plan: Crossed & Pick<SweepPlan, "maxTimeMs" | "repeats">,
  directory: string,
): string[] {
  const { failed, skipped, gaveUp, timeUp, wholeBlocks } = outcome;
  const retry = `netio sweep --resume ${directory}`;
  if (gaveUp) {
    return [
      `${FAILURES_IN_A_ROW_MAX} trials in a row failed, so the sweep ended early. Once the cause is fixed: ${retry}`,
    ];
  }
  const remarks: string[] = [];
  if (skipped.length > 0) {
    const groups = listText(skipped.map((group) => groupText(group, plan)));
    remarks.push(`left out after repeated failures: ${groups}. To retry: ${retry}`);
  }
  if (timeUp) {
    const budget = timeText(plan.maxTimeMs ?? 0);
    const done = wholeBlocks === plan.repeats
      ? `all ${countText(wholeBlocks, "planned block")}`
      : ofText(wholeBlocks, plan.repeats, "planned block");
    remarks.push(
      `--max-time ${budget} ran out after ${done}. To continue: ${retry} --max-time TIME, with a larger TIME`,
    );
  } else if (failed > 0 && skipped.length === 0) {
    remarks.push(`failed trials were already retried once. To retry: ${retry}`);
  }
  return remarks;
}
