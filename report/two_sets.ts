/**
 * Two result sets, cell by cell: two kernels, two machines, before and after.
 *
 * They were not measured side by side, so the method is the unpaired one (`stats/unpaired.ts`), and the differences
 * between the machines come first: they may explain those between cells.
 */
import {
  addedSizes,
  type Cell,
  type CellTable,
  isMeasured,
  matchedTables,
  type Setting,
} from "../results/cells.ts";
import {
  type CellContrast,
  compareUnpaired,
  type Family,
  familyOf,
  type Judged,
  type Verdict,
} from "../results/comparisons.ts";
import type { LoadedResults } from "../results/load.ts";
import { machineOf } from "../results/machine.ts";
import { COMPARED_MEASURES, MEDIAN_ROUND_TRIP, type Merit, THROUGHPUT } from "../results/measures.ts";
import { type ReportWarning, reportWarnings } from "./warnings.ts";
import { type Difference, environmentDifferences } from "./differences.ts";
import { machineChange } from "./machine_change.ts";

export type CellName = Pick<Cell, "setting" | "mode" | "messageBytes" | "threads">;

/** The cell of B against the same cell of A: a ratio above 1 means that B has more. */
export interface CellChange extends CellName, CellContrast {}

export interface ResultsComparison {
  readonly schema: 3;
  /** The files that were compared. */
  readonly a: string;
  readonly b: string;
  /** By columns of the rows, options of the plan, and paths into `environment.json`. */
  readonly environment: readonly Difference[];
  /** Which of the two do not record the machine they were measured on. */
  readonly unknownMachines: readonly ("A" | "B")[];
  /** Which of the two have no plan, so that only those of their settings are known that the rows show. */
  readonly unknownSettings: readonly ("A" | "B")[];
  /** What limits the numbers of either, the most serious first. */
  readonly warnings: { readonly a: readonly ReportWarning[]; readonly b: readonly ReportWarning[] };
  /** One family per measure that both have. */
  readonly families: readonly Family<CellChange>[];
  readonly onlyInA: readonly CellName[];
  /** Sizes that `--refine` added to A by what came out of it, so that B need not have them. */
  readonly addedInA: readonly number[];
  readonly onlyInB: readonly CellName[];
  /** Cells of both in which B lacks the measure that A is judged by. */
  readonly notMeasuredInB: readonly CellName[];
}

/** One of the two: what was loaded, and its cells. */
export interface ComparedSet {
  readonly loaded: LoadedResults;
  readonly tables: readonly CellTable[];
}

/** B against A. Pure. */
export function compareResults(a: ComparedSet, b: ComparedSet): ResultsComparison {
  const shared = matchedTables(a.tables, b.tables).flatMap(([tableA, tableB]) =>
    tableA.cells.flatMap((cell) => {
      const other = tableB.find(cell.mode, cell.messageBytes, cell.threads);
      return other === undefined ? [] : [{ name: nameOf(cell), cell, other }];
    })
  );
  const families = COMPARED_MEASURES.map((measure) =>
    familyOf(measure, shared.flatMap(({ name, cell, other }) => changeOf(name, cell, other, measure)))
  );
  const [matchedA, matchedB] = [
    new Set(shared.map(({ cell }) => cell)),
    new Set(shared.map(({ other }) => other)),
  ];
  return {
    schema: 3,
    a: a.loaded.source,
    b: b.loaded.source,
    environment: environmentDifferences(a.loaded, b.loaded),
    unknownMachines: ([["A", a], ["B", b]] as const).flatMap(([name, { loaded }]) =>
      machineOf(loaded.environment) === null ? [name] : []
    ),
    unknownSettings: ([["A", a], ["B", b]] as const).flatMap(([name, { loaded }]) =>
      loaded.plan === null ? [name] : []
    ),
    warnings: { a: warningsOf(a), b: warningsOf(b) },
    families: families.filter(({ comparisons }) => comparisons.length > 0),
    onlyInA: unmatched(a.tables, matchedA),
    addedInA: addedSizes(a.loaded.plan, a.tables),
    onlyInB: unmatched(b.tables, matchedB),
    notMeasuredInB: shared.filter(({ cell, other }) => {
      const measure = judgedBy(cell.setting);
      return isMeasured(measure, [cell]) && !isMeasured(measure, [other]);
    }).map(({ name }) => name),
  };
}

