/** What `--until-ci` and `--refine` reached, what they did not and why; printed below the table of configurations. */
import { betweenText } from "../../report/crossing_text.ts";
import { countText, ofAllText, ofText } from "../../results/words.ts";
import { shareText, sizesText } from "../../report/phrases.ts";
import type { ResultRow } from "../../results/columns.ts";
import { timeText } from "../../results/number_text.ts";
import type { SweepPlan } from "../../sweep/plan.ts";
import { CLOSE_FACTOR, type Standing, standings, startedRounds } from "../../sweep/refine.ts";
import { type CellPrecision, cellPrecisions, precisionMeasure, unsureCells } from "../../sweep/stop_rule.ts";
import type { SweepOutcome } from "../../sweep/sweep.ts";
import { cellText, variantText } from "./group_text.ts";

const OPTIMISM =
  "Because intervals are checked after every block, and the sweep stops when they are narrow, their true level is slightly lower than shown.";

/** Lines; none without `--until-ci`. */
export function precisionLines(plan: SweepPlan, rows: readonly ResultRow[], outcome: SweepOutcome): string[] {
  const { untilCi } = plan;
  if (untilCi === null) return [];
  const cells = cellPrecisions(plan, rows), unsure = unsureCells(plan, rows);
  const target = `±${shareText(untilCi.halfWidth)} of the median ${precisionMeasure(plan).label}`;
  const are = ({ length }: readonly unknown[]) => length === 1 ? "is" : "are";
  if (unsure.length === 0) {
    const all = ofAllText(cells.length, cells.length, "configuration");
    return [`--until-ci: ${all} ${are(cells)} within ${target}. ${OPTIMISM}`];
  }
  const some = ofText(unsure.length, cells.length, "configuration");
  const why = precisionEndText(outcome, plan.maxTimeMs, untilCi.maxRepeats);
  return [
    `--until-ci: ${some} ${are(unsure)} not within ${target}; ${why}:`,
    ...unsure.map((cell) =>
      `  ${cellText(cell, plan)}: ${halfWidthText(cell)} from ${countText(cell.trials, "trial")}`
    ),
    OPTIMISM,
  ];
}

/** Why the sweep did not continue. */
function precisionEndText(outcome: SweepOutcome, maxTimeMs: number | null, maxRepeats: number): string {
  if (outcome.stopped) return "it was interrupted";
  if (outcome.gaveUp) return "it gave up after failures";
  if (outcome.timeUp) return `the limit was --max-time ${timeText(maxTimeMs ?? 0)}`;
  return `the limit was --max-repeats ${maxRepeats}`;
}

/** How far one cell got. */
export function halfWidthText({ halfWidth }: CellPrecision): string {
  return halfWidth === null ? "no interval" : `±${shareText(halfWidth)}`;
}

/** Lines; none without `--refine`. */
export function refineLines(plan: SweepPlan, rows: readonly ResultRow[], outcome: SweepOutcome): string[] {
  const { refine } = plan;
  if (refine === null) return [];
  const groups = startedRounds(plan, rows).flatMap((round) => round.groups);
  const found = standings(plan, rows, groups);
  if (found.length === 0) return ["--refine: no crossover; no mode overtakes one that it is compared with"];
  const sizes = groups.map(({ messageBytes }) => messageBytes).sort((a, b) => a - b);
  const added = sizes.length === 0 ? "no size added" : `added ${sizesText(sizes)}`;
  const open = found.filter(({ state }) => state !== "known");
  const known = ofText(found.length - open.length, found.length, "crossover");
  return [
    `--refine: ${added}; ${known} known to within a factor of ${CLOSE_FACTOR}`,
    ...open.map((standing) => {
      const where = `${betweenText(standing)} (${variantText(standing, plan)})`;
      const why = crossoverEndText(standing, outcome, refine.maxSizes);
      return `  ${standing.overtaker} overtakes ${standing.overtaken} ${where}: ${why}`;
    }),
  ];
}

function crossoverEndText({ state }: Standing, outcome: SweepOutcome, maxSizes: number): string {
  if (state === "tied") {
    return `statistically tied in between; where that begins and ends is known to within a factor of ${CLOSE_FACTOR}`;
  }
  if (state === "no size between") return "there is no multiple of 8 bytes between";
  if (outcome.stopped) return "interrupted";
  if (outcome.gaveUp) return "it gave up after failures";
  if (outcome.timeUp) return "--max-time ran out";
  return state === "failed" ? "the trials at a size between failed" : `the limit was --max-sizes ${maxSizes}`;
}
