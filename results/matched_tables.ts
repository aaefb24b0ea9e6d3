/** Which tables of two result sets are of the same setting. */
import { type CellTable, isSameSetting } from "./cells.ts";

/** Pairs of tables of the same setting; two sets with one setting each are compared even where these differ. */
export function matchedTables(a: readonly CellTable[], b: readonly CellTable[]): [CellTable, CellTable][] {
  const [onlyA, onlyB] = [a[0], b[0]];
  if (a.length === 1 && b.length === 1 && onlyA && onlyB) return [[onlyA, onlyB]];
  return a.flatMap((table) =>
    b.filter((other) => isSameSetting(other.setting, table.setting))
      .map((other): [CellTable, CellTable] => [table, other])
  );
}
