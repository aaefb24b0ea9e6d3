/** Question 6: which result is unexpected. */
import type { CellTable } from "../cells.ts";
import type { Finding } from "../finding.ts";
import { THROUGHPUT } from "../measures.ts";
import { capitalized, listText } from "../words.ts";
import { answerPerSetting, type Context, notMeasurable, type Part } from "./context.ts";
import { findOddities, type Oddity } from "./oddities.ts";

const TOLD_IN_ANSWER = 3;

export function unexpectedResults(context: Context): Finding {
  return answerPerSetting(context, { question: 6, title: "Which result is unexpected?" }, answer);
}

function answer(table: CellTable): Part {
  const { oddities, checks } = findOddities(table);
  const rows = table.cells.flatMap((cell) => cell.rows);
  if (!rows.some((row) => THROUGHPUT.of(row) !== null)) return notMeasurable("no trial has a throughput");
  const single = table.cells.every((cell) => cell.rows.length === 1);
  const rule = single
    ? "of single runs, only differences of more than 10 % count"
    : "differences whose interval leaves out 1, and cells of six repeats or more in two groups";
  if (oddities.length === 0) {
    return {
      answer: `None of ${checks} places that were looked at, by these rules: ${rule}.`,
      measurable: true,
      evidence: [],
      hypothesis: null,
    };
  }
  const kinds = [...Map.groupBy(oddities, ({ kind }) => kind)].map(([kind, group]) =>
    `${group.length} × ${kind}`
  );
  const foremost = foremostOf(oddities);
  return {
    answer: `${capitalized(listText(kinds))}, among ${checks} places that were looked at (${rule}). ` +
      `Foremost: ${foremost.map(({ text }) => text).join(". ")}.`,
    measurable: true,
    evidence: oddities.map(({ text, columns, hypothesis }) => ({
      text: hypothesis === null ? text : `${text}; ${hypothesis}`,
      columns,
    })),
    hypothesis:
      foremost.flatMap(({ hypothesis, text }) =>
        hypothesis === null ? [] : [`${text.slice(0, text.indexOf(":"))}: ${hypothesis}.`]
      ).join(" ") || null,
  };
}

/** The farthest from the usual, one of each kind. */
function foremostOf(oddities: readonly Oddity[]): Oddity[] {
  const first = [...Map.groupBy(oddities, ({ kind }) => kind).values()].flatMap((group) => group.slice(0, 1));
  return first.slice(0, TOLD_IN_ANSWER);
}
