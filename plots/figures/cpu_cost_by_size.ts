/** What a byte costs the CPU against message size: cycles, CPU time where these were not counted, or cycles per run. */
import { firstMeasured } from "../../results/cells.ts";
import { CPU_PER_BYTE, CYCLES_PER_BYTE, type Measure, PER_RUN } from "../../results/measures.ts";
import type { DrawnFigure } from "../figure.ts";
import type { FigureMaker } from "../figure_body.ts";
import { lineFigure } from "../line_figure.ts";

/** In order of preference, each with what its figure is called. */
const COSTS = new Map<Measure, Pick<DrawnFigure, "id" | "title">>([
  [CYCLES_PER_BYTE, { id: "cycles_per_byte_by_size", title: "CPU cycles per byte by message size" }],
  [CPU_PER_BYTE, { id: "cpu_time_per_byte_by_size", title: "CPU time per byte by message size" }],
  [PER_RUN.cycles, { id: "cycles_per_run_by_size", title: "CPU cycles per run by message size" }],
]);

export const cpuCostBySize: FigureMaker = {
  name: "cycles",
  id: "cpu_cost_by_size",
  title: "CPU cost by message size",
  make: ({ table }) => {
    const measure = firstMeasured(table.cells, [...COSTS.keys()]);
    return measure === null
      ? "no trial has CPU cycles or CPU time"
      : { ...lineFigure(table, "size", measure), ...COSTS.get(measure) };
  },
};
