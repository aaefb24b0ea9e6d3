/** Whether the throughputs of a cell fall into two groups, and whether one came after the other. */
import type { Cell } from "../results/cell.ts";
import { THROUGHPUT } from "../results/measures.ts";
import { type Peaks, peaksOf } from "../stats/peaks.ts";

/** The two groups; `null` where there is one. Of another program's rows the order says nothing. */
export function throughputPeaks(cell: Cell): Peaks | null {
  const peaks = peaksOf(cell.values(THROUGHPUT));
  return peaks !== null && cell.rows.at(0)!.schema === null ? { ...peaks, lowFirst: null } : peaks;
}
