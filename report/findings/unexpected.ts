/** Question 6: which result is unexpected. */
import { type CellTable, isMeasured } from "../../results/cells.ts";
import { THROUGHPUT } from "../../results/measures.ts";
import { integerText } from "../../results/number_text.ts";
import { countText, joined, listText } from "../../results/words.ts";
import {
  answerPerSetting,
  type Context,
  type Finding,
  notMeasurable,
  type Part,
  TOO_FEW_REPEATS,
} from "./finding.ts";
import { type Anomalies, type Anomaly, findAnomalies } from "./anomalies.ts";

const SHOWN_IN_ANSWER = 3;

export function unexpectedResults(context: Context): Finding {
  return answerPerSetting(context, { question: 6, title: "Which result is unexpected?" }, answer);
}

function answer(table: CellTable): Part {
  if (!isMeasured(THROUGHPUT, table.cells)) return notMeasurable("no trial has a throughput");
  const found = findAnomalies(table);
  const largest = largestOf(found.anomalies);
  if (found.anomalies.length === 0 && !found.rules.has("interval") && !found.rules.has("single run")) {
    return notMeasurable(TOO_FEW_REPEATS);
  }
  return {
    answer: found.anomalies.length === 0
      ? `No anomalies in ${placesText(found)}.`
      : `${kindsText(found.anomalies)} among ${placesText(found)}. ` +
        `Most notable: ${largest.map(({ text }) => text).join(". ")}.`,
    measurable: true,
    evidence: found.anomalies.map(({ text, columns, hypothesis }) => ({
      text: hypothesis === null ? text : `${text}; possibly ${hypothesis}`,
      columns,
    })),
    hypothesis: largest.flatMap(hypothesisText).join(" ") || null,
  };
}

function placesText({ places, unseen, rules, expectedByChance }: Anomalies): string {
  const expected = `up to ${expectedByChance.toFixed(1)} false positives expected`;
  const rule = joined([
    rules.has("interval") && `threshold: 95 % CI excludes 1 and change > 5 %; ${expected}`,
    rules.has("single run") && "single runs: change > 10 %",
    rules.has("interval") && unseen > 0 && `${integerText(unseen)} more have too few repeats`,
  ], "; ");
  return `${countText(places, "check")} (${rule})`;
}

function kindsText(anomalies: readonly Anomaly[]): string {
  return listText(
    [...Map.groupBy(anomalies, ({ kind }) => kind)].map(([kind, group]) => `${group.length} × ${kind}`),
  );
}

function hypothesisText({ text, hypothesis }: Anomaly): string[] {
  return hypothesis === null ? [] : [`${text.slice(0, text.indexOf(":"))}: ${hypothesis}.`];
}

/** The farthest from the expected, one of each kind. */
function largestOf(anomalies: readonly Anomaly[]): Anomaly[] {
  const first = Map.groupBy(anomalies, ({ kind }) => kind).values().map(([first]) => first!).toArray();
  return first.slice(0, SHOWN_IN_ANSWER);
}
