/** What two result sets do not share: machine, program, settings, and what the kernel did. */
import { type ResultRow, SET_UP_COLUMNS } from "../results/columns.ts";
import { isSetting } from "../results/join/distinctions.ts";
import type { LoadedResults } from "../results/load.ts";
import { snakeCase } from "../results/json.ts";
import { type Difference, differences, differingLeaves } from "./json_leaves.ts";
import { askedDifferences } from "./plan_difference.ts";

/** Differs from run to run without meaning anything. */
const VOLATILE =
  /^(schema|title|run_id|started_utc|seed|resumed|checks|not_measured|command_line)\b|^host\.(load_average|steal_since_boot_pct|memory\.available_bytes)\b/;

const SET_UP = SET_UP_COLUMNS.map(({ name }) => name as keyof ResultRow);

/** Settings that `plan.json` shows better: these values vary with the cells too. */
const PLANNED_COLUMNS = [
  "working_set",
  "reap_every",
  "queue_depth",
] as const satisfies readonly (keyof ResultRow)[];

/** Settings first, then the environment in the order of A's file. */
export function environmentDifferences(a: LoadedResults, b: LoadedResults): Difference[] {
  const environment = differingLeaves(a.environment, b.environment, snakeCase);
  return [
    ...settingDifferences(a, b),
    ...constantDifferences(a, b),
    ...environment.filter(({ name }) => !VOLATILE.test(name)),
  ];
}

/** Columns of other programs' files that say how all of it was measured, such as `kernel`. */
function constantDifferences({ constants: a }: LoadedResults, { constants: b }: LoadedResults): Difference[] {
  return differences(a ?? new Map(), b ?? new Map())
    .filter(({ name, a, b }) => isSetting(name, a ?? b ?? ""));
}

/** What was in force, by the rows; then what was asked for and does not show there. */
function settingDifferences(a: LoadedResults, b: LoadedResults): Difference[] {
  const inForce = columnDifferences(a.rows, b.rows, SET_UP);
  if (a.plan === null || b.plan === null) {
    return [...inForce, ...columnDifferences(...sharedRows(a.rows, b.rows), PLANNED_COLUMNS)];
  }
  const shown = new Set(inForce.map(({ name }) => name));
  const asked = askedDifferences(a.plan, b.plan).filter(({ column }) =>
    column === null || !shown.has(column)
  );
  return [...inForce, ...asked.map(({ name, a, b }) => ({ name, a, b }))];
}

type Rows = readonly ResultRow[];

function columnDifferences(a: Rows, b: Rows, columns: readonly (keyof ResultRow)[]): Difference[] {
  return columns.map((column) => ({ name: column, a: valuesOf(a, column), b: valuesOf(b, column) }))
    .filter(({ a, b }) => a !== b);
}

/** The rows of modes and sizes that both have. */
function sharedRows(a: Rows, b: Rows): [Rows, Rows] {
  const keyOf = ({ mode, message_bytes }: ResultRow) => `${message_bytes} ${mode}`;
  const [keysA, keysB] = [new Set(a.map(keyOf)), new Set(b.map(keyOf))];
  return [a.filter((row) => keysB.has(keyOf(row))), b.filter((row) => keysA.has(keyOf(row)))];
}

function valuesOf(rows: Rows, column: keyof ResultRow): string | null {
  const values = new Set(rows.map((row) => row[column]).filter((value) => value !== null));
  return values.size === 0 ? null : [...values].map(String).sort().join(", ");
}
