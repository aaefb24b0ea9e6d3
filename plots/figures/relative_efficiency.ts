/**
 * Bytes per CPU cycle (or CPU time) of each mode relative to two-copy, from the ratios within the blocks of the
 * sweep where there are blocks.
 */
import { type Cell, type CellTable, type Estimate, firstMeasured } from "../../results/cells.ts";
import { compareCells } from "../../results/comparisons.ts";
import { CPU_COSTS, CYCLES_PER_BYTE, type Merit } from "../../results/measures.ts";
import { samplesText } from "../estimate_text.ts";
import type { FigureMaker } from "../figure_body.ts";
import { copiedNotes, hollowNotes, measureNotes } from "../figure_notes.ts";
import { cellEstimates, linePanels } from "../line_figure.ts";
import { modeLegend } from "../line_series.ts";

const BASELINE = "two-copy";

export const relativeEfficiency: FigureMaker = {
  name: "efficiency",
  id: "relative_efficiency",
  title: `Efficiency relative to ${BASELINE}`,
  make: ({ table }) => {
    const cost = firstMeasured(table.cells, CPU_COSTS);
    if (cost === null) return "no trial has CPU cycles or CPU time per byte";
    if (!table.modes.includes(BASELINE)) return `${BASELINE} was not measured`;
    const found = cellEstimates(table, (cell) => efficiencyRatio(table, cell, cost));
    if (found.length === 0) {
      return `no mode was measured beside ${BASELINE} at the same size and thread count`;
    }
    const panels = linePanels(
      table,
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
      legend: modeLegend(table, found),
      notes: [
        ...measureNotes(table, cost),
        ...hollowNotes(panels.panels),
        ...panels.notes,
        ...copiedNotes(table),
      ],
    };
  },
};

function costName(cost: Merit): string {
  return cost === CYCLES_PER_BYTE ? "CPU cycle" : "unit of CPU time";
}

/** How many times as many bytes per cost as two-copy in the same place; `null` for two-copy itself. */
function efficiencyRatio(table: CellTable, cell: Cell, cost: Merit): Estimate | null {
  const baseline = table.find(BASELINE, cell.messageBytes, cell.threads);
  if (baseline === undefined || cell.mode === BASELINE) return null;
  const ratio = compareCells(cell, baseline, cost)?.ratio ?? null;
  return ratio === null ? null : { n: ratio.n, median: ratio.estimate, interval: ratio.interval };
}
