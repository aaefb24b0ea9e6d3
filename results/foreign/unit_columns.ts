/** Columns that hold the units of others: `Throughput,Unit` with `941` and `Mbps` below. */
import { bareName, meaningsOf } from "./header_name.ts";

const UNIT = /^(.*?)[\s_]*units?$/i;

interface UnitColumns {
  /** The header, without their names. */
  readonly header: readonly string[];
  /** Gives the cells of figures the units that stand beside them. */
  readonly withUnits: (fields: readonly string[]) => readonly string[];
}

/** How a table is read that has such columns, or none. */
export function unitColumns(header: readonly string[]): UnitColumns {
  const pairs = header.flatMap((name, unit) => {
    const [, of] = UNIT.exec(name) ?? [];
    if (of === undefined) return [];
    const figure = of === "" ? unit - 1 : header.findIndex((other) => bareName(other) === bareName(of));
    return takesUnit(header[figure] ?? "") ? [{ figure, unit }] : [];
  });
  if (pairs.length === 0) return { header, withUnits: (fields) => fields };
  const isUnit = new Set(pairs.map(({ unit }) => unit));
  const withoutUnits = (cells: readonly string[]) => cells.map((cell, i) => isUnit.has(i) ? "" : cell);
  return {
    header: withoutUnits(header),
    withUnits: (fields) => {
      const joined = withoutUnits(fields);
      for (const { figure, unit } of pairs) {
        if (/\d$/.test(joined[figure] ?? "")) {
          joined[figure] = `${joined[figure]} ${fields[unit] ?? ""}`.trim();
        }
      }
      return joined;
    },
  };
}

function takesUnit(name: string): boolean {
  const [meaning, ...others] = meaningsOf(name);
  return meaning !== undefined && others.length === 0 && meaning.units.length === 0 &&
    ["rate", "time", "size"].includes(meaning.dimension);
}
