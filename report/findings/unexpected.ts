/** Question 6: which result is unexpected. */
import type { CellTable } from "../cells.ts";
import type { Finding } from "../finding.ts";
import { THROUGHPUT } from "../measures.ts";
import { capitalized, listText } from "../words.ts";
import { answerPerSetting, type Context, notMeasurable, type Part, TOO_FEW_REPEATS } from "./context.ts";
import { findOddities, type Oddities, type Oddity } from "./oddities.ts";

const TOLD_IN_ANSWER = 3;

export function unexpectedResults(context: Context): Finding {
  return answerPerSetting(context, { question: 6, title: "Which result is unexpected?" }, answer);
}

function answer(table: CellTable): Part {
  const rows = table.cells.flatMap((cell) => cell.rows);
  if (!rows.some((row) => THROUGHPUT.of(row) !== null)) return notMeasurable("no trial has a throughput");
  const found = findOddities(table);
  const foremost = foremostOf(found.oddities);
  if (found.oddities.length === 0 && !found.rules.has("interval") && !found.rules.has("single run")) {
    return notMeasurable(TOO_FEW_REPEATS);
  }
  return {
    answer: found.oddities.length === 0
      ? `Nothing in ${placesText(found)}.`
      : `${capitalized(kindsText(found.oddities))}, in ${placesText(found)}. ` +
        `Foremost: ${foremost.map(({ text }) => text).join(". ")}.`,
    measurable: true,
    evidence: found.oddities.map(({ text, columns, hypothesis }) => ({
      text: hypothesis === null ? text : `${text}; ${hypothesis}`,
      columns,
    })),
    hypothesis: foremost.flatMap(hypothesisText).join(" ") || null,
  };
}

function placesText({ places, unseen, rules, expectedByChance }: Oddities): string {
  const told = [
    rules.has("interval")
      ? `differences count whose interval leaves out 1 and that exceed 5 %; at most ${
        expectedByChance.toFixed(1)
      } would by chance`
      : "",
    rules.has("single run") ? "of single runs, only differences of more than 10 % count" : "",
    unseen === 0 || !rules.has("interval") ? "" : `${unseen} more have too few repeats`,
  ].filter((part) => part !== "");
  return `${places} places that were looked at (${told.join("; ")})`;
}

function kindsText(oddities: readonly Oddity[]): string {
  return listText(
    [...Map.groupBy(oddities, ({ kind }) => kind)].map(([kind, group]) => `${group.length} × ${kind}`),
  );
}

function hypothesisText({ text, hypothesis }: Oddity): string[] {
  return hypothesis === null ? [] : [`${text.slice(0, text.indexOf(":"))}: ${hypothesis}.`];
}

/** The farthest from the usual, one of each kind. */
function foremostOf(oddities: readonly Oddity[]): Oddity[] {
  const first = [...Map.groupBy(oddities, ({ kind }) => kind).values()].flatMap((group) => group.slice(0, 1));
  return first.slice(0, TOLD_IN_ANSWER);
}
