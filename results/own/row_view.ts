/**
 * Rows of a table that is kept by columns: each looks like any {@linkcode ResultRow}, but is only its index. Code that
 * reads rows by column names need not know; `{ ...row }` copies nothing, since a view has no properties of its own.
 */
import { type ResultRow, TRIAL_COLUMNS } from "../columns.ts";
import { NumberColumn, WordColumn } from "./typed_columns.ts";

/** A column for each of {@linkcode TRIAL_COLUMNS}, in their order. */
export type TypedTable = readonly (NumberColumn | WordColumn)[];

export function typedTable(): TypedTable {
  return TRIAL_COLUMNS.map(({ type }) => type === "text" ? new WordColumn() : new NumberColumn());
}

class RowView {
  readonly table: TypedTable;
  readonly place: number;

  constructor(table: TypedTable, place: number) {
    this.table = table;
    this.place = place;
  }
}

TRIAL_COLUMNS.forEach(({ name }, index) => {
  Object.defineProperty(RowView.prototype, name, {
    enumerable: true,
    get(this: RowView) {
      return this.table[index]!.at(this.place);
    },
    set(this: RowView, value: never) {
      this.table[index]!.set(this.place, value);
    },
  });
});

/** The first `count` rows of a table. */
export function rowViews(table: TypedTable, count: number): ResultRow[] {
  return Array.from({ length: count }, (_, place) => new RowView(table, place) as unknown as ResultRow);
}
