/** What `--until-ci` reached: said under the table of cells, and beside each cell that did not get there. */
import { shareText } from "../../report/phrases.ts";
import type { ResultRow } from "../../results/columns.ts";
import type { SweepPlan } from "../../sweep/plan.ts";
import { type CellPrecision, cellPrecisions, precisionMeasure, unsureCells } from "../../sweep/stop_rule.ts";
import { cellText } from "./group_text.ts";
import type { SweepOutcome } from "../../sweep/sweep.ts";
import { timeText } from "../../results/number_text.ts";

const OPTIMISM =
  "Because intervals are checked after every block, and the sweep stops when they are narrow, their true level is slightly lower than shown.";

/** Lines; none where no precision was asked for. */
export function precisionLines(plan: SweepPlan, rows: readonly ResultRow[], outcome: SweepOutcome): string[] {
  const { untilCi } = plan;
  if (untilCi === null) return [];
  const cells = cellPrecisions(plan, rows), unsure = unsureCells(plan, rows);
  const target = `±${shareText(untilCi.halfWidth)} of the median ${precisionMeasure(plan).label}`;
  if (unsure.length === 0) {
    return [`--until-ci: all ${cells.length} configurations are within ${target}. ${OPTIMISM}`];
  }
  return [
    `--until-ci: ${unsure.length} of ${cells.length} configurations are not within ${target}; ${
      endText(outcome, plan.maxTimeMs, untilCi.maxRepeats)
    }:`,
    ...unsure.map((cell) => `  ${cellText(cell, plan)}: ${halfWidthText(cell)} from ${cell.trials} trials`),
    OPTIMISM,
  ];
}

/** What kept the sweep from going on. */
function endText(outcome: SweepOutcome, maxTimeMs: number | null, maxRepeats: number): string {
  if (outcome.stopped) return "it was interrupted";
  if (outcome.gaveUp) return "it gave up after failures";
  if (outcome.timeUp) return `the limit was --max-time ${timeText(maxTimeMs ?? 0)}`;
  return `the limit was --max-repeats ${maxRepeats}`;
}

/** How far one cell got. */
export function halfWidthText({ halfWidth }: CellPrecision): string {
  return halfWidth === null ? "no interval" : `±${shareText(halfWidth)}`;
}
