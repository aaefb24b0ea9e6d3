/** Question 6: which result is unexpected. */
import { type CellTable, isMeasured } from "../../results/cells.ts";
import { THROUGHPUT } from "../../results/measures.ts";
import type { Finding } from "../finding.ts";
import { countText, listText } from "../phrases.ts";
import { answerPerSetting, type Context, notMeasurable, type Part, TOO_FEW_REPEATS } from "./context.ts";
import { findOddities, type Oddities, type Oddity } from "./oddities.ts";

const SHOWN_IN_ANSWER = 3;

export function unexpectedResults(context: Context): Finding {
  return answerPerSetting(context, { question: 6, title: "Which result is unexpected?" }, answer);
}

function answer(table: CellTable): Part {
  if (!isMeasured(THROUGHPUT, table.cells)) return notMeasurable("no trial has a throughput");
  const found = findOddities(table);
  const largest = largestOf(found.oddities);
  if (found.oddities.length === 0 && !found.rules.has("interval") && !found.rules.has("single run")) {
    return notMeasurable(TOO_FEW_REPEATS);
  }
  return {
    answer: found.oddities.length === 0
      ? `No anomalies in ${placesText(found)}.`
      : `${kindsText(found.oddities)} among ${placesText(found)}. ` +
        `Most notable: ${largest.map(({ text }) => text).join(". ")}.`,
    measurable: true,
    evidence: found.oddities.map(({ text, columns, hypothesis }) => ({
      text: hypothesis === null ? text : `${text}; ${hypothesis}`,
      columns,
    })),
    hypothesis: largest.flatMap(hypothesisText).join(" ") || null,
  };
}

function placesText({ places, unseen, rules, expectedByChance }: Oddities): string {
  const rule = [
    rules.has("interval")
      ? `threshold: 95 % CI excludes 1 and change > 5 %; up to ${
        expectedByChance.toFixed(1)
      } false positives expected`
      : "",
    rules.has("single run") ? "single runs: change > 10 %" : "",
    unseen === 0 || !rules.has("interval") ? "" : `${unseen} more have too few repeats`,
  ].filter((part) => part !== "");
  return `${countText(places, "check")} (${rule.join("; ")})`;
}

function kindsText(oddities: readonly Oddity[]): string {
  return listText(
    [...Map.groupBy(oddities, ({ kind }) => kind)].map(([kind, group]) => `${group.length} × ${kind}`),
  );
}

function hypothesisText({ text, hypothesis }: Oddity): string[] {
  return hypothesis === null ? [] : [`${text.slice(0, text.indexOf(":"))}: ${hypothesis}.`];
}

/** The farthest from the expected, one of each kind. */
function largestOf(oddities: readonly Oddity[]): Oddity[] {
  const first = [...Map.groupBy(oddities, ({ kind }) => kind).values()].flatMap((group) => group.slice(0, 1));
  return first.slice(0, SHOWN_IN_ANSWER);
}
