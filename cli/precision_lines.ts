/** What `--until-ci` reached: said under the table of cells, and beside each cell that did not get there. */
import type { ResultRow } from "../results/columns.ts";
import type { SweepPlan } from "../sweep/plan.ts";
import { type CellPrecision, cellPrecisions, decidingMetric, unsureCells } from "../sweep/stop_rule.ts";
import { cellText } from "./progress.ts";
import { formatDuration } from "./values.ts";

/** Lines; none where no precision was asked for. */
export function precisionLines(plan: SweepPlan, rows: readonly ResultRow[], timeUp: boolean): string[] {
  const { untilCi } = plan;
  if (untilCi === null) return [];
  const cells = cellPrecisions(plan, rows), unsure = unsureCells(plan, rows);
  const target = `±${percentText(untilCi.halfWidth)} of the median ${decidingMetric(plan)}`;
  if (unsure.length === 0) return [`--until-ci: all ${cells.length} cells are within ${target}`];
  const limits = timeUp
    ? `--max-time ${formatDuration(untilCi.maxTimeMs ?? 0)}`
    : `--max-repeats ${untilCi.maxRepeats}`;
  return [
    `--until-ci: ${unsure.length} of ${cells.length} cells are not within ${target}; the limit was ${limits}:`,
    ...unsure.map((cell) => `  ${cellText(cell)}: ${halfWidthText(cell)} from ${cell.trials} trials`),
  ];
}

/** How far one cell got. */
export function halfWidthText({ halfWidth }: CellPrecision): string {
  return halfWidth === null ? "no interval" : `±${percentText(halfWidth)}`;
}

function percentText(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
