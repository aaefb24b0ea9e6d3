/** Columns that hold the units of others: `Throughput,Unit` with `941` and `Mbps` below. */
import { bareName, meaningsOf } from "./header_name.ts";

const UNIT = /^(.*?)[\s_]*units?$/i;

/** What gives the cells of figures the units that stand beside them; `null` for a table without such columns. */
export function unitColumns(header: readonly string[]): ((fields: readonly string[]) => string[]) | null {
  const pairs = header.flatMap((name, unit) => {
    const [, of] = UNIT.exec(name) ?? [];
    if (of === undefined) return [];
    const figure = of === "" ? unit - 1 : header.findIndex((other) => bareName(other) === bareName(of));
    return takesUnit(header[figure] ?? "") ? [{ figure, unit }] : [];
  });
  if (pairs.length === 0) return null;
  return (fields) => {
    const joined = [...fields];
    for (const { figure, unit } of pairs) {
      if (/\d$/.test(joined[figure] ?? "")) joined[figure] = `${joined[figure]} ${fields[unit] ?? ""}`.trim();
    }
    return joined;
  };
}

function takesUnit(name: string): boolean {
  const [meaning, ...others] = meaningsOf(name);
  return meaning !== undefined && others.length === 0 && meaning.units.length === 0 &&
    ["rate", "time", "size"].includes(meaning.dimension);
}
