/** `netio compare`: two result sets, cell by cell, and what differs between their machines. */
import { describeChange } from "../../plots/change_figures.ts";
import { footerText } from "../../plots/registry.ts";
import { verdictText } from "../../report/phrases.ts";
import { drawFigures } from "../../report/publish.ts";
import {
  checkRegressions,
  type ComparedSet,
  compareResults,
  comparisonJson,
  type ResultsComparison,
} from "../../report/two_sets.ts";
import { tabulate } from "../../results/cells.ts";
import { provenanceOf } from "../../results/provenance.ts";
import { withoutRedone } from "../../results/redone.ts";
import { FAILURE } from "../exit_codes.ts";
import { command, type OptionTable, switchOption } from "../options/option.ts";
import { parsePercent } from "../options/values.ts";
import { loadArguments } from "../results_argument.ts";
import { cellNames, changesLines } from "../text/changes_text.ts";
import { printJson, tell } from "../text/output.ts";
import { outScreen } from "../text/screen.ts";

const COMPARE_OPTIONS = {
  "fail-on-regression": {
    value: "PERCENT",
    help:
      "exit 1 when a configuration is certainly worse in B by this much, or missing there, or when none has six repeats in both",
    example: "5%",
    parse: parsePercent,
  },
  plot: {
    value: "DIR",
    help: "draw figures of the changes into this directory",
    example: "changes",
    parse: String,
  },
  json: switchOption("one JSON object on stdout"),
} as const satisfies OptionTable;

export const compare = command({
  name: "compare",
  summary: "two result sets, configuration by configuration: better, worse or no significant difference",
  positionals: { usage: "A B", min: 2, max: 2 },
  options: COMPARE_OPTIONS,
  examples: [
    "netio compare before after",
    "netio compare before after --plot changes --fail-on-regression 5%",
  ],
  run: async ({ json, plot, "fail-on-regression": limit }, [pathA, pathB]) => {
    const a = await comparedSet("A", pathA!), b = await comparedSet("B", pathB!);
    const comparison = compareResults(a, b);
    if (plot !== undefined) {
      const figures = describeChange(a.tables, b.tables, footerOf(a, b));
      const { paths, missing } = await drawFigures(figures, plot);
      for (const line of [...paths.map((path) => `figure: ${path}`), ...missing]) tell(line);
    }
    if (json) printJson(comparisonJson(comparison));
    else console.log(changesLines(comparison, outScreen().columns).join("\n"));
    return limit === undefined ? 0 : regressionCode(comparison, limit);
  },
});

async function comparedSet(name: string, path: string): Promise<ComparedSet> {
  const all = await loadArguments([path], null, `${name}: `);
  const loaded = { ...all, rows: withoutRedone(all.rows) };
  return { loaded, tables: tabulate(loaded.rows).tables };
}

function footerOf(a: ComparedSet, b: ComparedSet): string {
  const provenance = provenanceOf(b.tables.flatMap(({ cells }) => cells), b.loaded.environment);
  return `A ${a.loaded.source} · B ${b.loaded.source} · ${footerText(provenance)}`;
}

function regressionCode(comparison: ResultsComparison, limit: number): number {
  const { regressions, undecided, missing, compared } = checkRegressions(comparison, 100 * limit);
  const cellName = cellNames(comparison);
  for (const cell of undecided) tell(`undecided: ${cellName(cell)}: too few repeats`);
  for (const cell of regressions) tell(`regression: ${cellName(cell)}: ${verdictText(cell)}`);
  for (const cell of missing) tell(`missing in B: ${cellName(cell)}`);
  if (compared === 0) {
    const lacking = undecided.length === 0 ? "a value" : "enough repeats";
    tell(`netio: nothing was compared: no configuration has ${lacking} in both`);
  }
  return regressions.length > 0 || missing.length > 0 || compared === 0 ? FAILURE : 0;
}
