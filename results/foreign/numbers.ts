/**
 * Numbers as tables write them: `1.6e+11`, `.76`, `1,234,567`, `5,758289`, `64KB`, `7.3 Gbps`.
 *
 * A comma is a decimal mark or separates thousands, one of them throughout a file; the cells themselves show which.
 */
import type { Dimension } from "./column_names.ts";
import { CsvError } from "../csv.ts";
import type { Separator } from "./records.ts";
import { shownText } from "../safe_text.ts";
import { plainUnits, type Unit, unitsOf } from "./units.ts";

/** What the commas of a file's numbers are. */
export type Comma = "decimal mark" | "thousands";

/** Cells that programs and spreadsheets write where they have no number; `<not` is perf's mark, cut at its blank. */
const NOT_MEASURED =
  /^(<.*|not (supported|counted|available|measured)|n\/?a|null|none|nil|undefined|missing|-+|[–—?*]+|[-+]?nan(\(.*\))?|[-+]?inf(inity)?|#(n\/a|div\/0!|ref!|value!|num!|name\?|null!))?$/i;

/** Whether a cell says that it has no value. */
export function isNotMeasured(cell: string): boolean {
  return NOT_MEASURED.test(cell);
}

/** What programs write about a run that failed; `no error` and `0 failed` are not failures. */
const FAILED =
  /^(?!(no|0)\b).*(fail|\berr(or)?|not ok|invalid|abort|exception|refused|time.?out|kill|crash)/i;

/** Whether text says that a run failed. */
export function saysFailed(text: string): boolean {
  return FAILED.test(text);
}

/** -1 in 64 bits, without its sign. */
const UNSIGNED_MINUS_ONE = "18446744073709551615";

/**
 * What a cell says for its lack of a number: `<not` is perf's `<not supported>`, cut at its blank, -1 what C programs
 * write for no value, and there are words of failure. `null` for any other cell.
 */
export function excuseOf(cell: string): string | null {
  if (/^<not?$/i.test(cell)) return "<not";
  if (/^-1([.,]0+)?$/.test(cell)) return "-1";
  if (cell === UNSIGNED_MINUS_ONE) return cell;
  return saysFailed(cell) ? shownText(cell) : null;
}

/** In threes, or as in India: `12,34,567`. */
const GROUPED = /^[-+]?(\d{1,3}(,\d{3})+|\d{1,2}(,\d{2})+,\d{3})(\.\d+)?(e[-+]?\d+)?$/i;
const MORE_THAN_A_MARK =
  /^[-+]?(\d{1,3}(,\d{3}){2,}(\.\d+)?|\d{1,2}(,\d{2})+,\d{3}(\.\d+)?|\d{1,3},\d{3}\.\d+)(e[-+]?\d+)?$/i;
/** A point that sets no thousands apart. */
const DECIMAL_POINT = /^[-+]?(\d*\.(\d{1,2}|\d{4,})|0?\.\d{3}|\d{4,}\.\d{3})(?![\d.,])/;
/** Points that can only set thousands apart: `1.234.567`, `1.234,5`. */
const GROUPING_POINTS = /^[-+]?\d{1,3}((\.\d{3}){2,}|(\.\d{3})+,\d+)(?![\d.])/;
const NUMBER_WITH_COMMAS = /^[-+]?[\d.]*,[\d,.]*(e[-+]?\d+)?/i;

export interface CommaVerdict {
  readonly comma: Comma;
  /** Whether points set thousands apart wherever they can: `1.024` is 1024. */
  readonly pointsGroup: boolean;
  /** The sentence that says so. */
  readonly note: string;
}

/** The same cell without the points that set thousands apart. */
export function withoutGroupingPoints(cell: string): string {
  return cell.replace(/^[-+]?\d{1,3}(\.\d{3})+(?![\d.])/, (number) => number.replaceAll(".", ""));
}

/** What cells with commas reveal about the commas of a file. */
export class CommaEvidence {
  #grouped: string | null = null;
  #decimal: string | null = null;
  #either: string | null = null;
  #point: string | null = null;
  #points: string | null = null;

  /** Learns from a cell of a column of numbers. */
  learn(written: string): void {
    const cell = withoutBlanks(written);
    if (DECIMAL_POINT.test(cell)) this.#point ??= cell;
    if (GROUPING_POINTS.test(cell)) this.#points ??= cell;
    const [number] = cell.match(NUMBER_WITH_COMMAS) ?? [];
    if (number === undefined) return;
    if (MORE_THAN_A_MARK.test(number)) this.#grouped ??= number;
    else if (GROUPED.test(number) && !/^[-+]?0/.test(number)) this.#either ??= number;
    else this.#decimal ??= number;
  }

  /**
   * What the commas are, and the sentence that says so; `null` without any. Where `1,234` is all there is, points tell, or
   * the separator: tables are separated by semicolons because their numbers hold commas. Throws {@linkcode CsvError}
   * where cells contradict each other.
   */
  verdict(separator: Separator): CommaVerdict | null {
    const pointsGroup = this.#points !== null && this.#point === null;
    if (this.#grouped !== null && this.#decimal !== null) {
      throw new CsvError(
        `in ${shownText(this.#grouped)} commas set thousands apart, in ${
          shownText(this.#decimal)
        } the comma is a decimal mark: write all numbers one way`,
      );
    }
    if (this.#grouped !== null) {
      return {
        comma: "thousands",
        pointsGroup: false,
        note: `commas in numbers set thousands apart (${shownText(this.#grouped)})`,
      };
    }
    const grouping = pointsGroup ? `points in numbers set thousands apart (${shownText(this.#points!)})` : "";
    if (this.#decimal !== null) {
      const decimal = `commas in numbers are decimal marks (${shownText(this.#decimal)})`;
      return { comma: "decimal mark", pointsGroup, note: pointsGroup ? `${decimal}, ${grouping}` : decimal };
    }
    if (pointsGroup) return { comma: "decimal mark", pointsGroup, note: grouping };
    if (this.#either === null) return null;
    const comma: Comma = separator === "," || this.#point !== null ? "thousands" : "decimal mark";
    const why = separator === ","
      ? "commas separate the fields too"
      : this.#point !== null
      ? `points are decimal marks (${shownText(this.#point)})`
      : "the fields are separated otherwise";
    const meaning = comma === "thousands" ? "commas that set thousands apart" : "decimal marks";
    return {
      comma,
      pointsGroup: false,
      note: `commas as in ${shownText(this.#either)} are taken for ${meaning}, since ${why}`,
    };
  }
}

/** A number of up to so many digits is exact before the division, so the quotient is the nearest double. */
const MOST_DIGITS = 15;
const POWERS_OF_TEN = Array.from({ length: MOST_DIGITS + 1 }, (_, k) => 10 ** k);
const POINT = ".".charCodeAt(0), ZERO = "0".charCodeAt(0);

/**
 * The value of digits with or without a point between them, as nearly all cells are, about which no rule on marks, units
 * and words has a say; `null` for all that {@linkcode parseFigure} reads.
 */
export function plainNumber(cell: string, comma: Comma | null): number | null {
  if (comma === "decimal mark") return null;
  let mantissa = 0, digits = 0, wholes = -1;
  for (let i = 0; i < cell.length; i++) {
    const digit = cell.charCodeAt(i) - ZERO;
    if (digit >= 0 && digit <= 9) {
      mantissa = 10 * mantissa + digit;
      digits++;
    } else if (digit === POINT - ZERO && wholes < 0) wholes = digits;
    else return null;
  }
  if (wholes < 0) wholes = digits;
  else if (wholes === 0 || wholes === digits) return null;
  return digits === 0 || digits > MOST_DIGITS ? null : mantissa / POWERS_OF_TEN[digits - wholes]!;
}

export interface Figure {
  readonly value: number;
  /** The unit that the cell itself has. */
  readonly unit: Unit | null;
}

/** How far a figure may be off, behind it: `9.41 ± 0.12 Gbps`. */
const SPREAD = /\s*(±|\+\/-)\s*[\d.,]+(e[-+]?\d+)?\s*%?/i;

/** A cell without what it says of its spread. */
export function withoutSpread(cell: string): string {
  return cell.replace(SPREAD, " ").trim();
}

const LONGEST_UNIT = 20;

/** Minutes and seconds, `0:10.02`, of /usr/bin/time; `12:04` may be a time of day. */
const CLOCK = /^(\d{1,4}):(\d{2}\.\d+)$/;
const SECONDS: Unit = { text: "s", dimension: "time", factor: 1 };

const PLAIN = /^([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)\s*(\D.*)?$/i;

/** A cell of a column of numbers; `null` where it is not a number, or its unit is not one of the column's. */
export function parseFigure(cell: string, dimension: Dimension, comma: Comma | null): Figure | null {
  const [, minutes, seconds] = (dimension === "time" ? CLOCK.exec(cell) : null) ?? [];
  if (minutes !== undefined) return { value: 60 * Number(minutes) + Number(seconds), unit: SECONDS };
  const [, number, word = ""] = withPoint(cell, comma)?.match(PLAIN) ?? [];
  const value = Number(number ?? NaN);
  if (!Number.isFinite(value)) return null;
  if (word === "") return { value, unit: null };
  if (word.length > LONGEST_UNIT) return null;
  const [unit, ...others] = unitsOfCell(word, dimension);
  return unit === undefined || others.length > 0 ? null : { value, unit };
}

/** `8.1B` of a count is billions, for nothing that is counted is in bytes. */
function unitsOfCell(word: string, dimension: Dimension): Unit[] {
  const plain = plainUnits(word).trim();
  const unit = dimension === "count" && /^b$/i.test(plain) ? "bn" : plain;
  return unitsOf(unit).filter((known) => known.dimension === dimension);
}

/** The units between which a cell leaves the choice: `mb/s` may be of bits or bytes. */
export function ambiguousUnits(cell: string, dimension: Dimension): readonly Unit[] {
  const units = unitsOfCell(cell.replace(/^[-+\d.,]+\s*/, ""), dimension);
  return units.length > 1 ? units : [];
}

/** Without what sets thousands apart and is neither point nor comma. */
function withoutBlanks(cell: string): string {
  return cell.replace(/(?<=\d)[ _\u00a0\u2009\u202f'’](?=\d{3}(?!\d))/g, "");
}

/** The same number with a point as its decimal mark and nothing between thousands. */
function withPoint(cell: string, comma: Comma | null): string | null {
  const close = withoutBlanks(cell);
  if (!close.includes(",") && comma !== "decimal mark") return close;
  const [number = "", rest = ""] = [close.match(/^[-+\d.,]*/)?.[0], close.replace(/^[-+\d.,]*/, "")];
  if (comma !== "decimal mark") return GROUPED.test(number) ? number.replaceAll(",", "") + rest : null;
  if (/^[-+]?\d{1,3}\.\d{3}$/.test(number)) return null;
  const isGrouped = /^[-+]?\d{1,3}((\.\d{3})+,\d*|(\.\d{3}){2,})$/.test(number);
  const ungrouped = isGrouped ? number.replaceAll(".", "") : number;
  return /,.*,/.test(ungrouped) ? null : ungrouped.replace(",", ".") + rest;
}
