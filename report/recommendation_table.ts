/** The recommended mode for each thread count and message size, as a table. */
import { bytesText, numberText } from "../results/number_text.ts";
import { resultSets } from "../results/cells.ts";
import type { ResultRow } from "../results/columns.ts";
import { numberColumn, type Table, textColumn } from "./document.ts";
import type { Recommendation, RecommendedCell } from "./recommendation.ts";
import { changeText, listText } from "./words.ts";

/** `rows` are those that the recommendation was made from; they say what the kernel did with zero-copy. */
export function recommendationTable(rows: readonly ResultRow[], recommendation: Recommendation): Table {
  const { setup, measure, cells } = recommendation;
  const labels = resultSets(rows).find((set) => set.setup === setup)?.labels;
  return {
    caption: `The best mode by ${measure.label} (${measure.better} is better)${
      setup === "" ? "" : `, ${setup}`
    }`,
    headers: 2,
    columns: [
      numberColumn("Threads"),
      numberColumn("Message size"),
      textColumn("Mode"),
      numberColumn(`Median (${measure.unit})`),
      textColumn("The next best"),
      textColumn("How sure"),
    ],
    rows: cells.map((cell) => [
      String(cell.threads),
      bytesText(cell.messageBytes),
      labels?.get(cell.mode) ?? cell.mode,
      numberText(cell.median),
      nextText(cell),
      surenessText(cell),
    ]),
  };
}

function nextText({ next }: RecommendedCell): string {
  return next === null ? "none" : `${next.mode}, ${changeText(next.ratio)}`;
}

function surenessText({ sureness, tiedWith, survivesHolm }: RecommendedCell): string {
  switch (sureness) {
    case "sure":
      return survivesHolm
        ? "better than every other, also after Holm's correction"
        : "better than every other";
    case "tied":
      return `not told apart from ${listText(tiedWith)}`;
    case "single runs":
      return "not at all: single runs";
    case "too few repeats":
      return "not at all: fewer than six repeats";
    case "no other mode":
      return "no other mode was measured";
  }
}
