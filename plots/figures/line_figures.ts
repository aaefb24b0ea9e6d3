/** The plain line figures: each of the first of some measures that the trials have. */
import { type CellTable, firstMeasured } from "../../results/cells.ts";
import {
  BYTES_PER_SEGMENT,
  CPU_PER_BYTE,
  CYCLES_PER_BYTE,
  MEAN_ROUND_TRIP,
  type Measure,
  MEDIAN_ROUND_TRIP,
  PER_RUN,
  THROUGHPUT,
  TIME_PER_MESSAGE,
  UNEXPLAINED_LATENCY,
} from "../../results/measures.ts";
import type { DrawnFigure, FigureBody, FigureMaker } from "../figure.ts";
import { type Abscissa, lineFigure, SIZE, THREADS } from "../line_figure.ts";

/** In order of preference, each with what its figure is called where the maker's own id and title don't say it. */
type Measures = readonly (readonly [measure: Measure, named?: Pick<DrawnFigure, "id" | "title">])[];

/** @param none why there is no figure without any of the measures */
function lineOf(measures: Measures, abscissa: Abscissa, none: string) {
  return ({ table }: { readonly table: CellTable }): FigureBody | string => {
    const measure = firstMeasured(table.cells, measures.map(([measure]) => measure));
    if (measure === null) return none;
    const [, named] = measures.find(([one]) => one === measure)!;
    return { ...lineFigure(table, abscissa, measure), ...named };
  };
}

export const throughputBySize: FigureMaker = {
  name: "throughput",
  id: "throughput_by_size",
  title: "Throughput by message size",
  make: lineOf([[THROUGHPUT]], SIZE, "no trial has a throughput"),
};

/** Where fields straddle pages, zero-copy runs into the 17 fragments of an skb, and its segments get small. */
export const bytesPerSegment: FigureMaker = {
  name: "segments",
  id: "bytes_per_segment",
  title: "Bytes per segment by message size",
  make: lineOf([[BYTES_PER_SEGMENT]], SIZE, "no trial has bytes_per_segment (the kernel's TCP_INFO)"),
};

/** What a byte costs the CPU: cycles, CPU time where these were not counted, or cycles per run. */
export const cpuCostBySize: FigureMaker = {
  name: "cycles",
  id: "cpu_cost_by_size",
  title: "CPU cost by message size",
  make: lineOf(
    [
      [CYCLES_PER_BYTE, { id: "cycles_per_byte_by_size", title: "CPU cycles per byte by message size" }],
      [CPU_PER_BYTE, { id: "cpu_time_per_byte_by_size", title: "CPU time per byte by message size" }],
      [PER_RUN.cycles, { id: "cycles_per_run_by_size", title: "CPU cycles per run by message size" }],
    ],
    SIZE,
    "no trial has CPU cycles or CPU time",
  ),
};

/** Round trips, or the time per message of a stream, or what another program calls latency. */
export const timeByThreads: FigureMaker = {
  name: "latency",
  id: "latency_by_threads",
  title: "Latency by thread count",
  make: lineOf(
    [
      [MEDIAN_ROUND_TRIP, { id: "round_trip_by_threads", title: "Median round trip by thread count" }],
      [MEAN_ROUND_TRIP, { id: "round_trip_by_threads", title: "Mean round trip by thread count" }],
      [TIME_PER_MESSAGE, { id: "time_per_message_by_threads", title: "Time per message by thread count" }],
      [UNEXPLAINED_LATENCY],
    ],
    THREADS,
    "no trial has a latency",
  ),
};
