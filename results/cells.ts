/**
 * Result rows as cells: the trials of one mode, message size and thread count, under one setting. Built once per
 * command; tables, comparisons, figures and answers all start from it.
 */
import { Cell, type Setting, settingOf } from "./cell.ts";
import { SETTING_KEY } from "./columns.ts";
import type { JsonObject } from "./json.ts";
import type { Measure } from "./measures.ts";
import { orderModes } from "./mode_catalogue.ts";
import { numberText } from "./number_text.ts";
import { PlaceMap } from "./place_map.ts";
import { rowsByNumber, settingReader } from "./row_groups.ts";
import { joinedRows, type Rows } from "./table/rows.ts";

export type { Cell, Estimate, Setting } from "./cell.ts";

/** What the kernel did over all trials of a mode that requests zero-copy, by `effective_copy`. */
type KernelCopied = "never" | "always" | "partly" | "not recorded";

/** All cells of one setting that have valid trials. Sizes and threads ascend, modes are in the order of the catalogue. */
export interface CellTable {
  readonly setting: Setting;
  /** What distinguishes this setting from the results' others, as in `recvmsg, at 5 Gbit/s`; empty where it is the only one. */
  readonly name: string;
  /** By size, then threads, then mode. */
  readonly cells: readonly Cell[];
  readonly modes: readonly string[];
  readonly sizes: readonly number[];
  readonly threads: readonly number[];
  /** The modes of all settings in the same results, so that each looks the same in all figures. */
  readonly allModes: readonly string[];
  readonly copied: ReadonlyMap<string, KernelCopied>;
  readonly find: (mode: string, messageBytes: number, threads: number) => Cell | undefined;
}

interface Tabulation {
  /** Every cell, including those whose trials all failed, setting by setting, each in its table's order. */
  readonly cells: readonly Cell[];
  /** One for each setting that has valid trials. */
  readonly tables: readonly CellTable[];
}

/** Groups `rows` into cells. Rows without mode, size or thread count belong to none. */
export function tabulate(rows: Rows): Tabulation {
  const bySetting = new Map<string, PlaceMap<number>>(), modes = new Set<string>();
  const nameOfSetting = settingReader();
  let cellCount = 0;
  const next = () => cellCount++;
  const rowsOfCells = rowsByNumber(rows, (row) => { // once: there may be millions
    const { mode, message_bytes: messageBytes, threads } = row;
    if (mode === null || !messageBytes || !threads || messageBytes < 0 || threads < 0) return -1;
    modes.add(mode);
    return bySetting.getOrInsertComputed(nameOfSetting(row), () => new PlaceMap())
      .getOrInsertComputed(mode, messageBytes, threads, next);
  });
  const allModes = orderModes(modes);
  const settings = Array.from(
    bySetting.values(),
    (byPlace) => cellsOf(Array.from(byPlace.values(), (number) => rowsOfCells[number]!), allModes),
  ).sort(bySettingOrder);
  const valid = settings.map((cells) => cells.filter((cell) => cell.rows.length > 0))
    .filter((cells) => cells.length > 0);
  const nameOf = settingNames(valid.map(([cell]) => cell!.setting));
  return { cells: settings.flat(), tables: valid.map((cells) => tableOf(cells, allModes, nameOf)) };
}

/**
 * A sweep runs these in a shuffled order, so they are sorted; settings that differ in anything else keep the order of the
 * files.
 */
function bySettingOrder([a]: readonly Cell[], [b]: readonly Cell[]): number {
  const [one, other] = [a!.setting, b!.setting];
  const byName = compared(one.rx ?? "", other.rx ?? "");
  return byName || compared(one.offered_gbps ?? Infinity, other.offered_gbps ?? Infinity);
}

function compared<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function cellsOf(rowsOfCells: readonly Rows[], allModes: readonly string[]): Cell[] {
  const setting = settingOf(rowsOfCells[0]!.at(0)!);
  const modePlaces = new Map(allModes.map((mode, place) => [mode, place]));
  return rowsOfCells.map((rows) => new Cell(setting, rows)).sort((a, b) =>
    a.messageBytes - b.messageBytes || a.threads - b.threads ||
    modePlaces.get(a.mode)! - modePlaces.get(b.mode)!
  );
}

