/**
 * Columns that a file has twice for one thing, as `size` beside `message_size` or a throughput in two units: whether they
 * agree. One of them is used; where the other contradicts it, the file does not say which is right.
 */
import { integerText } from "../number_text.ts";
import { shownText } from "../safe_text.ts";
import { ofAllText } from "../words.ts";
import type { Target } from "./column_names.ts";
import type { NameOf } from "./foreign_row.ts";
import { countedIn } from "./header_name.ts";
import {
  type CommaVerdict,
  excuseOf,
  isNotMeasured,
  parseFigure,
  withoutGroupingPoints,
  withoutSpread,
} from "./numbers.ts";
import type { PlacedColumn } from "./placed_columns.ts";

/** A planned and a measured duration differ, as do numbers of runs. */
const DIFFERING: readonly Target[] = ["duration_s", "repeat", "trial", "block"];

/** Words for figures of one thing that are none of one value. */
const STATISTIC = /median|weighted|min(?!ute)|max|one[ _-]?way/i;

const SAME = 1.01;

/** Two columns of one thing, and the rows so far. */
interface Double {
  readonly columns: readonly [PlacedColumn, PlacedColumn];
  rows: number;
  differing: number;
  first: { readonly line: number; readonly cells: readonly [string, string] } | null;
}

/** Compares columns of one thing, row by row as they come. */
export class Doubles {
  readonly #doubles: readonly Double[];

  /** @param columns those that netio has a place for, also where another has taken it */
  constructor(columns: readonly PlacedColumn[]) {
    const figures = columns.filter(({ target, dimension }) =>
      dimension !== "text" && !DIFFERING.includes(target)
    );
    const groups = Map.groupBy(
      figures,
      ({ target, side, isRoundTrip, name }) =>
        [target, side, isRoundTrip, countedIn(name), STATISTIC.exec(name)?.[0].toLowerCase()].join(" "),
    );
    this.#doubles = [...groups.values()].flatMap(([first, ...others]) =>
      others.map((other): Double => ({ columns: [first!, other], rows: 0, differing: 0, first: null }))
    );
  }

  /** The next row. */
  add(fields: readonly string[], line: number, verdict: CommaVerdict | null): void {
    for (const double of this.#doubles) {
      const [one, other] = double.columns.map((column) =>
        readCell(fields[column.index] ?? "", column, verdict)
      );
      if (!one || !other) continue;
      double.rows++;
      if (one.least <= SAME * other.most && other.least <= SAME * one.most) continue;
      double.differing++;
      double.first ??= { line, cells: [one.cell, other.cell] };
    }
  }

  /** Those that contradict each other, in sentences. */
  notes(nameOf: NameOf): string[] {
    return this.#doubles.flatMap(({ columns, rows, differing, first }) => {
      if (first === null) return [];
      const [one, other] = columns, used = nameOf(one.target);
      const where = ofAllText(differing, rows, "row");
      return [
        `columns ${one.name} and ${other.name} could both be ${one.target}, and contradict each other in ${where} ` +
        `(line ${integerText(first.line)}: ${first.cells.join(" and ")}): ${used} is used`,
      ];
    });
  }
}

/** What was rounded, or cut off, to a cell, in netio's unit. */
interface CellFigure {
  readonly least: number;
  readonly most: number;
  readonly cell: string;
}

/** What a cell says; `null` where it has no number above 0, or its unit is not given. */
function readCell(
  cell: string,
  { dimension, units }: PlacedColumn,
  verdict: CommaVerdict | null,
): CellFigure | null {
  if (isNotMeasured(cell) || excuseOf(cell) !== null) return null;
  const bare = withoutSpread(verdict?.pointsGroup ? withoutGroupingPoints(cell) : cell);
  const figure = parseFigure(bare, dimension, verdict?.comma ?? null);
  if (figure === null || figure.value <= 0) return null;
  const [named, ...others] = figure.unit === null ? units : [figure.unit];
  const needsUnit = dimension === "rate" || dimension === "time";
  if (others.length > 0 || (named === undefined && needsUnit)) return null;
  const factor = named?.factor ?? 1;
  const mark = verdict?.comma === "decimal mark" ? "," : ".";
  const [digits = "", exponent = "0"] = bare.split(/e(?=[-+]?\d)/i);
  const decimals = /^\d+/.exec(digits.split(mark)[1] ?? "")?.[0].length ?? 0;
  const isExact = !needsUnit && factor === 1 && decimals === 0 && exponent === "0";
  const value = figure.value * factor, digit = isExact ? 0 : factor * 10 ** (parseInt(exponent) - decimals);
  return { least: value - digit / 2, most: value + digit, cell: shownText(cell) };
}
