/** Two result sets in one figure: for each configuration, how many times as much B gave as A (`netio compare`). */
import { type CellTable, matchedTables } from "../results/cells.ts";
import { compareUnpaired } from "../results/comparisons.ts";
import { decidingMeasure } from "../results/ranking.ts";
import { capitalized } from "../results/words.ts";
import { samplesText } from "./figure_text.ts";
import type { Figure, FigureBody } from "./figure.ts";
import { cellEstimates, lineBody, ratioEstimate, SIZE } from "./line_figure.ts";

const ID = "change_by_size";

/**
 * B against A: one figure per setting of B (receive strategy, pattern, topology) that A has too. Pure.
 *
 * @param footer where both come from
 */
export function describeChange(a: readonly CellTable[], b: readonly CellTable[], footer: string): Figure[] {
  const matches = matchedTables(a, b);
  return b.map((table, i) => {
    const id = i === 0 ? ID : `${ID}_${i + 1}`;
    const title = table.name === "" ? "B against A" : `B against A (${table.name})`;
    const [before] = matches.find(([, after]) => after === table) ?? [];
    const body = before === undefined ? "A has no trials of this setting" : changeBody(before, table);
    if (typeof body === "string") return { kind: "not drawn", id, title, because: body };
    return { kind: "drawn", id, title, ...body, footer };
  });
}

function changeBody(a: CellTable, b: CellTable): FigureBody | string {
  const measure = decidingMeasure(b);
  const found = cellEstimates(b, (cell) => {
    const before = a.find(cell.mode, cell.messageBytes, cell.threads);
    return before === undefined ? null : ratioEstimate(compareUnpaired(before, cell, measure));
  });
  if (found.length === 0) return `no configuration of both has a ${measure.label}`;
  const estimates = found.map(({ estimate }) => estimate);
  const samples = samplesText(estimates, "trials on the smaller side", "Hodges–Lehmann ratios");
  const axis = `${capitalized(measure.label)} of B, A = 1`;
  return {
    ...lineBody(b, SIZE, found, { axis, unit: "× A", reference: 1 }),
    subtitle: `${capitalized(measure.better)} is better for B. ${samples}`,
  };
}
