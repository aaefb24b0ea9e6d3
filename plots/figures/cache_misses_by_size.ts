/** Cache misses against message size, one line of panels per cache level, one column per thread count or group of modes. */
import { type CellTable, type Estimate, firstMeasured } from "../../results/cells.ts";
import type { Counter } from "../../results/counters.ts";
import { type Measure, PER_MIB, PER_RUN } from "../../results/measures.ts";
import { threadsText } from "../../results/number_text.ts";
import { sizeAxis, valueAxis } from "../axes.ts";
import { copiedNotes, estimateText, hollowNotes, measureNotes, measureSubtitle } from "../figure_text.ts";
import type { FigureBody, FigureMaker, XyPanel } from "../figure.ts";
import { cellEstimates, modeLegend, modeSeries, SIZE, yExtent } from "../line_figure.ts";
import { apart, evenlySpaced, groupNotes, type ModeGroup, modeGroups, omissionNote } from "../panel_grid.ts";

interface Level {
  readonly name: string;
  readonly measure: Measure;
}

const MAX_COLUMNS = 4;

export const cacheMissesBySize: FigureMaker = {
  name: "cache",
  id: "cache_misses_by_size",
  title: "Cache misses by message size",
  make: ({ table }) => {
    const own = [
      ...level(table, "L1d load misses", "l1d_load_misses"),
      ...level(table, "LLC load misses", "llc_load_misses"),
    ];
    const generic = own.length === 2 ? [] : level(table, "cache-misses", "cache_misses");
    const levels = [...own, ...generic];
    if (levels.length === 0) return "no trial has a cache-miss counter (virtual machines often have none)";
    const note = "What the generic cache-misses event counts is up to the CPU's vendor.";
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
  const groups = modeGroups(table.modes, table.modes[0]);
  const threads = evenlySpaced(table.threads, groups.length > 1 ? 2 : MAX_COLUMNS);
  const columns = groups.length > 1 ? groups.length : threads.length;
  const sizes = apart(table.sizes), drawn = { ...table, sizes };
  const lines = levels.map((one) => levelPanels(drawn, one, { threads, groups, columns }));
  const found = lines.flatMap((line) => line.found);
  const panels = lines.flatMap((line) => line.panels);
  const userOnly = found.some((f) => f.cell.rows.some((row) => row.counters_scope === "user"));
  return {
    subtitle: measureSubtitle(levels[0]!.measure, found.map((f) => f.estimate)),
    columns,
    panels,
    legend: modeLegend(table, found),
    notes: [
      ...new Set(levels.flatMap(({ measure }) => measureNotes(table, measure))),
      ...(userOnly
        ? ["Counted in user mode only: most of the work of sending is done in the kernel and not counted."]
        : []),
      ...levelNotes,
      ...hollowNotes(panels),
      ...groupNotes(groups),
      ...omissionNote(threads, table.threads, "thread counts"),
      ...omissionNote(sizes, table.sizes, "message sizes"),
      ...copiedNotes(table),
    ],
  };
}

interface Grid {
  readonly threads: readonly number[];
  readonly groups: readonly ModeGroup[];
  readonly columns: number;
}

function levelPanels(
  table: CellTable,
  { name, measure }: Level,
  { threads, groups, columns }: Grid,
) {
  const cells = table.cells.filter((cell) =>
    threads.includes(cell.threads) && table.sizes.includes(cell.messageBytes)
  );
  const found = cellEstimates({ ...table, cells }, (cell) => cell.estimate(measure));
  const x = sizeAxis(table.sizes, columns);
  const y = valueAxis(axisOf(measure), yExtent(found, null));
  const valueText = (estimate: Estimate) => estimateText(estimate, measure.unit);
  const panels = threads.flatMap((count) =>
    groups.map(({ modes, part }): XyPanel => {
      const mine = found.filter(({ cell }) => cell.threads === count && modes.includes(cell.mode));
      return {
        kind: "xy",
        title: `${name}, ${threadsText(count)}`,
        part,
        x,
        y,
        reference: null,
        series: modeSeries(table, SIZE, mine, valueText),
      };
    })
  );
  return { found, panels };
}
