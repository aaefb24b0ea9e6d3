/** What two result sets do not share: machine, program, settings, and what the kernel did. */
import { type ResultRow, SET_UP_COLUMNS } from "../results/columns.ts";
import { isSetting } from "../results/foreign/setting_names.ts";
import { isObject, type JsonObject, snakeCase } from "../results/json.ts";
import type { LoadedResults } from "../results/load.ts";
import { fieldText, optionOf } from "../results/option_names.ts";
import type { Rows } from "../results/table/rows.ts";

/** What one of the two says and the other does not, or otherwise; `null` where it says nothing. */
export interface Difference {
  readonly name: string;
  readonly a: string | null;
  readonly b: string | null;
}

/** Differs from run to run without meaning anything. */
const VOLATILE =
  /^(schema|title|run_id|started_utc|seed|resumed|checks|not_measured|command_line)\b|^host\.(load_average|steal_since_boot_pct|memory\.available_bytes)\b/;

/** Of plans: differs from run to run anyway, or is visible in the cells themselves. */
const NOT_COMPARED =
  /^(schema|runId|seed|modes|sizes|threads|rx|rateBps|repeats|extraRepeats|untilCi|refine|maxTimeMs)\b/;

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
  return [...inForce, ...askedDifferences(a.plan, b.plan, new Set(inForce.map(({ name }) => name)))];
}

/**
 * In which options two plans differ, by the option: a `--netem`, for one, is recorded nowhere else.
 *
 * @param shown columns that show their difference already
 */
function askedDifferences(a: JsonObject, b: JsonObject, shown: ReadonlySet<string>): Difference[] {
  const isShown = (path: string) =>
    shown.has(SET_UP_COLUMNS.find(({ shows }) => shows?.includes(path))?.name ?? "");
  const text = (path: string, value: string | null) => value === null ? "not given" : fieldText(path, value);
  return differingLeaves(a, b).filter(({ name: path }) => !NOT_COMPARED.test(path) && !isShown(path))
    .map(({ name: path, a, b }) => ({ name: optionOf(path), a: text(path, a), b: text(path, b) }));
}

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
  if (values.size === 0) return null;
  return [...values].toSorted((a, b) => Number(a) - Number(b) || (String(a) < String(b) ? -1 : 1)).join(", ");
}

/**
 * The values in which two differ, by their paths, those of A's first.
 *
 * @param keyText how a key is written in the path
 */
function differingLeaves(a: unknown, b: unknown, keyText = (key: string) => key): Difference[] {
  return differences(new Map(leavesOf(a, keyText)), new Map(leavesOf(b, keyText)));
}

function differences(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): Difference[] {
  return [...new Set([...a.keys(), ...b.keys()])]
    .map((name) => ({ name, a: a.get(name) ?? null, b: b.get(name) ?? null }))
    .filter(({ a, b }) => a !== b);
}

/**
 * The single values in nested JSON by their path, in the order of the file; a list of single values is one of them, `null`
 * is none, and the members of a list that have names go by these.
 */
function leavesOf(
  value: unknown,
  keyText: (key: string) => string,
  path = "",
): [path: string, text: string][] {
  if (value === null || value === undefined) return [];
  if (typeof value !== "object") return [[path, String(value)]];
  if (Array.isArray(value) && value.every((item) => typeof item !== "object")) {
    return [[path, value.join(" ")]];
  }
  const members = Array.isArray(value)
    ? value.map((item, i) => namedMember(item) ?? { name: String(i), state: item })
    : Object.entries(value).map(([key, state]) => ({ name: keyText(key), state }));
  return members.flatMap(({ name, state }) =>
    leavesOf(state, keyText, path === "" ? name : `${path}.${name}`)
  );
}

/** A member of a list by its name, and the rest of it: its only other value, or the object of the others. */
function namedMember(item: unknown): { readonly name: string; readonly state: unknown } | null {
  if (!isObject(item) || typeof item["name"] !== "string") return null;
  const { name, ...rest } = item;
  const values = Object.values(rest);
  return { name: String(name), state: values.length === 1 ? values[0] : rest };
}
