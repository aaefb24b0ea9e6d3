/**
 * Result rows as the cells that figures show: the trials of one mode, message size and thread count.
 *
 * Rows of different receive strategies, patterns or topologies never share a figure; each such setup is a
 * {@linkcode ResultSet} of its own. Failed trials and integrity runs are left out, as in `summary.csv`.
 */
import type { ResultRow } from "./columns.ts";
import { isValidTrial } from "./summary.ts";
import { orderModes } from "./mode_catalogue.ts";

export interface ResultCell {
  readonly mode: string;
  readonly messageBytes: number;
  readonly threads: number;
  readonly rows: readonly ResultRow[];
}

export interface ResultSet {
  /** Empty when the file has one setup; else what tells this one from the others: `rr, netns`. */
  readonly setup: string;
  readonly cells: readonly ResultCell[];
  readonly find: (mode: string, messageBytes: number, threads: number) => ResultCell | undefined;
  /** Ascending. */
  readonly sizes: readonly number[];
  /** Ascending. */
  readonly threads: readonly number[];
  /** In the order of legends. */
  readonly modes: readonly string[];
  /** The modes of all setups in the same results, for looks that are the same in all figures. */
  readonly allModes: readonly string[];
  /** What legends call a mode; zero-copy modes say so here when the kernel copied. */
  readonly labels: ReadonlyMap<string, string>;
}

/** Whether a row is a valid trial of a cell that can be placed in a figure. */
function isUsable(row: ResultRow): boolean {
  return isValidTrial(row) && row.mode !== null && (row.message_bytes ?? 0) > 0 && (row.threads ?? 0) > 0;
}

/** The setups among the rows, each with its cells, in the order in which they first occur. */
export function resultSets(rows: readonly ResultRow[]): ResultSet[] {
  const usable = rows.filter(isUsable);
  const allModes = orderModes(usable.map((row) => row.mode!));
  const bySetup = Map.groupBy(usable, (row) => JSON.stringify([row.rx, row.pattern, row.topology]));
  const varying = (["rx", "pattern", "topology"] as const)
    .filter((column) => new Set(usable.map((row) => row[column])).size > 1);
  return [...bySetup.values()].map((setupRows) => {
    const setup = varying.map((column) => setupRows[0]![column] ?? `no ${column}`).join(", ");
    return resultSet(setup, setupRows, allModes);
  });
}

function resultSet(setup: string, rows: readonly ResultRow[], allModes: readonly string[]): ResultSet {
  const ascending = (values: number[]) => [...new Set(values)].sort((a, b) => a - b);
  const byCell = Map.groupBy(rows, (row) => cellKey(row.mode!, row.message_bytes!, row.threads!));
  const cells = new Map([...byCell].map(([key, cellRows]): [string, ResultCell] => [key, {
    mode: cellRows[0]!.mode!,
    messageBytes: cellRows[0]!.message_bytes!,
    threads: cellRows[0]!.threads!,
    rows: cellRows,
  }]));
  const modes = orderModes(rows.map((row) => row.mode!));
  return {
    setup,
    cells: [...cells.values()],
    find: (mode, messageBytes, threads) => cells.get(cellKey(mode, messageBytes, threads)),
    sizes: ascending(rows.map((row) => row.message_bytes!)),
    threads: ascending(rows.map((row) => row.threads!)),
    modes,
    allModes,
    labels: new Map(modes.map((mode) => [mode, modeLabel(mode, rows)])),
  };
}

function cellKey(mode: string, messageBytes: number, threads: number): string {
  return `${messageBytes}/${threads}/${mode}`;
}

/** A mode's name, with what the kernel made of a request for zero-copy where that is not what the name says. */
function modeLabel(mode: string, rows: readonly ResultRow[]): string {
  const outcomes = new Set(
    rows.filter((row) => row.mode === mode).map((row) => row.effective_copy).filter((copy) => copy !== null),
  );
  if (outcomes.size === 0) return mode;
  if (outcomes.size === 1 && outcomes.has("copied")) return `${mode} (requested; the kernel copied)`;
  return outcomes.size > 1 || outcomes.has("mixed") ? `${mode} (partly copied)` : mode;
}

/** The cells of a mode, or of a mode at one thread count, by size. */
export function cellsOfMode(set: ResultSet, mode: string, threads?: number): ResultCell[] {
  return set.cells
    .filter((cell) => cell.mode === mode && (threads === undefined || cell.threads === threads))
    .sort((a, b) => a.messageBytes - b.messageBytes);
}
