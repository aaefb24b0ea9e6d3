/**
 * Result rows as cells: the trials of one mode, message size and thread count, under one setting. Built once per
 * command; tables, comparisons, figures and answers all start from it.
 */
import { CellColumns, type Estimate, type Numbers } from "./cell_columns.ts";
import { type ResultRow, SETTING_KEY } from "./columns.ts";
import { ensured } from "./ensured.ts";
import type { Measure, Valued } from "./measures.ts";
import { orderModes } from "./mode_catalogue.ts";
import { numberText } from "./number_text.ts";

export type { Estimate };

/** What modes are never compared across: receive strategy, pattern, topology, interleaving and offered rate. */
export type Setting = Readonly<Pick<ResultRow, typeof SETTING_KEY[number]>>;

/** The repeats of one mode, message size and thread count. */
export class Cell {
  readonly setting: Setting;
  readonly mode: string;
  readonly messageBytes: number;
  readonly threads: number;
  /** The valid trials. */
  readonly rows: readonly ResultRow[];
  /** The number of failed trials. */
  readonly nFailed: number;
  /** The measured values of the valid trials. */
  readonly columns: CellColumns;

  constructor(setting: Setting, rows: readonly ResultRow[]) {
    const [{ mode, message_bytes, threads }] = rows as readonly [ResultRow];
    this.setting = setting;
    this.mode = mode ?? "";
    this.messageBytes = message_bytes ?? 0;
    this.threads = threads ?? 0;
    this.rows = rows.every(isValidTrial) ? rows : rows.filter(isValidTrial);
    this.columns = new CellColumns(this.rows);
    this.nFailed = rows.filter(({ status }) => status === "failed").length;
  }

  /** The values of the trials that have the measure. */
  values(measure: Valued): Numbers {
    const values = this.columns.of(measure);
    return values.some(Number.isNaN) ? values.filter((value) => !Number.isNaN(value)) : values;
  }

  /** The median with its interval; `null` where no trial has the measure. */
  estimate(measure: Valued): Estimate | null {
    return this.columns.estimate(measure);
  }
}

/** What the kernel did over all trials of a mode that requests zero-copy, by `effective_copy`. */
export type KernelCopied = "never" | "always" | "partly" | "not recorded";

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

export interface Tabulation {
  /** Every cell, including those whose trials all failed, setting by setting, each in its table's order. */
  readonly cells: readonly Cell[];
  /** One for each setting that has valid trials. */
  readonly tables: readonly CellTable[];
}

/** Whether a row's timings count: the trial succeeded and did not run in integrity mode. */
export function isValidTrial(row: ResultRow): boolean {
  return row.status !== "failed" && row.verify !== "on";
}

/** Groups `rows` into cells, in one pass. Rows without mode, size or thread count belong to none. */
export function tabulate(rows: readonly ResultRow[]): Tabulation {
  const bySetting = new Map<string, RowsByCell>();
  const settingOf = settingReader();
  for (const row of rows) {
    const { mode, message_bytes: size, threads } = row;
    if (mode === null || size === null || threads === null || !(size > 0) || !(threads > 0)) continue;
    const byMode = ensured(bySetting, settingOf(row), () => new Map());
    const bySize = ensured(byMode, mode, () => new Map());
    const byThreads = ensured(bySize, size, () => new Map());
    ensured(byThreads, threads, () => []).push(row);
  }
  const allModes = orderModes(new Set([...bySetting.values()].flatMap((byMode) => [...byMode.keys()])));
  const settings = [...bySetting.values()].map((byMode) => cellsOf(byMode, allModes)).sort(bySettingOrder);
  const valid = settings.map((cells) => cells.filter((cell) => cell.rows.length > 0))
    .filter((cells) => cells.length > 0);
  const nameOf = settingNames(valid.map(([cell]) => cell!.setting));
  return { cells: settings.flat(), tables: valid.map((cells) => tableOf(cells, allModes, nameOf)) };
}

/** By mode, message size and thread count. */
type RowsByCell = Map<string, Map<number, Map<number, ResultRow[]>>>;

/** Names settings; mostly a row has that of the row before. */
function settingReader(): (row: ResultRow) => string {
  let last: readonly (string | number | null)[] = [], name = "";
  return (row) => {
    if (last.length > 0 && SETTING_KEY.every((column, i) => row[column] === last[i])) return name;
    last = SETTING_KEY.map((column) => row[column]);
    return name = last.map((value) => value ?? "\0").join("\n");
  };
}

/** A sweep runs these in a shuffled order, so they are sorted; settings that differ in anything else keep the order of the files. */
function bySettingOrder([a]: readonly Cell[], [b]: readonly Cell[]): number {
  const [one, other] = [a!.setting, b!.setting];
  const byName = compared(one.rx ?? "", other.rx ?? "");
  return byName || compared(one.offered_gbps ?? Infinity, other.offered_gbps ?? Infinity);
}

function compared<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function cellsOf(byMode: RowsByCell, allModes: readonly string[]): Cell[] {
  const all = [...byMode.values()].flatMap((bySize) => [...bySize.values()])
    .flatMap((byThreads) => [...byThreads.values()]);
  const [[first]] = all as [[ResultRow]];
  const setting = Object.fromEntries(SETTING_KEY.map((column) => [column, first[column]])) as Setting;
  const places = new Map(allModes.map((mode, place) => [mode, place]));
  return all.map((rows) => new Cell(setting, rows)).sort((a, b) =>
    a.messageBytes - b.messageBytes || a.threads - b.threads || places.get(a.mode)! - places.get(b.mode)!
  );
}

function tableOf(
  cells: readonly Cell[],
  allModes: readonly string[],
  nameOf: (setting: Setting) => string,
): CellTable {
  const [{ setting }] = cells as readonly [Cell];
  const byMode = Map.groupBy(cells, (cell) => cell.mode);
  const places = new Map<string, Map<number, Map<number, Cell>>>();
  for (const cell of cells) {
    const bySize = ensured(places, cell.mode, () => new Map<number, Map<number, Cell>>());
    ensured(bySize, cell.messageBytes, () => new Map<number, Cell>()).set(cell.threads, cell);
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
    find: (mode, messageBytes, threads) => places.get(mode)?.get(messageBytes)?.get(threads),
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

function kernelCopied(cells: readonly Cell[]): KernelCopied {
  const outcomes = new Set(cells.flatMap(({ rows }) => rows.flatMap((row) => row.effective_copy ?? [])));
  if (outcomes.size === 0) return "not recorded";
  if (outcomes.size > 1 || outcomes.has("mixed")) return "partly";
  return outcomes.has("copied") ? "always" : "never";
}

/** A mode's name in legends; says so where the kernel copied although zero-copy was requested. */
export function modeLabel({ copied }: Pick<CellTable, "copied">, mode: string): string {
  const outcome = copied.get(mode);
  return outcome === "always" ? `${mode} (copied)` : outcome === "partly" ? `${mode} (partly copied)` : mode;
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
