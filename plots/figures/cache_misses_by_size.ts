/** Cache misses against message size, one line of panels per cache level, one column per thread count. */
import { type CellTable, firstMeasured } from "../../results/cells.ts";
import type { Counter } from "../../results/counters.ts";
import { type Measure, PER_MIB, PER_RUN } from "../../results/measures.ts";
import { threadsText } from "../../results/number_text.ts";
import { sizeAxis, valueAxis } from "../axes.ts";
import { measureSubtitle } from "../estimate_text.ts";
import type { XyPanel } from "../figure.ts";
import type { FigureBody, FigureMaker } from "../figure_body.ts";
import { cellEstimates, copiedNotes, measureNotes, modeLegend, modeSeries, yExtent } from "../line_figure.ts";
import { evenlySpaced, omissionNote, ticksPerPanel } from "../panel_grid.ts";

interface Level {
  readonly name: string;
  readonly measure: Measure;
}

const MAX_THREAD_COUNTS = 4;

export const cacheMissesBySize: FigureMaker = {
  id: "cache_misses_by_size",
  title: "Cache misses by message size",
  make: (table) => {
    const own = [
      ...level(table, "L1d load misses", "l1d_load_misses"),
      ...level(table, "LLC load misses", "llc_load_misses"),
    ];
    const generic = own.length === 2 ? [] : level(table, "cache-misses event", "cache_misses");
    const levels = [...own, ...generic];
    if (levels.length === 0) return "no trial has a cache-miss counter (virtual machines often have none)";
    const note = "The generic cache-misses event counts what the CPU's maker chose.";
    return body(table, levels, generic.length === 0 ? [] : [note]);
  },
};

function level(table: CellTable, name: string, counter: Counter): Level[] {
  const measure = firstMeasured<Measure>(table.cells, [PER_MIB[counter], PER_RUN[counter]]);
  return measure === null ? [] : [{ name, measure }];
}

/** The panels of all levels share their axis title, so it names no level. */
function axisOf(measure: Measure): string {
  return Object.values<Measure>(PER_RUN).includes(measure) ? "Misses per run" : "Misses per MiB transferred";
}

function body(table: CellTable, levels: readonly Level[], levelNotes: readonly string[]): FigureBody {
  const threads = evenlySpaced(table.threads, MAX_THREAD_COUNTS);
  const lines = levels.map((one) => levelPanels(table, one, threads));
  const found = lines.flatMap((line) => line.found);
  const userOnly = found.some((f) => f.cell.rows.some((row) => row.counters_scope === "user"));
  return {
    subtitle: measureSubtitle(levels[0]!.measure, found.map((f) => f.estimate)),
    columns: threads.length,
    panels: lines.flatMap((line) => line.panels),
    legend: modeLegend(table, found),
    notes: [
      ...new Set(levels.flatMap(({ measure }) => measureNotes(table, measure))),
      ...(userOnly
        ? ["Counted in user mode only; most of the work of sending is in the kernel and is not in here."]
        : []),
      ...levelNotes,
      ...omissionNote(threads, table.threads, "thread counts"),
      ...copiedNotes(table),
    ],
  };
}

function levelPanels(table: CellTable, { name, measure }: Level, threads: readonly number[]) {
  const found = cellEstimates(table, (cell) => cell.estimate(measure))
    .filter((f) => threads.includes(f.cell.threads));
  const x = sizeAxis(table.sizes, ticksPerPanel(threads.length));
  const y = valueAxis(axisOf(measure), yExtent(found, null));
  const panels = threads.map((count): XyPanel => ({
    kind: "xy",
    title: `${name}, ${threadsText(count)}`,
    x,
    y,
    reference: null,
    series: modeSeries(table, "size", found.filter((f) => f.cell.threads === count), measure.unit),
  }));
  return { found, panels };
}
