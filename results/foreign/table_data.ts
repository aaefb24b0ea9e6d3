/**
 * The cells of a table, column by column, as they come: figures as numbers, words as indices into a list of distinct
 * ones. An unknown column with too many distinct words is dropped: it does not name kinds of rows.
 */
import { CsvError } from "../csv.ts";
import { integerText } from "../number_text.ts";
import {
  ambiguousUnits,
  type Comma,
  CommaEvidence,
  type CommaVerdict,
  excuseOf,
  isNotMeasured,
  parseFigure,
  plainNumber,
  withoutGroupingPoints,
  withoutSpread,
} from "./numbers.ts";
import { NumberColumn } from "../table/typed_columns.ts";
import type { Place, PlacedColumn, PlacedColumns } from "./placed_columns.ts";
import { safeText, shownText } from "../safe_text.ts";
import type { Unit } from "./units.ts";

/** A column of numbers; `null` is "not measured". */
export class FigureColumn {
  readonly placed: PlacedColumn;
  readonly #values = new NumberColumn();
  #count = 0;
  readonly #cellUnits = new Map<string, Unit>();
  /** The factors of cells with a unit of their own, of which there are few, and which of them each row has. */
  readonly #factors: number[] = [];
  readonly #factorOf = new NumberColumn();
  readonly #scales = new Map<number, (value: number) => number>();
  /** What cells say for their lack of a number. */
  readonly excuses = new Set<string>();
  /** Whether cells say by `±` how far they may be off. */
  hasSpread = false;

  constructor(placed: PlacedColumn) {
    this.placed = placed;
  }

