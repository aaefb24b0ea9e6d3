/**
 * Which mode had the highest median throughput for each message size and thread count, and by how much. The controls
 * do not compete: they move one buffer, and a message has fields to gather.
 */
import { cellRatio } from "../cell_ratio.ts";
import { estimate } from "../estimate.ts";
import type { HeatCell, LegendEntry } from "../figure.ts";
import type { FigureMaker } from "../figure_body.ts";
import { copiedNotes } from "../line_figure.ts";
import { CONTROL_MODES } from "../mode_looks.ts";
import { bytesText, numberText, percentText, threadsText } from "../number_text.ts";
import { evenlySpaced, omissionNote } from "../panel_grid.ts";
import { cellsOf, type ResultCell, type ResultSet } from "../result_cells.ts";
import type { ResultRow } from "../../results/columns.ts";

const MAX_COLUMNS = 10;
const MAX_ROWS = 12;
/** The margin from which a field has its full colour. */
const FULL_MARGIN = 0.5;

const throughput = (row: ResultRow) => row.throughput_gbps;

export const winnerMap: FigureMaker = {
  id: "winner_map",
  title: "Highest throughput by message size and thread count",
  make: (set) => {
    const rivals = set.modes.filter((mode) => !CONTROL_MODES.includes(mode));
    if (rivals.length < 2) return "there are no two modes to compare";
    const sizes = evenlySpaced(set.sizes, MAX_COLUMNS);
    const threads = evenlySpaced(set.threads, MAX_ROWS);
    const fields = threads.map((count) => sizes.map((size) => place(set, rivals, size, count)));
    const winners = new Set(fields.flat().flatMap((field) => field === null ? [] : [field.mode]));
    if (winners.size === 0) return "no size and thread count has two modes to compare";
    return {
      subtitle: "The mode with the highest median, and by how much it leads the next.",
      columns: 1,
      panels: [{
        kind: "heat",
        title: "",
        xLabel: "Message size",
        yLabel: "Threads (connections)",
        columns: sizes.map(bytesText),
        rows: threads.map(String),
        cells: fields.map((line) => line.map((field) => field?.cell ?? null)),
      }],
      legend: rivals.filter((mode) => winners.has(mode)).map((mode): LegendEntry => ({
        id: mode,
        label: set.labels.get(mode) ?? mode,
        color: set.looks.get(mode)!.color,
        marker: null,
        dash: null,
      })),
      notes: [
        "Uncertain: the 95 % interval of the ratio to the next mode holds 1, or there are fewer than six trials.",
        ...omissionNote(sizes, set.sizes, "message sizes"),
        ...omissionNote(threads, set.threads, "thread counts"),
        ...copiedNotes(set),
      ],
    };
  },
};

function place(
  set: ResultSet,
  rivals: readonly string[],
  messageBytes: number,
  threads: number,
): { mode: string; cell: HeatCell } | null {
  const ranked = cellsOf(set, { messageBytes, threads })
    .filter((cell) => rivals.includes(cell.mode))
    .flatMap((cell) => {
      const found = estimate(cell, throughput);
      return found === null ? [] : [{ cell, median: found.median }];
    })
    .sort((a, b) => b.median - a.median);
  const [first, second] = ranked;
  const ratio = first && second ? cellRatio(first.cell, second.cell, throughput) : null;
  if (!first || !second || ratio === null) return null;
  const certain = ratio.interval !== null && ratio.interval.lo > 1;
  const margin = first.median / second.median - 1;
  const copied = wasCopied(first.cell) ? " (copied)" : "";
  const name = `${first.cell.mode}${copied}`;
  return {
    mode: first.cell.mode,
    cell: {
      lines: [
        first.cell.mode,
        ...(copied ? ["(copied)"] : []),
        percentText(margin),
        ...(certain ? [] : ["uncertain"]),
      ],
      text:
        `${bytesText(messageBytes)}, ${threadsText(threads)}: ${name}, ${numberText(first.median)} Gbit/s, ` +
        `${percentText(margin)} over ${second.cell.mode}${certain ? "" : ", uncertain"}`,
      color: set.looks.get(first.cell.mode)!.color,
      strength: certain ? 0.35 + 0.65 * Math.min(1, margin / FULL_MARGIN) : 0.12,
    },
  };
}

function wasCopied(cell: ResultCell): boolean {
  return cell.rows.some((row) => row.effective_copy === "copied");
}
