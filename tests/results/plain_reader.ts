/** Rows of `trials.csv` read in the plainest way, as objects of their own; the product's reader is held against it. */
import { parse } from "@std/csv";
import { type ResultRow, TRIAL_COLUMNS } from "../../results/columns.ts";

export function parseTrials(csv: string): ResultRow[] {
  const [header = [], ...records] = parse(csv);
  return records.map((fields) => {
    const texts = new Map(header.map((name, i) => [name, fields[i]]));
    const entries = TRIAL_COLUMNS.map(({ name, type }) => {
      const text = texts.get(name) ?? "";
      return [name, text === "" ? null : type === "text" ? text : Number(text)];
    });
    return Object.fromEntries(entries) as ResultRow;
  });
}
