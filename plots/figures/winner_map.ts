/**
 * Which mode is best for each message size and thread count, and by how much, according to the ranking. Only a clear
 * winner has its full colour; ties are grey, and what the repeats do not support is pale.
 */
import { bytesText, numberText, percentText, threadsText } from "../../results/number_text.ts";
import { isDecided, leadOf, type RankedPlace, type Ranking } from "../../results/ranking.ts";
import { type FigureMaker, type HeatCell, legendBox, type LegendEntry } from "../figure.ts";
import { NEUTRAL } from "../colors.ts";
import { lookOf } from "../mode_looks.ts";
import { evenlySpaced, omissionNote } from "../panel_grid.ts";
import { modeLabel } from "../../results/cells.ts";

const MAX_COLUMNS = 10;
const MAX_ROWS = 12;
/** How full the colours are. */
const CLEAR = 0.6, TIED = 0.3, PALE = 0.16;
/** A tie of more modes names the first two. */
const MAX_NAMES = 3;

export const winnerMap: FigureMaker = {
  name: "map",
  id: "winner_map",
  title: "Best mode by message size and thread count",
  make: (ranking) => {
    const { table, measure, places } = ranking;
    if (places.length === 0) return "no trial has a throughput";
    if (table.modes.length < 2) return "there are no two modes to compare";
    const contested = places.filter(({ rivals }) => rivals.length > 0);
    if (contested.length === 0) return "no size and thread count has two modes to compare";
    const sizes = evenlySpaced(table.sizes, MAX_COLUMNS);
    const threads = evenlySpaced(table.threads, MAX_ROWS);
    const at = (size: number, count: number) =>
      contested.find((place) => place.messageBytes === size && place.threads === count);
    const isByMedian = !contested.every(isDecided);
    return {
      subtitle: `The mode with the ${measure.better === "higher" ? "highest" : "lowest"} ` +
        `${measure.label}, and its distance from the next.`,
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
      legend: legendOf(ranking, contested),
      notes: [
        ...(contested.some(({ confidence }) => confidence === "tied")
          ? ["Tied: the confidence interval of the ratio to the best mode includes 1."]
          : []),
        ...(isByMedian ? ["By median: fewer than six trials, too few to tell a winner from chance."] : []),
        ...omissionNote(sizes, table.sizes, "message sizes"),
        ...omissionNote(threads, table.threads, "thread counts"),
      ],
    };
  },
};

/** As the fields are filled. */
function legendOf({ table }: Ranking, places: readonly RankedPlace[]): LegendEntry[] {
  const winnersWhere = (isThis: (confidence: RankedPlace["confidence"]) => boolean) =>
    table.modes.filter((mode) =>
      places.some(({ best, confidence }) => best.mode === mode && isThis(confidence))
    );
  const clear = winnersWhere((confidence) => confidence === "clear");
  const pale = winnersWhere((confidence) => confidence !== "clear" && confidence !== "tied");
  const isTie = places.some(({ confidence }) => confidence === "tied");
  return [
    ...clear.map((mode) => legendBox(mode, modeLabel(table, mode), lookOf(table, mode).color, CLEAR)),
    ...pale.map((mode) =>
      legendBox(`${mode} by median`, `${modeLabel(table, mode)}, by median`, lookOf(table, mode).color, PALE)
    ),
    ...(isTie ? [legendBox("tied", "tied", NEUTRAL, TIED)] : []),
  ];
}

function fieldOf(ranking: Ranking, place: RankedPlace | undefined): HeatCell | null {
  if (place === undefined) return null;
  return place.confidence === "tied" ? tiedField(ranking, place) : winnersField(ranking, place);
}

function tiedField({ measure }: Ranking, { winners, median, messageBytes, threads }: RankedPlace): HeatCell {
  const named = winners.length > MAX_NAMES ? winners.slice(0, MAX_NAMES - 1) : winners;
  const more = winners.length > named.length ? [`and ${winners.length - named.length} more`] : [];
  return {
    lines: ["tie", ...named, ...more],
    text: `${bytesText(messageBytes)}, ${threadsText(threads)}: tie of ${winners.join(", ")}, ` +
      `best median ${numberText(median)} ${measure.unit}`,
    color: NEUTRAL,
    strength: TIED,
  };
}

function winnersField({ table, measure }: Ranking, place: RankedPlace): HeatCell {
  const { best: { mode, messageBytes, threads, rows }, median, rivals, confidence } = place;
  const ratio = leadOf(place, measure) ?? 1;
  const margin = percentText(measure.better === "higher" ? ratio - 1 : 1 / ratio - 1);
  const copied = rows.some((row) => row.effective_copy === "copied") ? ["(copied)"] : [];
  const doubt = confidence === "clear" ? [] : ["by median"];
  const lead = [
    `${numberText(median)} ${measure.unit}`,
    `${margin} against ${rivals[0]!.cell.mode}`,
    ...doubt,
  ];
  return {
    lines: [mode, ...copied, margin, ...doubt],
    text: `${bytesText(messageBytes)}, ${threadsText(threads)}: ` +
      [[mode, ...copied].join(" "), ...lead].join(", "),
    color: lookOf(table, mode).color,
    strength: confidence === "clear" ? CLEAR : PALE,
  };
}
