/**
 * Bytes per CPU cycle (or CPU time) of each mode relative to two-copy, from the ratios within the blocks of the
 * sweep where there are blocks.
 */
import { CPU_COSTS } from "../cpu_cost.ts";
import { type Estimate, firstMeasured, type Measure, samplesText } from "../estimate.ts";
import type { FigureMaker } from "../figure_body.ts";
import { cellEstimates, copiedNotes, linePanels, modeLegend } from "../line_figure.ts";

import type { ResultCell, ResultSet } from "../../results/cells.ts";
import { rowsRatio } from "../../results/rows_ratio.ts";

const BASELINE = "two-copy";

export const relativeEfficiency: FigureMaker = {
  id: "relative_efficiency",
  title: `Efficiency relative to ${BASELINE}`,
  make: (set) => {
    const cost = firstMeasured(set, CPU_COSTS);
    if (cost === null) return "no trial has CPU cycles or CPU time per byte";
    if (!set.modes.includes(BASELINE)) return `${BASELINE} was not measured`;
    const found = cellEstimates(set, (cell) => efficiencyRatio(set, cell, cost));
    if (found.length === 0) {
      return `no mode was measured beside ${BASELINE} at the same size and thread count`;
    }
    const panels = linePanels(
      set,
      "size",
      found,
      `Bytes per ${costName(cost)}, ${BASELINE} = 1`,
      `× ${BASELINE}`,
      1,
    );
    return {
      subtitle: `Higher is better: bytes moved per ${costName(cost)}. ${
        samplesText(found.map((f) => f.estimate), "ratios")
      }`,
      ...panels,
      legend: modeLegend(set, found),
      notes: [...(cost.note === null ? [] : [cost.note]), ...panels.notes, ...copiedNotes(set)],
    };
  },
};

function costName(cost: Measure): string {
  return cost === CPU_COSTS[0] ? "CPU cycle" : "unit of CPU time";
}

/** How many times as many bytes per cost as two-copy in the same place; `null` for two-copy itself. */
function efficiencyRatio(set: ResultSet, cell: ResultCell, cost: Measure): Estimate | null {
  const baseline = set.find(BASELINE, cell.messageBytes, cell.threads);
  if (baseline === undefined || cell.mode === BASELINE) return null;
  const ratio = rowsRatio(cell.rows, baseline.rows, cost.of)?.ratio ?? null;
  return ratio === null ? null : { n: ratio.n, median: ratio.estimate, interval: ratio.interval };
}
