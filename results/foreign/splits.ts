/**
 * Columns that distinguish the rows of one mode, size and thread count: settings and other kinds of rows, which are kept
 * apart, numbers of repeats, and what differs by no rule.
 */
import { isSetting, isSettingName } from "./setting_names.ts";
import type { WordColumn } from "./table_data.ts";

/** Kinds of rows that a file may have, whatever their column is called. */
const MOST_VALUES = 8;

/** Columns that distinguish the rows of cells. */
export interface Splits {
  /** Settings, and other kinds of rows. */
  readonly variants: readonly WordColumn[];
  /** A column that counts the rows of a cell. */
  readonly repeats: WordColumn | null;
  /** Columns whose values differ within cells, but by no rule. */
  readonly uneven: readonly WordColumn[];
}

/** Finds them. Columns of settings never count rows, whatever their numbers are. */
export function splittingColumns(
  unexplained: readonly WordColumn[],
  setUps: readonly WordColumn[],
  rowCount: number,
  cellOf: (row: number) => string,
): Splits {
  const isSetUp = (column: WordColumn) => setUps.includes(column);
  const told = [...unexplained, ...setUps].filter((column) => {
    if (!isSetUp(column) && column.words.length === rowCount && isNumbering(column)) return false;
    const named = namedWords(column).length;
    return named > 1 && (named <= MOST_VALUES || isSetUp(column) || mayBeSetting(column, rowCount));
  });
  const rows = Array.from({ length: told.length === 0 ? 0 : rowCount }, (_, row) => row);
  const cells = [...Map.groupBy(rows, cellOf).values()].filter((cell) => cell.length > 1);
  const variants: WordColumn[] = [], uneven: WordColumn[] = [];
  let repeats: WordColumn | null = null;
  for (const column of cells.length === 0 ? [] : told) {
    const mixed = column.isDropped
      ? cells
      : cells.filter((cell) => new Set(cell.map((row) => column.at(row))).size > 1);
    if (mixed.length === 0 || (mixed.length < cells.length / 2 && !isSetUp(column))) continue;
    if (!splits(column, cells)) uneven.push(column);
    else if (!isSetUp(column) && repeats === null && isNumbering(column) && isCounting(column)) {
      repeats = column;
    } else variants.push(column);
  }
  return { variants: withoutDoubles(variants, rowCount), repeats, uneven };
}

function namedWords({ words }: WordColumn): readonly string[] {
  return words.filter((word) => word !== "");
}

/** Of many values only those of settings are told: others are mostly figures. */
function mayBeSetting(column: WordColumn, rowCount: number): boolean {
  const named = namedWords(column);
  if (!named.every((word) => isSetting(column.name, word))) return false;
  return isSettingName(column.name) || (!column.isDropped && column.words.length < rowCount);
}

const MOST_OF_THEM = 0.8;

/** Whether a column splits cells evenly; one with many values, which may be figures, by the same values in each. */
function splits(column: WordColumn, cells: readonly (readonly number[])[]): boolean {
  if (column.isDropped) return false;
  const isFew = namedWords(column).length <= MOST_VALUES;
  const even = cells.filter((cell) => {
    const counts = countsIn(cell, column);
    const isWhole = counts.length === column.words.length && (cells.length > 1 || counts[0]! > 1);
    return counts.length > 1 && counts.every((count) => count === counts[0]) && (isFew || isWhole);
  });
  return even.length >= MOST_OF_THEM * cells.length;
}

/** How often a cell has each value. */
function countsIn(rows: readonly number[], column: WordColumn): number[] {
  return [...Map.groupBy(rows, (row) => column.at(row)).values()].map((group) => group.length);
}

/** Whether words count 1, 2, 3 …; 0 and 1 alone mean off and on, not a count of repeats. */
function isCounting({ words }: WordColumn): boolean {
  const numbers = words.map(Number).sort((a, b) => a - b);
  const [first = NaN] = numbers;
  const isSwitch = first === 0 && numbers.length === 2;
  return (first === 0 || first === 1) && !isSwitch && numbers.every((number, i) => number === first + i);
}

/** Whether all words are whole numbers. */
export function isNumbering({ words, isDropped }: WordColumn): boolean {
  return !isDropped && words.length > 0 && words.every((word) => /^\d{1,9}$/.test(word));
}

/** Of columns that say the same in other words only one counts. */
function withoutDoubles(columns: readonly WordColumn[], rowCount: number): WordColumn[] {
  const signature = (column: WordColumn) => {
    const places = new Map<string, number>();
    let text = "";
    for (let row = 0; row < rowCount; row++) {
      const word = column.at(row);
      if (!places.has(word)) places.set(word, places.size);
      text += `${places.get(word)},`;
    }
    return text;
  };
  return [...new Map(columns.toReversed().map((column) => [signature(column), column])).values()]
    .toReversed();
}
