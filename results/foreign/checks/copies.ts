/** Rows that are in a file twice: counted as repeats they would make intervals too narrow. */
import { type Counter, COUNTERS } from "../../counters.ts";
import type { CellIndex } from "../../row_groups.ts";
import { countText } from "../../words.ts";
import { type ForeignRow, MEASURED_COLUMNS, type NameOf } from "../foreign_row.ts";
import type { Rows } from "../../table/rows.ts";

/** Fewer figures may be equal by chance. */
const MOST_SAME_BY_CHANCE = 6;

/** Tells where every repeat has the figures of another row of its configuration, to the last digit. */
export function checkCopies(
  rows: Rows<ForeignRow>,
  _nameOf: NameOf,
  _counted: readonly Counter[],
  cells: CellIndex,
): string[] {
  /** By cell: the place of its first row, and once there are two what their figures are. */
  const firsts = new Int32Array(cells.count).fill(-1), seen = new Map<number, Set<string>>();
  let next = 0, copies = 0, figures = 0;
  for (const row of rows) {
    const place = next++, cell = cells.at(place), first = firsts[cell]!;
    if (first < 0) {
      firsts[cell] = place;
      continue;
    }
    const own = figuresOf(row);
    const texts = seen.getOrInsertComputed(cell, () => new Set([figuresOf(rows.at(first)!).join()]));
    if (!texts.has(own.join())) return [];
    copies++;
    figures += own.filter((figure) => figure !== null && figure > 0).length;
  }
  if (figures <= MOST_SAME_BY_CHANCE) return [];
  return [
    `${
      countText(copies, "row")
    } have the figures of another row of their configuration, to the last digit: is a part ` +
    "of the file a copy? then leave it out",
  ];
}

function figuresOf(row: ForeignRow): (number | null)[] {
  return [
    ...MEASURED_COLUMNS.map((column) => row[column]),
    ...COUNTERS.map((counter) => row.totals[counter] ?? null),
  ];
}
