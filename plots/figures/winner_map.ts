/**
 * Which mode is best for each message size and thread count, and by how much: by throughput, or by round trip where
 * round trips were measured. The controls do not compete: they move one buffer, and a message has fields to gather.
 */
import { estimate, firstMeasured, type Measure } from "../estimate.ts";
import type { HeatCell, LegendEntry } from "../figure.ts";
import type { FigureMaker } from "../figure_body.ts";
import { copiedNotes } from "../line_figure.ts";
import { lookOf } from "../mode_looks.ts";
import { bytesText, numberText, percentText, threadsText } from "../../results/number_text.ts";
import { evenlySpaced, omissionNote } from "../panel_grid.ts";
import type { ResultCell, ResultSet } from "../../results/cells.ts";
import { isControl } from "../../results/mode_catalogue.ts";
import { rowsRatio } from "../../results/rows_ratio.ts";
import { unbeatenFirst } from "../../stats/unbeaten.ts";

const MAX_COLUMNS = 10;
const MAX_ROWS = 12;
/** The margin from which a field has its full colour. */
const FULL_MARGIN = 0.5;

const MEASURES: readonly Measure[] = [
  {
    label: "median round trip",
    unit: "µs",
    better: "lower",
    note: null,
    of: (row) => row.pattern === "rr" ? row.latency_p50_us : null,
  },
  { label: "throughput", unit: "Gbit/s", better: "higher", note: null, of: (row) => row.throughput_gbps },
];

export const winnerMap: FigureMaker = {
  id: "winner_map",
  title: "Best mode by message size and thread count",
  make: (set) => {
    const measure = firstMeasured(set, MEASURES);
    if (measure === null) return "no trial has a throughput";
    const rivals = set.modes.filter((mode) => !isControl(mode));
    if (rivals.length < 2) return "there are no two modes to compare";
    const sizes = evenlySpaced(set.sizes, MAX_COLUMNS);
    const threads = evenlySpaced(set.threads, MAX_ROWS);
    const fields = threads.map((count) => sizes.map((size) => place(set, rivals, measure, size, count)));
    const winners = new Set(fields.flat().flatMap((field) => field === null ? [] : [field.mode]));
    if (winners.size === 0) return "no size and thread count has two modes to compare";
    return {
      subtitle:
        `The mode with the ${
          measure.better === "higher" ? "highest" : "lowest"
        } ${measure.label} (median over ` +
        "trials) that no other beats pair by pair, and its distance from the next.",
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
        color: lookOf(set, mode).color,
        marker: null,
        dash: null,
      })),
      notes: [
        "Uncertain: the 95 % interval of the ratio to some other mode holds 1, or there are fewer than six trials.",
        ...omissionNote(sizes, set.sizes, "message sizes"),
        ...omissionNote(threads, set.threads, "thread counts"),
        ...copiedNotes(set),
      ],
    };
  },
};

interface Field {
  readonly mode: string;
  readonly cell: HeatCell;
}

function place(
  set: ResultSet,
  rivals: readonly string[],
  measure: Measure,
  messageBytes: number,
  threads: number,
): Field | null {
  const byMedian = rank(rivals.flatMap((mode) => set.find(mode, messageBytes, threads) ?? []), measure);
  const hasIntervals = byMedian.slice(1).every(({ cell }) =>
    rowsRatio(byMedian[0]!.cell.rows, cell.rows, measure.of)?.ratio.interval
  );
  const beats = (one: Ranked, other: Ranked) => isBetter(one.cell, other.cell, measure);
  const ranked = hasIntervals ? unbeatenFirst(byMedian, beats) : byMedian;
  const [first, second] = ranked;
  if (!first || !second) return null;
  const { mode } = first.cell;
  const certain = ranked.slice(1).every(({ cell }) => isBetter(first.cell, cell, measure));
  const paired = rowsRatio(second.cell.rows, first.cell.rows, measure.of)?.ratio.estimate ?? 1;
  // Where pairs decide nothing they may point the other way; there the medians that chose the first are told.
  const margin = (isBetter(first.cell, second.cell, measure) ? paired : first.median / second.median) - 1;
  const copied = first.cell.rows.some((row) => row.effective_copy === "copied") ? ["(copied)"] : [];
  const doubt = certain ? [] : ["uncertain"];
  return {
    mode,
    cell: {
      lines: [mode, ...copied, percentText(margin), ...doubt],
      text: `${bytesText(messageBytes)}, ${threadsText(threads)}: ${[mode, ...copied].join(" ")}, ` +
        [
          `${numberText(first.median)} ${measure.unit}`,
          `${percentText(margin)} against ${second.cell.mode}`,
          ...doubt,
        ]
          .join(", "),
      color: lookOf(set, mode).color,
      strength: certain ? 0.35 + 0.65 * Math.min(1, Math.abs(margin) / FULL_MARGIN) : 0.12,
    },
  };
}

interface Ranked {
  readonly cell: ResultCell;
  readonly median: number;
}

/** The best first. */
function rank(cells: readonly ResultCell[], { of, better }: Measure): Ranked[] {
  const sign = better === "higher" ? -1 : 1;
  return cells.flatMap((cell) => {
    const found = estimate(cell, of);
    return found === null || found.median <= 0 ? [] : [{ cell, median: found.median }];
  }).sort((a, b) => sign * (a.median - b.median));
}

function isBetter(cell: ResultCell, other: ResultCell, { of, better }: Measure): boolean {
  const interval = rowsRatio(other.rows, cell.rows, of)?.ratio.interval ?? null;
  return interval !== null && (better === "higher" ? interval.lo > 1 : interval.hi < 1);
}
