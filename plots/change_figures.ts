/** Two result sets in one figure: for each cell, how many times as much B gave as A (`netio compare`). */
import type { LoadedResults } from "../results/load.ts";
import { type RowsRatio, unpairedRowsRatio, type ValueOf } from "../results/rows_ratio.ts";
import { samplesText } from "./estimate.ts";
import type { Figure } from "./figure.ts";
import { provenanceOf } from "../results/provenance.ts";
import { cellEstimates, copiedNotes, linePanels, modeLegend } from "./line_figure.ts";
import { footerText } from "./registry.ts";
import { type ResultCell, type ResultSet, resultSets } from "../results/cells.ts";

const ID = "change_by_size";

interface ChangeMeasure {
  readonly name: string;
  readonly better: "Higher" | "Lower";
  readonly of: ValueOf;
}

const THROUGHPUT: ChangeMeasure = { name: "throughput", better: "Higher", of: (row) => row.throughput_gbps };
const ROUND_TRIP: ChangeMeasure = {
  name: "median round trip",
  better: "Lower",
  of: (row) => row.latency_p50_us,
};

/** B against A: one figure per setup of B (receive strategy, pattern, topology) that A has too. Pure. */
export function describeChange(a: LoadedResults, b: LoadedResults): Figure[] {
  const before = resultSets(a.rows), after = resultSets(b.rows);
  const footer = `A ${a.source} · B ${b.source} · ${footerText(provenanceOf(b))}`;
  return after.map((set, i) => {
    const id = i === 0 ? ID : `${ID}_${i + 1}`;
    const other = before.length === 1 && after.length === 1
      ? before[0]
      : before.find((candidate) => setupOf(candidate) === setupOf(set));
    const title = set.setup === "" ? "B against A" : `B against A (${set.setup})`;
    const body = other === undefined ? "A has no trials of this setup" : changeBody(other, set);
    if (typeof body === "string") return { kind: "not drawn", id, title, because: body };
    return { kind: "drawn", id, title, ...body, footer };
  });
}

function setupOf({ cells }: ResultSet): string {
  const row = cells[0]?.rows[0];
  return JSON.stringify([row?.rx, row?.pattern, row?.topology]);
}

function changeBody(a: ResultSet, b: ResultSet) {
  const measure = b.cells[0]?.rows[0]?.pattern === "rr" ? ROUND_TRIP : THROUGHPUT;
  const found = cellEstimates(b, (cell) => {
    const ratio = ratioOf(a, cell, measure)?.ratio ?? null;
    return ratio === null ? null : { n: ratio.n, median: ratio.estimate, interval: ratio.interval };
  });
  if (found.length === 0) return `no cell of both has a ${measure.name}`;
  const panels = linePanels(b, "size", found, `${capitalized(measure.name)} of B, A = 1`, "× A", 1);
  return {
    subtitle: `${measure.better} is better for B. ${
      samplesText(found.map((f) => f.estimate), "trials a side at least", "Hodges–Lehmann ratios")
    }`,
    ...panels,
    legend: modeLegend(b, found),
    notes: [...panels.notes, ...copiedNotes(b)],
  };
}

function ratioOf(a: ResultSet, cell: ResultCell, { of }: ChangeMeasure): RowsRatio | null {
  const other = a.find(cell.mode, cell.messageBytes, cell.threads);
  return other === undefined ? null : unpairedRowsRatio(other.rows, cell.rows, of);
}

function capitalized(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}
