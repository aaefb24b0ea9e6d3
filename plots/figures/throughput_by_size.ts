/** Throughput against message size, one panel per thread count. */
import { firstMeasured, type Measure } from "../estimate.ts";
import type { FigureMaker } from "../figure_body.ts";
import { lineFigure } from "../line_figure.ts";

const THROUGHPUT: Measure = {
  label: "Throughput (Gbit/s)",
  unit: "Gbit/s",
  better: "higher",
  note: null,
  of: (row) => row.throughput_gbps,
};

export const throughputBySize: FigureMaker = {
  id: "throughput_by_size",
  title: "Throughput by message size",
  make: (set) =>
    firstMeasured(set, [THROUGHPUT]) === null
      ? "no trial has a throughput"
      : lineFigure(set, "size", THROUGHPUT),
};
