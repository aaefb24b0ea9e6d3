/** Rows that are in a file twice: counted as repeats they would make intervals too narrow. */
import { COUNTERS } from "../../counters.ts";
import { inCells } from "../../row_groups.ts";
import { countText } from "../../words.ts";
import { type ForeignRow, MEASURED_COLUMNS } from "../foreign_row.ts";
import type { Rows } from "../../table/rows.ts";

/** Fewer figures may be equal by chance. */
const MOST_SAME_BY_CHANCE = 6;

/** Tells where every repeat has the figures of another row of its configuration, to the last digit. */
export function checkCopies(rows: Rows<ForeignRow>): string[] {
  const firstOf = inCells<ForeignRow, number>(), seen = new Map<number, Set<string>>();
  let place = -1, copies = 0, figures = 0;
  const here = () => place;
  for (const row of rows) {
    place++;
    const first = firstOf(row, here);
    if (first === place) continue;
    const own = figuresOf(row);
    const texts = seen.getOrInsertComputed(first, () => new Set([figuresOf(rows.at(first)!).join()]));
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
