/** CPU cycles per byte against message size; CPU time per byte, and so labelled, where cycles were not counted. */
import { perRun } from "../counter_measures.ts";
import { CPU_COSTS } from "../cpu_cost.ts";
import { firstMeasured } from "../estimate.ts";
import type { FigureMaker } from "../figure_body.ts";
import { lineFigure } from "../line_figure.ts";

export const cyclesPerByteBySize: FigureMaker = {
  id: "cycles_per_byte_by_size",
  title: "CPU cost by message size",
  make: (set) => {
    const measure = firstMeasured(set, [...CPU_COSTS, perRun("cycles", "cycles")]);
    return measure === null ? "no trial has CPU cycles or CPU time" : lineFigure(set, "size", measure);
  },
};
