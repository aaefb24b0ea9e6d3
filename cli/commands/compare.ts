/** `netio compare`: two result sets, cell by cell, and what differs between their machines. */
import Table from "cli-table3";
import { describeChange } from "../../plots/change_figures.ts";
import {
  type CellChange,
  checkRegressions,
  compareResults,
  type ResultsComparison,
} from "../../report/two_sets.ts";
import { type Family, familyText, verdictText } from "../../report/comparisons.ts";
import { bytesText } from "../../results/number_text.ts";
import { toJson } from "../../results/json.ts";
import { command, type OptionTable, switchOption } from "../options/option.ts";
import { drawFigures } from "../../report/publish.ts";
import { loadArgument } from "../results_argument.ts";
import { parsePercent } from "../options/values.ts";

const COMPARE_OPTIONS = {
  "fail-on-regression": {
    value: "PERCENT",
    help:
      "exit 1 when a cell of B is certainly worse by this much or missing, or no cell has six repeats in both",
    example: "5%",
    parse: parsePercent,
  },
  plot: {
    value: "DIR",
    help: "draw the changes as figures into this directory",
    example: "changes",
    parse: (text: string) => text,
  },
  json: switchOption("json", "one JSON object on stdout"),
} as const satisfies OptionTable;

export const compare = command({
  name: "compare",
  summary: "two result sets, cell by cell: better, worse or no difference seen",
  positionals: { usage: "A B", min: 2, max: 2 },
  options: COMPARE_OPTIONS,
  examples: [
    "netio compare before after",
    "netio compare before after --plot changes --fail-on-regression 5%",
  ],
  run: async ({ json, plot, "fail-on-regression": limit }, [pathA, pathB]) => {
    const a = await loadArgument(pathA), b = await loadArgument(pathB);
    for (const note of a.notes) console.error(`note: A: ${note}`);
    for (const note of b.notes) console.error(`note: B: ${note}`);
    const comparison = compareResults(a, b);
    if (plot !== undefined) {
      for (const line of await drawFigures(describeChange(a, b), plot)) console.error(`figure: ${line}`);
    }
    if (json) console.log(toJson(comparison).trimEnd());
    else console.log(comparisonText(comparison));
    return limit === undefined ? 0 : regressionCode(comparison, limit);
  },
});

function regressionCode(comparison: ResultsComparison, limit: number): number {
  const { regressions, undecided, missing, compared } = checkRegressions(comparison, 100 * limit);
  for (const cell of undecided) console.error(`undecided: ${cellName(cell)}: too few repeats`);
  for (const cell of regressions) console.error(`regression: ${cellName(cell)}: ${verdictText(cell)}`);
  for (const cell of missing) console.error(`missing: ${cellName(cell)}: B has no value of it`);
  if (compared === 0) console.error(`netio: nothing was compared: no cell has ${lacking(undecided)} in both`);
  return regressions.length > 0 || missing.length > 0 || compared === 0 ? 1 : 0;
}

function lacking(undecided: readonly unknown[]): string {
  return undecided.length === 0 ? "a value" : "enough repeats";
}

function comparisonText({ a, b, environment, families, onlyInA, onlyInB }: ResultsComparison): string {
  const differences = environment.map(({ name, a, b }) => `  ${name}: ${a} → ${b}`);
  return [
    `A: ${a}`,
    `B: ${b}`,
    ...(differences.length === 0
      ? ["the machines and settings agree"]
      : ["what differs besides the numbers:"]),
    ...differences,
    ...families.flatMap(familyLines),
    ...(onlyInA.length === 0 ? [] : [`only in A: ${onlyInA.map(cellName).join(", ")}`]),
    ...(onlyInB.length === 0 ? [] : [`only in B: ${onlyInB.map(cellName).join(", ")}`]),
  ].join("\n");
}

function familyLines(family: Family<CellChange>): string[] {
  const table = new Table({
    head: ["size", "thr", "mode", "B against A", "Holm"],
    style: { head: [], border: [], compact: true },
  });
  for (const change of family.comparisons) {
    const { messageBytes, threads, mode, survivesHolm } = change;
    table.push([bytesText(messageBytes), threads, mode, verdictText(change), survivesHolm ? "yes" : ""]);
  }
  return ["", family.measure.label, table.toString(), familyText(family)];
}

function cellName(
  { mode, messageBytes, threads }: Pick<CellChange, "mode" | "messageBytes" | "threads">,
): string {
  return `${mode} ${bytesText(messageBytes)} × ${threads}`;
}
