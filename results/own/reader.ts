/**
 * Reads a `trials.csv` of any length, chunk by chunk, into typed columns: bytes become numbers without becoming text.
 *
 * The rules are those of `csv.ts`, which writes such files: RFC 4180, the columns of {@linkcode TRIAL_COLUMNS} by their
 * names in any order, unknown columns ignored.
 */
import { parse } from "@std/csv";
import { type ResultRow, SCHEMA_VERSION } from "../columns.ts";
import { CsvError } from "../csv.ts";
import { shownText } from "../safe_text.ts";
import { countText } from "../words.ts";
import { FieldScanner, INCOMPLETE } from "./field_scanner.ts";
import type { Rows } from "../table/rows.ts";
import { PLACES, rowViews, type TypedTable, typedTable } from "../table/row_view.ts";
import { NumberColumn, textOf } from "../table/typed_columns.ts";

/** What every row of netio's own must have; a file without these columns is somebody else's. */
export const OWN_COLUMNS = ["schema", "status", "mode", "message_bytes", "threads"] as const;

/** Nothing longer is a row; memory use never grows beyond it. */
const MAX_ROW_BYTES = 1 << 20;

const LEAST_BUFFER = 64 * 1024;

const LINE_END = 0x0a;

const MISPLACED_QUOTE = 'a quote (") is missing or misplaced';

/**
 * The rows of the whole lines of a file: a last line without its line end was being written when the sweep died.
 *
 * @throws CsvError naming line and column
 */
export function wholeRows(bytes: Uint8Array): ResultRow[] {
  const reader = new OwnReader();
  reader.push(bytes.subarray(0, bytes.lastIndexOf(LINE_END) + 1));
  return [...reader.end().rows];
}

/** Reads a file that is pushed in from its start. Every method throws {@linkcode CsvError} naming line and column. */
export class OwnReader {
  readonly #table: TypedTable = typedTable();
  readonly #required = OWN_COLUMNS.map((name) => ({ name, column: this.#column(name) }));
  readonly #schema = this.#column("schema");
  readonly #interleave = this.#column("interleave");
  /** The columns of the file's fields; `null` for unknown ones. */
  #fields: readonly (TypedTable[number] | null)[] | null = null;
  #names: readonly string[] = [];
  /** Begins with the bytes of a record that is not whole yet. */
  #buffer = new Uint8Array(LEAST_BUFFER);
  #restLength = 0;
  #rowCount = 0;

  /** The next bytes. */
  push(bytes: Uint8Array): void {
    const length = this.#restLength + bytes.length;
    if (length > this.#buffer.length) {
      const larger = new Uint8Array(2 * length);
      larger.set(this.#rest);
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.#restLength);
    const end = this.#take(this.#buffer.subarray(0, length), false);
    if (length - end > MAX_ROW_BYTES) {
      throw new CsvError(`line ${this.#line} is longer than a million characters, or a quote (") is missing`);
    }
    this.#buffer.copyWithin(0, end, length);
    this.#restLength = length - end;
  }

  get #rest(): Uint8Array {
    return this.#buffer.subarray(0, this.#restLength);
  }

  /** The rows of the whole file. */
  end(): { readonly rows: Rows; readonly notes: string[] } {
    const notes: string[] = [];
    const isTorn = this.#fields !== null && !this.#rest.includes(LINE_END);
    try {
      this.#take(this.#rest, true);
    } catch (error) {
      // A last line without its line end was being written when the sweep died.
      if (!(error instanceof CsvError) || !isTorn) throw error;
      notes.push("the last line was cut off and is left out");
    }
    if (this.#rowCount === 0) notes.push("no trial has been written yet");
    return { rows: rowViews(this.#table, this.#rowCount), notes };
  }

  get #line(): number {
    return this.#rowCount + 2;
  }

  /** Reads the records that are whole; gives where the first begins that is not. */
  #take(bytes: Uint8Array, isEnd: boolean): number {
    let at = 0;
    if (this.#fields === null) {
      const end = bytes.indexOf(LINE_END);
      if (end < 0 && !isEnd) return 0;
      at = end < 0 ? bytes.length : end + 1;
      this.#readHeader(textOf(bytes, 0, at));
    }
    const scanner = new FieldScanner(bytes, isEnd);
    while (at < bytes.length) {
      const next = this.#readRow(scanner, at);
      if (next === INCOMPLETE) return at;
      at = next;
    }
    return at;
  }

  #readHeader(line: string): void {
    const names = headerNames(line.replace(/^\uFEFF/, ""));
    this.#names = names;
    this.#fields = names.map((name) => this.#table[PLACES.get(name) ?? -1] ?? null);
  }

  /** Gives where the next record begins. */
  #readRow(scanner: FieldScanner, start: number): number {
    const fields = this.#fields!;
    if (scanner.isBlankLine(start)) return scanner.endOfBlankLine(start);
    let count = 0, isLast = false;
    for (let at = start; !isLast; count++) {
      const empty = scanner.emptyFieldsAt(at);
      count += empty;
      at += empty;
      const field = fields[count] ?? null;
      if (!scanner.scan(at, field instanceof NumberColumn)) {
        if (scanner.problem === "quote") {
          throw new CsvError(`line ${this.#line}: ${MISPLACED_QUOTE}`);
        }
        return INCOMPLETE;
      }
      if (field !== null && !scanner.isEmpty) this.#setField(scanner, field, count);
      isLast = scanner.isLast;
      at = scanner.next;
    }
    if (count !== fields.length) {
      throw new CsvError(
        `line ${this.#line} has ${countText(count, "field")}, the header has ${fields.length}`,
      );
    }
    this.#check();
    this.#rowCount++;
    return scanner.next;
  }

  #setField(scanner: FieldScanner, field: TypedTable[number], index: number): void {
    if (!(field instanceof NumberColumn)) {
      field.setBytes(this.#rowCount, scanner.bytes, scanner.from, scanner.to);
      return;
    }
    if (!scanner.isNumber) {
      const text = shownText(textOf(scanner.bytes, scanner.from, scanner.to));
      throw new CsvError(`line ${this.#line}, column ${this.#names[index]}: "${text}" is not a number`);
    }
    field.setFirstOf(this.#rowCount, scanner.number);
  }

  /** What every row must have. */
  #check(): void {
    const row = this.#rowCount;
    for (const { name, column } of this.#required) {
      if (!column.has(row)) throw new CsvError(`line ${this.#line}, column ${name}: the field is empty`);
    }
    const schema = this.#schema.at(row);
    if (schema !== SCHEMA_VERSION) {
      throw new CsvError(`line ${this.#line}: schema ${schema}, this netio reads schema ${SCHEMA_VERSION}`);
    }
    // Files of versions that had only this have no such column.
    if (!this.#interleave.has(row)) this.#interleave.set(row, "trials" as never);
  }

  #column(name: keyof ResultRow): TypedTable[number] {
    return this.#table[PLACES.get(name)!]!;
  }
}

function headerNames(line: string): readonly string[] {
  try {
    return parse(line)[0] ?? [];
  } catch {
    throw new CsvError(`line 1: ${MISPLACED_QUOTE}`);
  }
}
