/** Lines as records: a quoted field may continue over line ends, as spreadsheets write it, but not without limit. */
import { CsvError } from "../csv.ts";
import { type Separator, splitFields } from "./fields.ts";
import type { Line } from "./lines.ts";

/** A row's fields, and the line where it begins. */
export interface TableRecord {
  readonly number: number;
  readonly fields: readonly string[];
}

const MOST_LINES = 20;
const MAX_CELL_CHARACTERS = 10_000;

/** Joins lines into records. */
export class RecordReader {
  readonly #separator: Separator;
  #open: { readonly number: number; text: string; lines: number } | null = null;

  constructor(separator: Separator) {
    this.#separator = separator;
  }

  /** Whether a record goes on. */
  get isOpen(): boolean {
    return this.#open !== null;
  }

  /** The record that ends with this line; `null` where it continues. Throws {@linkcode CsvError} for an unclosed quote. */
  push(line: Line): TableRecord | null {
    const open = this.#open;
    const text = open === null ? line.text : `${open.text}\n${line.text}`;
    const number = open?.number ?? line.number;
    const fields = splitFields(text, this.#separator);
    if (fields === "open" && (open?.lines ?? 0) < MOST_LINES) {
      this.#open = { number, text, lines: (open?.lines ?? 0) + 1 };
      return null;
    }
    this.#open = null;
    if (typeof fields === "string") throw lostQuote(number);
    const longest = fields.findIndex((field) => field.length > MAX_CELL_CHARACTERS);
    if (longest >= 0) {
      throw new CsvError(
        `line ${number}, field ${longest + 1}: the cell has ${
          fields[longest]!.length
        } characters, ${MAX_CELL_CHARACTERS} are allowed`,
      );
    }
    return { number, fields };
  }

  /** Discards a record that was begun. */
  drop(): void {
    this.#open = null;
  }

  /** Throws {@linkcode CsvError} where a quote is still open. */
  end(): void {
    if (this.#open !== null) throw lostQuote(this.#open.number);
  }
}

function lostQuote(line: number): CsvError {
  return new CsvError(`line ${line}: a quote (") is missing or misplaced`);
}
