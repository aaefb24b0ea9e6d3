/** Rows by what they are repeats of, in one pass: there may be a million. */
import { type ResultRow, rowKey, SETTING_KEY } from "./columns.ts";
import { PlaceMap } from "./place_map.ts";

/** The rows that agree in setting, message size, thread count and mode, in the order of the first of each. */
export function cellsOfRows<R extends ResultRow>(rows: readonly R[]): R[][] {
  return gathered(rows, inCells(), () => [] as R[], (cell, row) => cell.push(row));
}

/** Where a row belongs: what is made for the first of a group is given for the others. */
type GroupFinder<R extends ResultRow, T> = (row: R, make: (row: R) => T) => T;

/** By setting, message size, thread count and mode. */
export function inCells<R extends ResultRow, T>(): GroupFinder<R, T> {
  return groupFinder(({ mode }) => mode);
}

/** The same whatever the mode: what modes are compared within. */
export function inPlaces<R extends ResultRow, T>(): GroupFinder<R, T> {
  return groupFinder(() => null);
}

function groupFinder<R extends ResultRow, T>(modeOf: (row: R) => string | null): GroupFinder<R, T> {
  const bySetting = new Map<string, PlaceMap<T>>(), settingOf = settingReader();
  return (row, make) =>
    bySetting.getOrInsertComputed(settingOf(row), () => new PlaceMap())
      .getOrInsertComputed(modeOf(row), row.message_bytes, row.threads, () => make(row));
}

/** What is gathered of each group, in the order of their first rows: lists of the rows of all would take memory. */
export function gathered<R extends ResultRow, T>(
  rows: Iterable<R>,
  groupOf: GroupFinder<R, T>,
  make: (row: R) => T,
  add: (group: T, row: R) => void,
): T[] {
  const groups: T[] = [];
  const begin = (row: R) => {
    const group = make(row);
    groups.push(group);
    return group;
  };
  for (const row of rows) add(groupOf(row, begin), row);
  return groups;
}

/** Names settings; mostly a row has that of the row before. */
export function settingReader(): (row: ResultRow) => string {
  let last: readonly (string | number | null)[] = [], name = "";
  return (row) => {
    if (last.length > 0 && SETTING_KEY.every((column, i) => row[column] === last[i])) return name;
    last = SETTING_KEY.map((column) => row[column]);
    return name = rowKey(row, SETTING_KEY);
  };
}
