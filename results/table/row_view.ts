/**
 * Rows of a table that is kept by columns: each looks like any {@linkcode ResultRow}, but is only its index. Code that
 * reads rows by column names need not know; `{ ...row }` copies nothing, since a view has no properties of its own.
 */
import { type NumericColumn, type ResultRow, TRIAL_COLUMNS } from "../columns.ts";
import { type Counter, COUNTERS } from "../counters.ts";
import type { ForeignRow } from "../foreign/foreign_row.ts";
import { MadeRows, type Rows } from "./rows.ts";
import { NumberColumn, WordColumn } from "./typed_columns.ts";

/** A column for each of {@linkcode TRIAL_COLUMNS}, in their order; of other people's rows one more for each counter. */
export type TypedTable = readonly (NumberColumn | WordColumn)[];

export function typedTable(): TypedTable {
  return TRIAL_COLUMNS.map(({ type }) => type === "text" ? new WordColumn() : new NumberColumn());
}

/** Where columns stand in such a table, by their names. */
export const PLACES: ReadonlyMap<string, number> = new Map(
  [...TRIAL_COLUMNS.map(({ name }) => name), ...COUNTERS].map((name, place) => [name, place]),
);

/** With the counts that belong to no end. */
function foreignTable(): (NumberColumn | WordColumn)[] {
  return [...typedTable(), ...COUNTERS.map(() => new NumberColumn())];
}

class View {
  readonly table: TypedTable;
  readonly place: number;

  constructor(table: TypedTable, place: number) {
    this.table = table;
    this.place = place;
  }
}

class RowView extends View {}

TRIAL_COLUMNS.forEach(({ name }, index) => {
  Object.defineProperty(RowView.prototype, name, {
    enumerable: true,
    get(this: View) {
      return this.table[index]!.at(this.place);
    },
    set(this: View, value: never) {
      this.table[index]!.set(this.place, value);
    },
  });
});

/** Its totals are properties of its own, so that reading them makes no object: no column is called like a counter. */
class ForeignRowView extends RowView {
  get totals(): this {
    return this;
  }
}

COUNTERS.forEach((counter, i) => {
  const index = TRIAL_COLUMNS.length + i;
  Object.defineProperty(ForeignRowView.prototype, counter, {
    enumerable: true,
    get(this: View) {
      return this.table[index]!.at(this.place) ?? undefined;
    },
    set(this: View, value: number | undefined) {
      this.table[index]!.set(this.place, (value ?? null) as never);
    },
  });
});

/** The first `count` rows of a table. */
export function rowViews(table: TypedTable, count: number): Rows {
  return new MadeRows(count, (place) => new RowView(table, place) as unknown as ResultRow);
}

/** Whether two are the same row: each time that it is looked at a list may make another view of it. */
export function isSameRow(a: ResultRow, b: ResultRow): boolean {
  return a === b || a instanceof View && b instanceof View && a.table === b.table && a.place === b.place;
}

/** So many rows of other people's, in which nothing is measured yet, and the columns that they are views of. */
export class ForeignTable {
  readonly rows: Rows<ForeignRow>;
  readonly #columns = foreignTable();

  constructor(count: number) {
    this.rows = new MadeRows(
      count,
      (place) => new ForeignRowView(this.#columns, place) as unknown as ForeignRow,
    );
  }

  /** A column of numbers: filled as a column, a hundred thousand rows take less than half of the time. */
  numbers(name: NumericColumn | Counter): NumberColumn {
    return this.#columns[PLACES.get(name)!] as NumberColumn;
  }

  /** Makes `column` the one of that name, instead of copying it. */
  take(name: NumericColumn | Counter, column: NumberColumn): void {
    this.#columns[PLACES.get(name)!] = column;
  }
}
