/**
 * A report before it is written: sections of paragraphs, lists, tables and figures, the same for Markdown and HTML.
 * All text is plain; each writer escapes it.
 */
import type { Figure } from "../plots/figure.ts";

export interface TableColumn {
  readonly label: string;
  /** Numbers stand to the right. */
  readonly numeric: boolean;
}

export interface Table {
  readonly caption: string;
  readonly columns: readonly TableColumn[];
  /** How many columns from the left name the row. */
  readonly headers: number;
  /** An empty string is "not measured". */
  readonly rows: readonly (readonly string[])[];
  /** How many rows there are, where `rows` has only the first. */
  readonly rowCount?: number;
  /** How much each row says; where a text has no room for all, the weightiest are in it. */
  readonly weights?: readonly number[];
  /** The file of a result set that has all of it. */
  readonly file?: string;
}

export type Block =
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  /** Evidence: the HTML page unfolds it under its title; texts have the beginning of it. */
  | { readonly kind: "folded list"; readonly title: string; readonly items: readonly string[] }
  /** A setting's name is the heading of what would be said without one if it were the only one. */
  | { readonly kind: "heading"; readonly text: string; readonly isSetting?: true }
  | { readonly kind: "table"; readonly table: Table }
  | { readonly kind: "figure"; readonly figure: Figure };

export interface Section {
  /** Unique; letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
  /** Too much for a text that is read from top to bottom: in the HTML page alone. */
  readonly isPageOnly?: true;
}

export interface ReportDocument {
  readonly title: string;
  /** Where and when the numbers were measured, in a line. */
  readonly subtitle: string;
  readonly sections: readonly Section[];
}

export const paragraph = (text: string): Block => ({ kind: "paragraph", text });
export const list = (items: readonly string[]): Block => ({ kind: "list", items });
export const figureBlock = (figure: Figure): Block => ({ kind: "figure", figure });
export const heading = (text: string): Block => ({ kind: "heading", text });

/** A list with a title, or nothing without items. */
export function foldedList(title: string, items: readonly string[]): Block[] {
  return items.length === 0 ? [] : [{ kind: "folded list", title, items }];
}

/** Longer tables would make a page too large for browsers. */
const MAX_TABLE_ROWS = 2000;

/** A row for each thing, as many as a table has room for. */
export function rowsOf<T>(
  things: readonly T[],
  rowOf: (thing: T) => readonly string[],
): Pick<Table, "rows" | "rowCount"> {
  return things.length <= MAX_TABLE_ROWS
    ? { rows: things.map(rowOf) }
    : { rows: things.slice(0, MAX_TABLE_ROWS).map(rowOf), rowCount: things.length };
}

/** A table, or nothing where it would have no rows. A very long one is cut, and its caption says so. */
export function tableBlock(table: Table): Block[] {
  const { rows, rowCount = rows.length, caption } = table;
  if (rows.length === 0) return [];
  if (rowCount <= MAX_TABLE_ROWS) return [{ kind: "table", table }];
  const cut = `${caption} (the first ${MAX_TABLE_ROWS} of ${rowCount} rows)`;
  return [{ kind: "table", table: { ...table, caption: cut, rows: rows.slice(0, MAX_TABLE_ROWS) } }];
}

export const textColumn = (label: string): TableColumn => ({ label, numeric: false });
export const numberColumn = (label: string): TableColumn => ({ label, numeric: true });
