/** Rows by what they are repeats of, in one pass: there may be a million. */
import { type ResultRow, rowKey, SETTING_KEY } from "./columns.ts";
import { PlaceMap } from "./place_map.ts";

/** The rows that agree in setting, message size, thread count and mode, in the order of the first of each. */
export function cellsOfRows<R extends ResultRow>(rows: readonly R[]): R[][] {
  return groupsOfRows(rows, ({ mode }) => mode);
}

/** The same whatever the mode: what modes are compared within. */
export function placesOfRows<R extends ResultRow>(rows: readonly R[]): R[][] {
  return groupsOfRows(rows, () => null);
}

function groupsOfRows<R extends ResultRow>(rows: readonly R[], modeOf: (row: R) => string | null): R[][] {
  const groups: R[][] = [], bySetting = new Map<string, PlaceMap<R[]>>(), settingOf = settingReader();
  for (const row of rows) {
    bySetting.getOrInsertComputed(settingOf(row), () => new PlaceMap())
      .getOrInsertComputed(modeOf(row), row.message_bytes, row.threads, () => {
        const group: R[] = [];
        groups.push(group);
        return group;
      }).push(row);
  }
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
