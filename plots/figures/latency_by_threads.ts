/** Latency against thread count, one panel per message size; what "latency" is depends on the pattern. */
import { firstMeasured } from "../../results/cells.ts";
import {
  MEAN_ROUND_TRIP,
  type Measure,
  MEDIAN_ROUND_TRIP,
  TIME_PER_MESSAGE,
  UNEXPLAINED_LATENCY,
} from "../../results/measures.ts";
import type { FigureMaker } from "../figure_body.ts";
import { lineFigure } from "../line_figure.ts";

const LATENCIES: readonly Measure[] = [
  MEDIAN_ROUND_TRIP,
  MEAN_ROUND_TRIP,
  TIME_PER_MESSAGE,
  UNEXPLAINED_LATENCY,
];

export const latencyByThreads: FigureMaker = {
  id: "latency_by_threads",
  title: "Latency by thread count",
  make: (table) => {
    const measure = firstMeasured(table.cells, LATENCIES);
    return measure === null ? "no trial has a latency" : lineFigure(table, "threads", measure);
  },
};
