/** Latency against thread count, one panel per message size; what "latency" is depends on the pattern. */
import { firstMeasured, type Measure } from "../estimate.ts";
import type { FigureMaker } from "../figure_body.ts";
import { lineFigure } from "../line_figure.ts";

const LATENCIES: readonly Measure[] = [
  {
    label: "Median round trip (µs)",
    unit: "µs",
    better: "lower",
    note: null,
    of: (row) => row.latency_kind === "rtt" ? row.latency_p50_us : null,
  },
  {
    label: "Mean round trip (µs)",
    unit: "µs",
    better: "lower",
    note: null,
    of: (row) => row.latency_kind === "rtt" ? row.latency_mean_us : null,
  },
  {
    label: "Time per message (µs)",
    unit: "µs",
    better: "lower",
    note: "Time per message: the mean interval between messages on one connection, not a round trip.",
    of: (row) => row.latency_kind === "interval" ? row.latency_mean_us : null,
  },
  {
    label: "Latency (µs)",
    unit: "µs",
    better: "lower",
    note: "The file does not say what its latency is: a round trip, or time per message.",
    of: (row) => row.latency_mean_us,
  },
];

export const latencyByThreads: FigureMaker = {
  id: "latency_by_threads",
  title: "Latency by thread count",
  make: (set) => {
    const measure = firstMeasured(set, LATENCIES);
    return measure === null ? "no trial has a latency" : lineFigure(set, "threads", measure);
  },
};
