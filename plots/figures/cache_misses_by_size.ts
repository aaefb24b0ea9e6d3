/** Cache misses against message size, one line of panels per cache level, one column per thread count. */
import type { Counter } from "../../results/counters.ts";
import { sizeAxis, valueAxis } from "../axes.ts";
import { perMib, perRun } from "../counter_measures.ts";
import { estimate, firstMeasured, type Measure, measureSubtitle } from "../estimate.ts";
import type { FigureBody, FigureMaker } from "../figure_body.ts";
import type { XyPanel } from "../figure.ts";
import { cellEstimates, copiedNotes, modeLegend, modeSeries, yExtent } from "../line_figure.ts";
import { threadsText } from "../../results/number_text.ts";
import { evenlySpaced, omissionNote, ticksPerPanel } from "../panel_grid.ts";
import type { ResultSet } from "../../results/cells.ts";

interface Level {
  readonly name: string;
  readonly measure: Measure;
}

const MAX_THREAD_COUNTS = 4;

export const cacheMissesBySize: FigureMaker = {
  id: "cache_misses_by_size",
  title: "Cache misses by message size",
  make: (set) => {
    const own = [
      ...level(set, "L1d load misses", "l1d_load_misses"),
      ...level(set, "LLC load misses", "llc_load_misses"),
    ];
    const generic = own.length === 2 ? [] : level(set, "cache-misses event", "cache_misses");
    const levels = [...own, ...generic];
    if (levels.length === 0) return "no trial has a cache-miss counter (virtual machines often have none)";
    const note = "The generic cache-misses event counts what the CPU's maker chose.";
    return body(set, levels, generic.length === 0 ? [] : [note]);
  },
};

function level(set: ResultSet, name: string, counter: Counter): Level[] {
  const measure = firstMeasured(set, [perMib(counter, "misses"), perRun(counter, "misses")]);
  return measure === null ? [] : [{ name, measure }];
}

function body(set: ResultSet, levels: readonly Level[], levelNotes: readonly string[]): FigureBody {
  const threads = evenlySpaced(set.threads, MAX_THREAD_COUNTS);
  const lines = levels.map((one) => levelPanels(set, one, threads));
  const found = lines.flatMap((line) => line.found);
  const userOnly = found.some((f) => f.cell.rows.some((row) => row.counters_scope === "user"));
  return {
    subtitle: measureSubtitle(levels[0]!.measure, found.map((f) => f.estimate)),
    columns: threads.length,
    panels: lines.flatMap((line) => line.panels),
    legend: modeLegend(set, found),
    notes: [
      ...new Set(levels.flatMap(({ measure }) => measure.note ?? [])),
      ...(userOnly
        ? ["Counted in user mode only; most of the work of sending is in the kernel and is not in here."]
        : []),
      ...levelNotes,
      ...omissionNote(threads, set.threads, "thread counts"),
      ...copiedNotes(set),
    ],
  };
}

function levelPanels(set: ResultSet, { name, measure }: Level, threads: readonly number[]) {
  const found = cellEstimates(set, (cell) => estimate(cell, measure.of))
    .filter((f) => threads.includes(f.cell.threads));
  const x = sizeAxis(set.sizes, ticksPerPanel(threads.length));
  const y = valueAxis(measure.label, yExtent(found, null));
  const panels = threads.map((count): XyPanel => ({
    kind: "xy",
    title: `${name}, ${threadsText(count)}`,
    x,
    y,
    reference: null,
    series: modeSeries(set, "size", found.filter((f) => f.cell.threads === count), measure.unit),
  }));
  return { found, panels };
}