  /** The units that cells have. */
  get cellUnits(): readonly Unit[] {
    return [...this.#cellUnits.values()];
  }

  /**
   * The numbers as they are, where cells without a unit of their own are in the unit that is wanted, and no others have
   * another; else `null`. They are not copied: whoever changes them changes this column.
   */
  inUnit(factor: number, base = 1): NumberColumn | null {
    return this.#factors.length === 0 && factor / base === 1 ? this.#values : null;
  }

  /** Whether no cell needs a unit from elsewhere. */
  get tellsUnits(): boolean {
    for (let row = 0; row < this.#count; row++) {
      if (this.#values.has(row) && !this.#factorOf.has(row)) return false;
    }
    return true;
  }

  /** Reads the next row's cell. Throws {@linkcode CsvError} for what is not a number of this column. */
  add(cell: string, line: number, comma: Comma | null): void {
    const plain = plainNumber(cell, comma);
    if (plain !== null) {
      this.#values.set(this.#count++, plain);
      return;
    }
    const excuse = excuseOf(cell);
    if (excuse !== null || isNotMeasured(cell)) {
      if (excuse !== null) this.excuses.add(excuse);
      this.#count++;
      return;
    }
    const bare = withoutSpread(cell);
    this.hasSpread ||= bare !== cell;
    const figure = parseFigure(bare, this.placed.dimension, comma);
    const where = `line ${line}, column ${this.placed.name}`;
    if (figure === null || figure.value > LARGEST) {
      throw new CsvError(`${where}: "${shownText(cell)}" ${whyNoNumber(cell, this.placed.dimension, comma)}`);
    }
    if (figure.value < 0) throw new CsvError(`${where}: ${shownText(cell)} is negative`);
    if (figure.unit !== null) {
      const { factor, text } = figure.unit;
      if (!this.#factors.includes(factor)) this.#factors.push(factor);
      this.#factorOf.set(this.#count, this.#factors.indexOf(factor));
      this.#cellUnits.set(text, figure.unit);
    }
    this.#values.set(this.#count++, figure.value);
  }

  /**
   * A row's number, cells without a unit of their own being in units of `factor`.
   *
   * @param base the factor of the unit that is wanted, such as 1e-6 for µs
   */
  at(row: number, factor: number, base = 1): number | null {
    const value = this.#values.at(row);
    if (value === null) return null;
    const own = this.#factorOf.at(row);
    const times = (own === null ? factor : this.#factors[own]!) / base;
    return times === 1 ? value : this.#scale(times)(value);
  }

  /** A multiplication for each of the few factors that a column has. */
  #scale(times: number): (value: number) => number {
    return this.#scales.getOrInsertComputed(times, () => multiplication(times));
  }
}

const FACTOR_DIGITS = 12;

/** `2887.5 × 0.001` without binary rounding: a division by the whole number is exact to the last digit. */
function multiplication(factor: number): (value: number) => number {
  const clean = Number(factor.toPrecision(FACTOR_DIGITS));
  const inverse = Number((1 / clean).toPrecision(FACTOR_DIGITS));
  return clean < 1 && Number.isInteger(inverse) ? (value) => value / inverse : (value) => value * clean;
}

/** Beyond this nothing is counted, and products would be infinite. */
const LARGEST = 1e30;

function whyNoNumber(cell: string, dimension: PlacedColumn["dimension"], comma: Comma | null): string {
  const units = ambiguousUnits(cell, dimension);
  if (units.length > 0) return `could be in ${units.map(({ text }) => text).join(" or in ")}`;
  if (parseFigure(cell, "plain", comma) !== null) return "is more than anything that is counted";
  return comma === "decimal mark" && /^\d{1,3}\.\d{3}$/.test(cell)
    ? `could be ${cell} or ${cell.replace(".", "")}: the commas of this file are decimal marks`
    : "is not a number";
}

/** A column of words, each distinct one kept once. */
export class WordColumn {
  readonly index: number;
  readonly name: string;
  readonly #codes = new Map<string, number>();
  /** The distinct words, in the order in which they first occur; the empty cell is one. */
  readonly words: string[] = [];
  /** Where each row's word is among them. */
  #places = new NumberColumn();
  #count = 0;
  readonly #most: number;

  constructor({ index, name }: Place, most: number) {
    this.index = index;
    this.name = name;
    this.#most = most;
  }

  /** Whether there are too many distinct words to be kinds of rows. */
  get isDropped(): boolean {
    return this.words.length > this.#most;
  }

  add(cell: string): void {
    if (this.isDropped) return;
    let place = this.#codes.get(cell);
    if (place === undefined) {
      place = this.words.length;
      this.#codes.set(cell, place);
      this.words.push(safeText(cell));
    }
    this.#places.set(this.#count++, place);
    if (this.isDropped) this.#places = new NumberColumn();
  }

  at(row: number): string {
    return this.words[this.#places.at(row) ?? -1] ?? "";
  }
}

/** How many distinct words an unknown column may have. */
const MOST_KINDS = 64;
/** A column with more than this is not a list of modes. */
export const MOST_MODES = 100;

export interface Columns {
  readonly figures: readonly FigureColumn[];
  /** Columns that netio has a place for, with the columns' targets. */
  readonly words: readonly { readonly placed: PlacedColumn; readonly column: WordColumn }[];
  readonly modes: readonly WordColumn[];
  readonly unknown: readonly WordColumn[];
  /** What known columns say of how a row was set up, as words. */
  readonly setUps: readonly WordColumn[];
}

/** Each figure of a row takes some ten bytes of memory, and no sweep has so many trials. */
const MOST_ROWS = 1_000_000;

/** Numbers of repeats and the like may be words in some files. */
const NUMBERED: readonly string[] = ["repeat", "trial", "block"];

function isFigure({ dimension, target }: PlacedColumn): boolean {
  return dimension !== "text" && !NUMBERED.includes(target);
}

/** The cells of a table, in columns that are filled row by row. */
export class TableData {
  readonly columns: Columns;
  readonly #wordColumns: readonly WordColumn[];
  /** How many lines of the file are no rows above each row. */
  readonly #linesBetween = new NumberColumn();
  #rowCount = 0;
  readonly #evidence = new CommaEvidence();
  #comma: CommaVerdict | null = null;

  constructor({ known, modes, unknown, setUps }: PlacedColumns) {
    this.columns = {
      figures: known.filter(isFigure).map((placed) => new FigureColumn(placed)),
      words: known.filter((placed) => !isFigure(placed)).map((placed) => ({
        placed,
        column: new WordColumn(placed, Infinity),
      })),
      modes: modes.map((placed) => new WordColumn(placed, MOST_MODES)),
      unknown: unknown.map((column) => new WordColumn(column, MOST_KINDS)),
      setUps: setUps.map((column) => new WordColumn(column, MOST_KINDS)),
    };
    const { words, modes: named, unknown: others, setUps: settings } = this.columns;
    this.#wordColumns = [...words.map(({ column }) => column), ...named, ...others, ...settings];
  }

  get rowCount(): number {
    return this.#rowCount;
  }

  /** The line of the file that a row is in; keeps nothing else of the table. */
  get lineOf(): (row: number) => number {
    const between = this.#linesBetween;
    return (row) => row + (between.at(row) ?? 0);
  }

  /** What was found out about commas. */
  get comma(): CommaVerdict | null {
    return this.#comma;
  }

  /** Unknown columns that hold one word throughout, by name. */
  get constants(): ReadonlyMap<string, string> {
    const constant = this.columns.unknown.filter(({ words: [word = "", ...others] }) =>
      word !== "" && others.length === 0
    );
    return new Map(constant.map(({ name, words }) => [name, words[0]!]));
  }

  /** Learns from rows that are added afterwards; called before the first is added. */
  learn(fields: readonly string[]): void {
    for (const { placed } of this.columns.figures) this.#evidence.learn(fields[placed.index] ?? "");
  }

  /** Adds a row. Throws {@linkcode CsvError} naming the line and column of what can't be read. */
  add(fields: readonly string[], line: number, separator: Parameters<CommaEvidence["verdict"]>[0]): void {
    if (this.rowCount >= MOST_ROWS) {
      throw new CsvError(
        `line ${line}: more than ${
          integerText(MOST_ROWS)
        } rows; split the file, or leave out what is not needed`,
      );
    }
    this.#comma ??= this.#evidence.verdict(separator);
    for (const figure of this.columns.figures) {
      const cell = fields[figure.placed.index] ?? "";
      if (this.#comma === null && cell.includes(",")) {
        this.#evidence.learn(cell);
        this.#comma = this.#evidence.verdict(separator);
      }
      const ungrouped = this.#comma?.pointsGroup ? withoutGroupingPoints(cell) : cell;
      figure.add(ungrouped, line, this.#comma?.comma ?? null);
    }
    for (const column of this.#wordColumns) column.add(fields[column.index] ?? "");
    this.#linesBetween.set(this.#rowCount, line - this.#rowCount);
    this.#rowCount++;
  }
}