/** Notes on how a file was read are printed while it is read. */
function warningsOf({ loaded: { rows }, tables }: ComparedSet): ReportWarning[] {
  const change = machineChange(tables);
  return reportWarnings(
    { rows, notes: [] },
    change === null ? null : { ...change, advice: OF_NEITHER_STATE },
  );
}

const OF_NEITHER_STATE =
  "their medians describe neither state, so a difference from the other set may be that change";

/** How often B is better, worse, or neither. */
export function tally({ comparisons }: Family<CellChange>) {
  const count = (wanted: Verdict) => comparisons.filter(({ verdict }) => verdict === wanted).length;
  return {
    better: count("better"),
    worse: count("worse"),
    noDifference: count("no significant difference"),
    tooFewRepeats: count("too few repeats"),
  };
}

/** What `--fail-on-regression` looks at. */
interface RegressionCheck {
  /** Worse in B by the limit or more at every value in the interval of the ratio. */
  readonly regressions: readonly Judged<CellChange>[];
  /** Cells with fewer than six repeats on a side: inconclusive. */
  readonly undecided: readonly Judged<CellChange>[];
  /** Cells of A that B has no value of, but for those of added sizes. */
  readonly missing: readonly CellName[];
  /** How many cells have enough repeats to be compared. */
  readonly compared: number;
}

/** Cells of B that are gone or got worse by `limitPercent` or more: by median round trip in `rr`, else by throughput. */
export function checkRegressions(
  { families, onlyInA, addedInA, notMeasuredInB }: ResultsComparison,
  limitPercent: number,
): RegressionCheck {
  const changes = families.flatMap(({ measure, comparisons }) =>
    comparisons.filter(({ setting }) => measure === judgedBy(setting)).map((change) => ({ change, measure }))
  );
  const regressions = changes.filter(({ change, measure }) =>
    change.verdict === "worse" && certainLoss(change, measure) >= limitPercent / 100
  );
  const undecided = changes.filter(({ change }) => change.verdict === "too few repeats");
  return {
    regressions: regressions.map(({ change }) => change),
    undecided: undecided.map(({ change }) => change),
    missing: [...onlyInA.filter(({ messageBytes }) => !addedInA.includes(messageBytes)), ...notMeasuredInB],
    compared: changes.length - undecided.length,
  };
}

function judgedBy({ pattern }: Setting): Merit {
  return pattern === "rr" ? MEDIAN_ROUND_TRIP : THROUGHPUT;
}

/** The least by which B is worse, as a share of A: by the end of the interval that is nearest to 1. */
function certainLoss({ ratio: { interval } }: CellContrast, { better }: Merit): number {
  if (interval === null) return 0;
  return better === "higher" ? 1 - interval.hi : interval.lo - 1;
}

function changeOf(name: CellName, cell: Cell, other: Cell, measure: Merit): CellChange[] {
  const contrast = compareUnpaired(cell, other, measure);
  return contrast === null ? [] : [{ ...name, ...contrast }];
}

function nameOf({ setting, mode, messageBytes, threads }: Cell): CellName {
  return { setting, mode, messageBytes, threads };
}

function unmatched(tables: readonly CellTable[], matched: ReadonlySet<Cell>): CellName[] {
  return tables.flatMap(({ cells }) => cells).filter((cell) => !matched.has(cell)).map(nameOf);
}

/** What `compare --json` prints. */
export function comparisonJson({ families, ...comparison }: ResultsComparison) {
  return {
    ...comparison,
    families: families.map((family) => {
      const { measure: { id, label, unit, better }, ...judged } = family;
      return { measure: { name: id, label, unit, better }, tally: tally(family), ...judged };
    }),
  };
}
