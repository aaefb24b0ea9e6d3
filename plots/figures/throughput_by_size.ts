/** Throughput against message size, one panel per thread count. */
import { isMeasured } from "../../results/cells.ts";
import { THROUGHPUT } from "../../results/measures.ts";
import type { FigureMaker } from "../figure_body.ts";
import { lineFigure } from "../line_figure.ts";

export const throughputBySize: FigureMaker = {
  name: "throughput",
  id: "throughput_by_size",
  title: "Throughput by message size",
  make: ({ table }) =>
    isMeasured(THROUGHPUT, table.cells) ? lineFigure(table, "size", THROUGHPUT) : "no trial has a throughput",
};