function tableOf(
  cells: readonly Cell[],
  allModes: readonly string[],
  nameOf: (setting: Setting) => string,
): CellTable {
  const [{ setting }] = cells as readonly [Cell];
  const byMode = Map.groupBy(cells, (cell) => cell.mode);
  const byPlace = new PlaceMap<Cell>();
  for (const cell of cells) {
    byPlace.getOrInsertComputed(cell.mode, cell.messageBytes, cell.threads, () => cell);
  }
  return {
    setting,
    name: nameOf(setting),
    cells,
    modes: allModes.filter((mode) => byMode.has(mode)),
    sizes: ascending(cells.map((cell) => cell.messageBytes)),
    threads: ascending(cells.map((cell) => cell.threads)),
    allModes,
    copied: new Map([...byMode].map(([mode, own]) => [mode, kernelCopied(own)])),
    find: (mode, messageBytes, threads) => byPlace.get(mode, messageBytes, threads),
  };
}

/** The columns in which settings differ. */
export function varyingColumns(settings: readonly Setting[]): (keyof Setting)[] {
  return SETTING_KEY.filter((column) => new Set(settings.map((setting) => setting[column])).size > 1);
}

/** Names settings by what distinguishes them; a single one has an empty name. */
export function settingNames(settings: readonly Setting[]): (setting: Setting) => string {
  const varying = varyingColumns(settings);
  return (setting) => varying.map((column) => partName(setting, column)).join(", ");
}

function partName(setting: Setting, column: keyof Setting): string {
  if (column !== "offered_gbps") return setting[column] ?? `no ${column}`;
  return setting[column] === null ? "at full speed" : rateName(setting[column]);
}

/** `at 5 Gbit/s`. */
export function rateName(gbps: number): string {
  return `at ${numberText(gbps)} Gbit/s`;
}

/** Whether two are the same setting. */
export function isSameSetting(a: Setting, b: Setting): boolean {
  return SETTING_KEY.every((column) => a[column] === b[column]);
}

/** Pairs of tables of the same setting; two sets with one setting each are compared even where these differ. */
export function matchedTables(a: readonly CellTable[], b: readonly CellTable[]): [CellTable, CellTable][] {
  if (a.length === 1 && b.length === 1) return [[a[0]!, b[0]!]];
  return a.flatMap((table) =>
    b.filter((other) => isSameSetting(other.setting, table.setting))
      .map((other): [CellTable, CellTable] => [table, other])
  );
}

/** The message sizes that `netio sweep --refine` added to those of `plan.json`, ascending; none where that is not known. */
export function addedSizes(plan: JsonObject | null, tables: readonly CellTable[]): number[] {
  const planned = plan?.["sizes"];
  if (!plan?.["refine"] || !Array.isArray(planned)) return [];
  return ascending(tables.flatMap(({ sizes }) => sizes)).filter((size) => !planned.includes(size));
}

function kernelCopied(cells: readonly Cell[]): KernelCopied {
  const outcomes = new Set<string>();
  for (const { rows } of cells) {
    for (const { effective_copy: outcome } of rows) if (outcome !== null) outcomes.add(outcome);
  }
  if (outcomes.size === 0) return "not recorded";
  if (outcomes.size > 1 || outcomes.has("mixed")) return "partly";
  return outcomes.has("copied") ? "always" : "never";
}

/** A mode's name in legends; says so where the kernel copied although zero-copy was requested. */
export function modeLabel({ copied }: Pick<CellTable, "copied">, mode: string): string {
  const outcome = copied.get(mode);
  return outcome === "always" ? `${mode} (copied)` : outcome === "partly" ? `${mode} (partly copied)` : mode;
}

/** The valid trials of all cells. */
export function rowsOf(cells: readonly Cell[]): Rows {
  return joinedRows(cells.map(({ rows }) => rows));
}

/** Whether any trial of the cells measured it. */
export function isMeasured(measure: Measure, cells: readonly Cell[]): boolean {
  return cells.some(({ rows }) => rows.some((row) => !Number.isNaN(measure.value(row) ?? NaN)));
}

/** The first of the measures that any cell has a value of. */
export function firstMeasured<M extends Measure>(cells: readonly Cell[], measures: readonly M[]): M | null {
  return measures.find((measure) => isMeasured(measure, cells)) ?? null;
}

/** Each value once, ascending. */
export function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}
