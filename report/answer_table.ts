/** The best mode for each message size and thread count, as a table. */
import { bytesText, numberText } from "../results/number_text.ts";
import { leadOf, type Ranking } from "../results/ranking.ts";
import { confidenceText, leadText, winnersText } from "./answer.ts";
import { numberColumn, rowsOf, type Table, textColumn } from "./document.ts";
import { subjectOf } from "./zero_copy_facts.ts";

export function answerTable(ranking: Ranking): Table {
  const { table, measure, places } = ranking;
  return {
    caption: `The best mode by ${measure.label} (${measure.better} is better)${
      table.name === "" ? "" : `, ${table.name}`
    }`,
    headers: 2,
    columns: [
      numberColumn("Threads"),
      numberColumn("Message size"),
      textColumn("Best"),
      numberColumn(`Median (${measure.unit})`),
      textColumn("Lead"),
      textColumn("Runner-up"),
      textColumn("Confidence"),
    ],
    ...rowsOf(places, (place) => [
      String(place.threads),
      bytesText(place.messageBytes),
      winnersText(ranking, place),
      numberText(place.median),
      leadText(place, ranking),
      place.rivals[0] === undefined ? "none" : subjectOf(table, place.rivals[0].cell.mode),
      confidenceText(place),
    ]),
    weights: places.map((place) => place.confidence === "clear" ? Math.log(leadOf(place, measure) ?? 1) : 0),
  };
}
