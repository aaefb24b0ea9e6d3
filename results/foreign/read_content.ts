/** What readers make of a file's text: rows before `settle.ts` has drawn conclusions from their figures. */
import { assemble } from "./assemble.ts";
import type { DraftRow, NameOf } from "./draft.ts";
import type { TableReader } from "./table_reader.ts";

export interface ReadContent {
  readonly rows: DraftRow[];
  readonly nameOf: NameOf;
  readonly notes: readonly string[];
  /** Columns netio has no place for that hold one word throughout, by name. */
  readonly constants: ReadonlyMap<string, string>;
}

/** Rows that come from no table. */
export function withoutColumns({ rows, notes }: Pick<ReadContent, "rows" | "notes">): ReadContent {
  return { rows, notes, nameOf: (target) => target, constants: new Map() };
}

/** The rows of a table that has been read to its end. */
export function contentOf(table: TableReader): ReadContent {
  const notes = table.end();
  if (table.data.rowCount === 0) return withoutColumns({ rows: [], notes });
  const assembled = assemble(table.data);
  return { ...assembled, notes: [...notes, ...assembled.notes], constants: table.data.constants };
}
