/**
 * Headers of several lines, as spreadsheets write merged cells and pandas its levels of columns: `Throughput (Gbps),,` above
 * `A1,A2,A3` is `Throughput (Gbps) A1` and so on.
 */
import { meaningsOf } from "./header_name.ts";

type Row = readonly string[];

interface JoinedHeader {
  readonly names: Row;
  /** How many lines above and below the header are part of it. */
  readonly above: number;
  readonly below: number;
}

/**
 * The names that a header makes with the lines around it; `null` where each column has a name of its own, or they are none
 * of it.
 *
 * @param above the lines above it, the nearest first
 * @param below the lines below it
 */
export function joinedHeader(header: Row, above: readonly Row[], below: readonly Row[]): JoinedHeader | null {
  if (unclear(header) === 0) return null;
  const isPart = (row: Row) =>
    row.length === header.length && row.includes("") && row.filter((cell) => cell !== "").length > 1 &&
    !row.some((cell) => /^[-+\d.,]*\d[\d.,]*$/.test(cell));
  const upper = leading(above, isPart);
  const lower = leading(below, (row) => isPart(row) && row[0] === "");
  const lines = [...upper.toReversed(), header, ...lower];
  const [last = [], ...others] = lines.toReversed();
  const merged = others.toReversed().map(overEmptyCells);
  const names = last.map((name, i) => {
    const isClear = meaningsOf(name).length > 0 && last.indexOf(name) === last.lastIndexOf(name);
    if (isClear) return name;
    return [...merged.map((row) => row[i] ?? ""), name].filter((part) => part !== "").join(" ");
  });
  if (unclear(names) >= unclear(header)) return null;
  return { names, above: upper.length, below: lower.length };
}

/** How many columns have no name, or one that another column has too. */
function unclear(header: Row): number {
  return header.length - new Set(header.filter((name) => name !== "")).size;
}

function leading(rows: readonly Row[], holds: (row: Row) => boolean): readonly Row[] {
  const end = rows.findIndex((row) => !holds(row));
  return end < 0 ? rows : rows.slice(0, end);
}

/** A merged cell's text stands in the first of its columns. */
function overEmptyCells(row: Row): Row {
  let text = "";
  return row.map((cell) => text = cell === "" ? text : cell);
}
