/** Rows by what they are repeats of, in one pass: there may be a million. */
import { type ResultRow, rowKey, SETTING_KEY } from "./columns.ts";
import { PlaceMap } from "./place_map.ts";
import { pickedRows, type Rows } from "./table/rows.ts";
import { NumberColumn } from "./table/typed_columns.ts";

/** The rows that agree in setting, message size, thread count and mode, in the order of the first of each. */
export function cellsOfRows<R extends ResultRow>(rows: Rows<R>): Rows<R>[] {
  return rowsByNumber(rows, cellNumbers());
}

/** Which cell each row of a list is in. */
export interface CellIndex {
  readonly count: number;
  /** The number of the cell of the row at a place, from 0 on in the order of the first rows. */
  readonly at: (place: number) => number;
}

/** Finds the cells of all rows once, for whoever asks for them; `null` where there are more than `most`. */
export function indexCells(rows: Rows, most: number): CellIndex | null {
  const numberOf = cellNumbers(), numbers = new NumberColumn();
  let place = 0, count = 0;
  for (const row of rows) {
    const number = numberOf(row);
    numbers.set(place++, number);
    count = Math.max(count, number + 1);
    if (count > most) return null;
  }
  return { count, at: (place) => numbers.at(place)! };
}

/** The number of a row's cell, from 0 on in the order of the first rows; `setting` are the columns that make a setting. */
export function cellNumbers(setting: Columns = SETTING_KEY): (row: ResultRow) => number {
  const cellOf = inCells<ResultRow, number>(setting);
  let count = 0;
  const next = () => count++;
  return (row) => cellOf(row, next);
}

/**
 * The rows of each group, which have numbers from 0 on in the order of their first rows; rows of number -1 are left out.
 * The places of all of them are in one array, group after group.
 */
export function rowsByNumber<R>(rows: Rows<R>, numberOf: (row: R) => number): Rows<R>[] {
  const numbers = new NumberColumn(), counts: number[] = [];
  rows.forEach((row, place) => {
    const number = numberOf(row);
    if (number < 0) return;
    numbers.set(place, number);
    counts[number] = (counts[number] ?? 0) + 1;
  });
  let next = 0;
  const begins = Uint32Array.from(counts, (count) => (next += count) - count);
  const ends = begins.slice(), places = new Uint32Array(next);
  for (let place = 0; place < rows.length; place++) {
    const number = numbers.at(place);
    if (number !== null) places[ends[number]!++] = place;
  }
  return counts.map((_, number) => pickedRows(rows, places, begins[number]!, ends[number]!));
}

type Columns = readonly (keyof ResultRow)[];

/** Where a row belongs: what is made for the first of a group is given for the others. */
type GroupFinder<R extends ResultRow, T> = (row: R, make: (row: R) => T) => T;

/** By setting, message size, thread count and mode; `setting` are the columns that make a setting. */
export function inCells<R extends ResultRow, T>(setting: Columns = SETTING_KEY): GroupFinder<R, T> {
  return groupFinder(({ mode }) => mode, setting);
}

/** The same whatever the mode: what modes are compared within. */
export function inPlaces<R extends ResultRow, T>(): GroupFinder<R, T> {
  return groupFinder(() => null, SETTING_KEY);
}

function groupFinder<R extends ResultRow, T>(
  modeOf: (row: R) => string | null,
  setting: Columns,
): GroupFinder<R, T> {
  const bySetting = new Map<string, PlaceMap<T>>(), settingOf = settingReader(setting);
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
export function settingReader(
  columns: Columns = SETTING_KEY,
): (row: ResultRow) => string {
  let last: readonly (string | number | null)[] = [], name = "";
  return (row) => {
    if (last.length > 0 && columns.every((column, i) => row[column] === last[i])) return name;
    last = columns.map((column) => row[column]);
    return name = rowKey(row, columns);
  };
}
