/** `netio compare`: two result sets, cell by cell, and what differs between their machines. */
import Table from "cli-table3";
import { describeChange } from "../../plots/change_figures.ts";
import { footerText } from "../../plots/registry.ts";
import { familyText, verdictText } from "../../report/phrases.ts";
import {
  type CellChange,
  checkRegressions,
  type ComparedSet,
  compareResults,
  comparisonJson,
  type ResultsComparison,
} from "../../report/two_sets.ts";
import { tabulate } from "../../results/cells.ts";
import type { Family } from "../../results/comparisons.ts";
import { toJson } from "../../results/json.ts";
import { bytesText } from "../../results/number_text.ts";
import { provenanceOf } from "../../results/provenance.ts";
import { command, type OptionTable, switchOption } from "../options/option.ts";
import { drawFigures } from "../../report/publish.ts";
import { loadArguments } from "../results_argument.ts";
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
    const a = await comparedSet("A", pathA!), b = await comparedSet("B", pathB!);
    const comparison = compareResults(a, b);
    if (plot !== undefined) {
      const figures = describeChange(a.tables, b.tables, footerOf(a, b));
      for (const line of await drawFigures(figures, plot)) console.error(`figure: ${line}`);
    }
    if (json) console.log(toJson(comparisonJson(comparison)).trimEnd());
    else console.log(comparisonText(comparison));
    return limit === undefined ? 0 : regressionCode(comparison, limit);
  },
});

async function comparedSet(name: string, path: string): Promise<ComparedSet> {
  const loaded = await loadArguments([path]);
  for (const note of loaded.notes) console.error(`note: ${name}: ${note}`);
  return { loaded, tables: tabulate(loaded.rows).tables };
}

function footerOf(a: ComparedSet, b: ComparedSet): string {
  const provenance = provenanceOf(b.tables.flatMap(({ cells }) => cells), b.loaded.environment);
  return `A ${a.loaded.source} · B ${b.loaded.source} · ${footerText(provenance)}`;
}

function regressionCode(comparison: ResultsComparison, limit: number): number {
  const { regressions, undecided, missing, compared } = checkRegressions(comparison, 100 * limit);
  for (const cell of undecided) console.error(`undecided: ${cellName(cell)}: too few repeats`);
  for (const cell of regressions) console.error(`regression: ${cellName(cell)}: ${verdictText(cell)}`);
  for (const cell of missing) console.error(`missing in B: ${cellName(cell)}`);
  if (compared === 0) console.error(`netio: nothing was compared: no cell has ${lacking(undecided)} in both`);
  return regressions.length > 0 || missing.length > 0 || compared === 0 ? 1 : 0;
}

function lacking(undecided: readonly unknown[]): string {
  return undecided.length === 0 ? "a value" : "enough repeats";
}

function comparisonText(comparison: ResultsComparison): string {
  const { a, b, families, onlyInA, onlyInB } = comparison;
  return [
    `A: ${a}`,
    `B: ${b}`,
    ...differenceLines(comparison),
    ...agreementLines(comparison),
    ...families.flatMap(familyLines),
    ...(onlyInA.length === 0 ? [] : [`only in A: ${onlyInA.map(cellName).join(", ")}`]),
    ...(onlyInB.length === 0 ? [] : [`only in B: ${onlyInB.map(cellName).join(", ")}`]),
  ].join("\n");
}

/** Of a machine that the other side does not name at all these say enough; --json has the rest. */
const MACHINE = ["host.cpu.model", "host.kernel_release", "host.distribution", "netio_version"];

function differenceLines({ environment, unknownMachines }: ResultsComparison): string[] {
  const isShown = (name: string) =>
    unknownMachines.length === 0 || !name.startsWith("host.") || MACHINE.includes(name);
  const section = (head: string, lines: readonly string[]) => lines.length === 0 ? [] : [head, ...lines];
  const onlyOf = (side: "a" | "b", other: "a" | "b") =>
    environment.filter((one) => one[other] === null && isShown(one.name))
      .map((one) => `  ${one.name}: ${one[side]}`);
  const both = environment.filter(({ a, b }) => a !== null && b !== null);
  return [
    ...section("they differ in:", both.map(({ name, a, b }) => `  ${name}: ${a} → ${b}`)),
    ...section("only A names:", onlyOf("a", "b")),
    ...section("only B names:", onlyOf("b", "a")),
  ];
}

/** Agreement is only claimed of what both name. */
function agreementLines({ environment, unknownMachines, unknownSettings }: ResultsComparison): string[] {
  const machines = unknownText(unknownMachines, "names no machine", "names its machine");
  const settings = unknownText(
    unknownSettings,
    "has no plan beside its rows",
    "has a plan beside its rows",
  );
  if (machines === null && settings === null) {
    return environment.length === 0 ? ["same machine and settings"] : [];
  }
  return [
    ...(machines === null ? [] : [`${machines}, so whether the machines are the same is not known`]),
    ...(settings === null
      ? []
      : [`${settings}, so of the settings only what stands in the rows is compared`]),
  ];
}

function unknownText([one, other]: readonly string[], lacks: string, has: string): string | null {
  if (one === undefined) return null;
  return other === undefined ? `${one} ${lacks}` : `neither ${has}`;
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
