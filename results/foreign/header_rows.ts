/** What the rows below a header say about it: its units in a line of their own, a number more in each row, times of day. */
import { meaningsOf } from "./header_name.ts";
import { plainUnits, unitsOf } from "./units.ts";

/** What stands in a line of units where there is none. */
const NO_UNIT = /^([-–—#*]*|n\/?a|none|counts?|number|name|text|string|id)$/i;

/**
 * The header with the units of the line below it, `Throughput` and `(Gbps)` as `Throughput (Gbps)`.
 *
 * @returns `null` where a cell of that line is something other than a unit
 */
export function withUnits(header: readonly string[], below: readonly string[]): string[] | null {
  const units = below.map((cell) => cell.replace(/^[\s([{]+|[\s)\]}]+$/g, ""));
  const isUnit = (word: string) => unitsOf(plainUnits(word)).length > 0;
  if (units.length > header.length || !units.every((word) => NO_UNIT.test(word) || isUnit(word))) return null;
  if (!units.some((word) => !NO_UNIT.test(word))) return null;
  return header.map((name, i) => {
    const unit = units[i] ?? "";
    if (NO_UNIT.test(unit) || meaningsOf(name).some((meaning) => meaning.units.length > 0)) return name;
    const whole = `${name} (${unit})`;
    return meaningsOf(whole).length > 0 ? whole : name;
  });
}

/** R's `write.table` numbers rows, and gives that column no name: its rows have one field more than the header. */
export function withRowNumbers(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const areNumbered = rows.length > 0 &&
    rows.every((fields, i) =>
      fields.length === header.length + 1 && fields.at(-1) !== "" &&
      /^\d+$/.test(fields[0]!) && Number(fields[0]) === Number(rows[0]![0]) + i
    );
  return areNumbered ? ["", ...header] : header;
}

const TIME_OF_DAY = /^(\d{1,2}:\d{2}:\d{2}|\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4})/;

/** The header in which columns of times of day say so, lest `time` be how long something took. */
export function withTimesOfDay(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const isOfDay = (i: number) => rows.length > 0 && rows.every((fields) => TIME_OF_DAY.test(fields[i] ?? ""));
  return header.map((name, i) => isDuration(name) && isOfDay(i) ? `${name} (of day)` : name);
}

function isDuration(name: string): boolean {
  return meaningsOf(name).some(({ dimension }) => dimension === "time");
}
