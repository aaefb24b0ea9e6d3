/** CPU cycles per byte against message size; CPU time per byte, and so labelled, where cycles were not counted. */
import { firstMeasured } from "../../results/cells.ts";
import { CPU_COSTS, type Measure, PER_RUN } from "../../results/measures.ts";
import type { FigureMaker } from "../figure_body.ts";
import { lineFigure } from "../line_figure.ts";

export const cyclesPerByteBySize: FigureMaker = {
  id: "cycles_per_byte_by_size",
  title: "CPU cost by message size",
  make: (table) => {
    const measure = firstMeasured<Measure>(table.cells, [...CPU_COSTS, PER_RUN.cycles]);
    return measure === null ? "no trial has CPU cycles or CPU time" : lineFigure(table, "size", measure);
  },
};
