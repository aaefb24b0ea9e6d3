/** The modes against each other, under the table of cells: what the repeats show, and how far to trust it. */
import type { Analysis } from "../../report/analyze.ts";
import { familyText, verdictText } from "../../report/phrases.ts";
import type { Comparison } from "../../results/comparisons.ts";
import { settingNames } from "../../results/cells.ts";
import { bytesText } from "../../results/number_text.ts";
import { textTable } from "./text_table.ts";
import { wrapped } from "./wrap.ts";

const SURVIVES = "*";

/**
 * Lines with one comparison for each pair of modes, size and thread count, and how many of them chance would make;
 * none where there are no two modes to compare.
 */
export function comparisonLines({ families, rankings: [ranking] }: Analysis, columns: number): string[] {
  const family = families.find(({ measure }) => measure === ranking?.measure);
  if (family === undefined) return [];
  const nameOf = settingNames(family.comparisons.map(({ setting }) => setting));
  const settings = family.comparisons.map(({ setting }) => nameOf(setting)).map((name) =>
    name === "" ? [] : [name]
  );
  const change = `${family.measure.label} change (paired)`;
  const head = ["size × threads", ...(settings[0] ?? []).map(() => "setting"), "mode", "against", change];
  const records = family.comparisons.map((comparison, i) => recordOf(comparison, settings[i]!));
  const table = textTable(head, records, columns);
  const legend = family.survivors > 0 ? [`${SURVIVES} survives Holm's correction`] : [];
  return [...table, ...legend, ...wrapped(familyText(family), columns)];
}

function recordOf(comparison: Comparison, setting: readonly string[]): string[] {
  const { messageBytes, threads, candidate, baseline, survivesHolm, method } = comparison;
  const verdict = verdictText(comparison) + (method === "unpaired" ? ", unpaired" : "");
  return [
    `${bytesText(messageBytes)} × ${threads}`,
    ...setting,
    candidate,
    baseline,
    survivesHolm ? `${verdict} ${SURVIVES}` : verdict,
  ];
}
