/**
 * Bytes per CPU cycle (or CPU time) of each mode relative to two-copy, from the ratios within the blocks of the
 * sweep where there are blocks.
 */
import { type Cell, type CellTable, type Estimate, firstMeasured } from "../../results/cells.ts";
import { compareCells } from "../../results/comparisons.ts";
import { CPU_COSTS, CYCLES_PER_BYTE, type Merit } from "../../results/measures.ts";
import { measureNotes, samplesText } from "../figure_text.ts";
import type { FigureMaker } from "../figure.ts";
import { cellEstimates, lineBody, ratioEstimate, SIZE } from "../line_figure.ts";

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
    const unit = cost === CYCLES_PER_BYTE ? "CPU cycle" : "unit of CPU time";
    const axis = `Bytes per ${unit}, ${BASELINE} = 1`;
    const body = lineBody(table, SIZE, found, { axis, unit: `× ${BASELINE}`, reference: 1 });
    const samples = samplesText(found.map(({ estimate }) => estimate), "ratios");
    return {
      ...body,
      subtitle: `Higher is better: bytes moved per ${unit}. ${samples}`,
      notes: [...measureNotes(table, cost), ...body.notes],
    };
  },
};

/** How many times as many bytes per cost as two-copy in the same place; `null` for two-copy itself. */
function efficiencyRatio(table: CellTable, cell: Cell, cost: Merit): Estimate | null {
  const baseline = table.find(BASELINE, cell.messageBytes, cell.threads);
  if (baseline === undefined || cell.mode === BASELINE) return null;
  return ratioEstimate(compareCells(cell, baseline, cost));
}
