/** Which mode is best for each message size and thread count, and by how much, as the ranking has it. */
import { bytesText, numberText, percentText, threadsText } from "../../results/number_text.ts";
import { leadOf, type RankedPlace, type Ranking } from "../../results/ranking.ts";
import type { HeatCell, LegendEntry } from "../figure.ts";
import type { FigureMaker } from "../figure_body.ts";
import { copiedNotes } from "../line_figure.ts";
import { lookOf } from "../mode_looks.ts";
import { evenlySpaced, omissionNote } from "../panel_grid.ts";
import { modeLabel } from "../../results/cells.ts";

const MAX_COLUMNS = 10;
const MAX_ROWS = 12;
/** The lead from which a field has its full colour. */
const FULL_LEAD = 0.5;

export const winnerMap: FigureMaker = {
  id: "winner_map",
  title: "Best mode by message size and thread count",
  make: (table, ranking) => {
    const { measure, places } = ranking;
    if (places.length === 0) return "no trial has a throughput";
    if (table.modes.length < 2) return "there are no two modes to compare";
    const contested = places.filter(({ rivals }) => rivals.length > 0);
    if (contested.length === 0) return "no size and thread count has two modes to compare";
    const sizes = evenlySpaced(table.sizes, MAX_COLUMNS);
    const threads = evenlySpaced(table.threads, MAX_ROWS);
    const at = (size: number, count: number) =>
      contested.find((place) => place.messageBytes === size && place.threads === count);
    const winners = new Set(contested.map(({ best }) => best.mode));
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
        cells: threads.map((count) => sizes.map((size) => fieldOf(ranking, at(size, count)))),
      }],
      legend: table.modes.filter((mode) => winners.has(mode)).map((mode): LegendEntry => ({
        id: mode,
        label: modeLabel(table, mode),
        color: lookOf(table, mode).color,
        marker: null,
        dash: null,
      })),
      notes: [
        "Uncertain: the 95 % interval of the ratio to some other mode holds 1, or there are fewer than six trials.",
        ...omissionNote(sizes, table.sizes, "message sizes"),
        ...omissionNote(threads, table.threads, "thread counts"),
        ...copiedNotes(table),
      ],
    };
  },
};

function fieldOf({ table, measure }: Ranking, place: RankedPlace | undefined): HeatCell | null {
  if (place === undefined) return null;
  const { best: { mode, messageBytes, threads, rows }, median, rivals, confidence } = place;
  const lead = leadOf(place, measure) ?? 1;
  const margin = measure.better === "higher" ? lead - 1 : 1 / lead - 1;
  const copied = rows.some((row) => row.effective_copy === "copied") ? ["(copied)"] : [];
  const doubt = confidence === "clear" ? [] : ["uncertain"];
  const against = `${percentText(margin)} against ${rivals[0]!.cell.mode}`;
  return {
    lines: [mode, ...copied, percentText(margin), ...doubt],
    text: `${bytesText(messageBytes)}, ${threadsText(threads)}: ${[mode, ...copied].join(" ")}, ` +
      [`${numberText(median)} ${measure.unit}`, against, ...doubt].join(", "),
    color: lookOf(table, mode).color,
    strength: confidence === "clear" ? 0.35 + 0.65 * Math.min(1, Math.abs(margin) / FULL_LEAD) : 0.12,
  };
}
