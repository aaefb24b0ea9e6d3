/** Valid rows as the cells that are compared, with the setting that they share. */
import { type ResultCell, type ResultSet, resultSets } from "../results/cells.ts";
import type { ResultRow } from "../results/columns.ts";
import { type KernelCopied, kernelCopied } from "./kernel_copied.ts";

/** The repeats of one mode, message size and thread count. */
export type Cell = ResultCell;

/** What is never compared across: modes are compared within one receive strategy, pattern and topology. */
export interface Setting {
  readonly rx: string | null;
  readonly pattern: string | null;
  readonly topology: string | null;
}

/** All cells of one setting. Sizes and threads ascend, modes are in the order of legends. */
export interface CellTable
  extends Pick<ResultSet, "setup" | "modes" | "sizes" | "threads" | "cells" | "find"> {
  readonly setting: Setting;
  /** Of every mode, what the kernel did with requests for zero-copy. */
  readonly copied: ReadonlyMap<string, KernelCopied>;
}

/** One table per setting among the rows; rows of failed trials and of the integrity mode are left out. */
export function cellTables(rows: readonly ResultRow[]): CellTable[] {
  return resultSets(rows).flatMap((set) => {
    const [row] = set.cells[0]?.rows ?? [];
    if (row === undefined) return [];
    const byMode = Map.groupBy(set.cells, (cell) => cell.mode);
    const copied = new Map(
      [...byMode].map(([mode, cells]) => [mode, kernelCopied(cells.flatMap((cell) => cell.rows))] as const),
    );
    return [{ ...set, setting: { rx: row.rx, pattern: row.pattern, topology: row.topology }, copied }];
  });
}
