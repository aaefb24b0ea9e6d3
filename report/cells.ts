/** Valid rows as the cells that are compared: the repeats of one mode, message size and thread count. */
import { orderModes } from "../plots/mode_looks.ts";
import type { ResultRow } from "../results/columns.ts";
import { isValidTrial } from "../results/summary.ts";

export interface Cell {
  readonly mode: string;
  readonly messageBytes: number;
  readonly threads: number;
  readonly rows: readonly ResultRow[];
}

/** What is never compared across: modes are compared within one receive strategy, pattern and topology. */
export interface Setting {
  readonly rx: string | null;
  readonly pattern: string | null;
  readonly topology: string | null;
}

/** All cells of one setting. Sizes and threads ascend, modes are in the order of legends. */
export interface CellTable {
  readonly setting: Setting;
  readonly modes: readonly string[];
  readonly sizes: readonly number[];
  readonly threads: readonly number[];
  readonly cells: readonly Cell[];
  readonly find: (mode: string, messageBytes: number, threads: number) => Cell | undefined;
}

/** One table per setting among the rows; rows of failed trials and of the integrity mode are left out. */
export function cellTables(rows: readonly ResultRow[]): CellTable[] {
  const valid = rows.filter(isValidTrial);
  const bySetting = Map.groupBy(valid, (row) => JSON.stringify([row.rx, row.pattern, row.topology]));
  return [...bySetting.values()].map(cellTable);
}

function cellTable(rows: readonly ResultRow[]): CellTable {
  const cells = new Map<string, Cell & { rows: ResultRow[] }>();
  for (const row of rows) {
    const { mode, message_bytes: messageBytes, threads } = row;
    if (mode === null || messageBytes === null || threads === null) continue;
    const key = cellKey(mode, messageBytes, threads);
    const cell = cells.get(key);
    if (cell) cell.rows.push(row);
    else cells.set(key, { mode, messageBytes, threads, rows: [row] });
  }
  const all = [...cells.values()];
  const { rx, pattern, topology } = rows[0] as ResultRow;
  return {
    setting: { rx, pattern, topology },
    modes: orderModes(new Set(all.map((cell) => cell.mode))),
    sizes: ascending(all.map((cell) => cell.messageBytes)),
    threads: ascending(all.map((cell) => cell.threads)),
    cells: all,
    find: (mode, messageBytes, threads) => cells.get(cellKey(mode, messageBytes, threads)),
  };
}

function cellKey(mode: string, messageBytes: number, threads: number): string {
  return `${messageBytes}/${threads}/${mode}`;
}

function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}
