/** Round trips against thread count, or the time per message of a stream, or what another program calls latency. */
import { firstMeasured } from "../../results/cells.ts";
import {
  MEAN_ROUND_TRIP,
  type Measure,
  MEDIAN_ROUND_TRIP,
  TIME_PER_MESSAGE,
  UNEXPLAINED_LATENCY,
} from "../../results/measures.ts";
import type { DrawnFigure } from "../figure.ts";
import type { FigureMaker } from "../figure_body.ts";
import { lineFigure } from "../line_figure.ts";

/** In order of preference, each with what its figure is called. */
const TIMES = new Map<Measure, Pick<DrawnFigure, "id" | "title">>([
  [MEDIAN_ROUND_TRIP, { id: "round_trip_by_threads", title: "Median round trip by thread count" }],
  [MEAN_ROUND_TRIP, { id: "round_trip_by_threads", title: "Mean round trip by thread count" }],
  [TIME_PER_MESSAGE, { id: "time_per_message_by_threads", title: "Time per message by thread count" }],
  [UNEXPLAINED_LATENCY, { id: "latency_by_threads", title: "Latency by thread count" }],
]);

export const timeByThreads: FigureMaker = {
  name: "latency",
  id: "latency_by_threads",
  title: "Latency by thread count",
  make: ({ table }) => {
    const measure = firstMeasured(table.cells, [...TIMES.keys()]);
    return measure === null
      ? "no trial has a latency"
      : { ...lineFigure(table, "threads", measure), ...TIMES.get(measure) };
  },
};
