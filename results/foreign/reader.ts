/**
 * Reads the results of other people's programs as result rows: the way into this folder, and through it.
 *
 * bytes → text (`decoder.ts`) → lines (`lines.ts`) → a header (`header.ts`) with records below it (`records.ts`) → columns
 * of cells (`table_reader.ts`, `table_data.ts`) → rows in netio's units (`table_rows.ts`, `unit_choice.ts`) → what their
 * figures say together (`checks.ts`). What authors put above, between and into the rows has files of its own: headers of
 * several lines (`header_lines.ts`), a column for each mode (`wide.ts`) or a title (`titles.ts`), merged cells
 * (`merged_cells.ts`), units in columns (`unit_columns.ts`), two columns of one thing (`doubles.ts`), size and threads in
 * the file's name (`name_keys.ts`), tables of other things (`other_tables.ts`), averages and warm-ups (`totals.ts`). JSON
 * (`json_text.ts`) and netperf's output (`netperf.ts`) have readers of their own.
 *
 * There is no format to cite: encodings, separators, header names, mode names and units differ from author to author.
 * `column_names.ts` has the names that are understood; what is missing stays `null`, and the notes say so. A file is
 * pushed in chunk by chunk, and only its figures are kept.
 */
import { CsvError } from "../csv.ts";
import { checkRows } from "./checks.ts";
import { Decoder, HEAD_BYTES } from "./decoder.ts";
import { type ForeignContent, unusedNote } from "./foreign_row.ts";
import { findHeader } from "./header.ts";
import { JsonText } from "./json_text.ts";
import { type Line, LineSplitter } from "./lines.ts";
import { isNetperf, NetperfReader } from "./netperf.ts";
import { noTableByBytes, noTableByText } from "./no_table.ts";
import { TableReader } from "./table_reader.ts";

export interface ForeignResults extends ForeignContent {
  /** Those of the notes that ask what further files may answer. */
  readonly openNotes: readonly string[];
}

const LEAD_CHARACTERS = 1024;
/** What becomes of more would outlive two collections of young objects, and be garbage among the old ones. */
const DECODED_BYTES = 16 * 1024;
/** An object, or an array of objects or arrays: `[ ID]` is iperf's text. */
const JSON_START = /^\s*(\{|\[\s*[[{])/;
/** As many tell what they are not. */
const LINES_RECOGNISED = 200;

/** Reads a file that comes in chunks, from its start. Every method throws {@linkcode CsvError} naming what is wrong. */
export class ForeignReader {
  readonly #decoder = new Decoder();
  #isFirst = true;
  /** The text so far, while there is too little to tell JSON from lines. */
  #lead: string | null = "";
  #json: JsonText | null = null;
  readonly #splitter = new LineSplitter();
  /** The lines so far, while there are too few to find a header. */
  readonly #head: Line[] = [];
  #headCharacters = 0;
  #lines: TableReader | NetperfReader | null = null;

  readonly #fileName: string;

  /** @param fileName may say what mode, size and thread count a table is of that has no columns for them */
  constructor(fileName = "") {
    this.#fileName = fileName;
  }

  /** The next bytes; the first should be {@linkcode HEAD_BYTES} or all there are. */
  push(bytes: Uint8Array): void {
    const other = this.#isFirst ? noTableByBytes(bytes) : null;
    if (other !== null) throw new CsvError(other);
    this.#isFirst = false;
    for (let at = 0; at < bytes.length; at += DECODED_BYTES) {
      this.#pushText(this.#decoder.decode(bytes.subarray(at, at + DECODED_BYTES)));
    }
  }

  end(): ForeignResults {
    this.#pushText(this.#decoder.decode(undefined, true));
    const content = this.#content();
    const { found, open } = checkRows(content.rows, content.nameOf);
    return {
      ...content,
      notes: [...content.notes, ...unusedNote(content.unused), ...found, ...open],
      openNotes: open,
    };
  }

  #pushText(text: string): void {
    if (this.#lead === null) return this.#pushKnown(text);
    this.#lead += text;
    if (this.#lead.length >= LEAD_CHARACTERS) this.#start(this.#lead);
  }

  #start(lead: string): void {
    this.#lead = null;
    if (JSON_START.test(lead)) this.#json = new JsonText();
    this.#pushKnown(lead);
  }

  #pushKnown(text: string): void {
    if (this.#json !== null) return this.#json.push(text);
    for (const line of this.#splitter.push(text)) {
      if (this.#lines !== null) this.#lines.push(line);
      else this.#head.push(line);
    }
    this.#headCharacters += text.length;
    if (this.#lines === null && this.#headCharacters > HEAD_BYTES && this.#head.length > 1) {
      this.#recognise(this.#head.splice(0), false, false);
    }
  }

  #content(): ForeignContent {
    if (this.#lead !== null) this.#start(this.#lead);
    if (this.#json !== null) return this.#json.end();
    const last = this.#splitter.end();
    if (this.#lines === null) {
      return this.#recognise(last === null ? this.#head : [...this.#head, last], true, last !== null).end();
    }
    const reader = this.#lines;
    this.#lines = null; // what it has read is done with when it has made rows of it
    if (last !== null) reader.pushUnterminated(last);
    return reader.end();
  }

  /** Looks at the first lines, and passes them to the reader for them. */
  #recognise(lines: readonly Line[], isWhole: boolean, isLastOpen: boolean): TableReader | NetperfReader {
    const text = lines.slice(0, LINES_RECOGNISED).map((line) => line.text).join("\n");
    const other = noTableByText(text);
    if (other !== null) throw new CsvError(other);
    const header = isNetperf(text) ? null : findHeader(lines, this.#fileName, isWhole);
    const reader = header === null ? new NetperfReader() : new TableReader(header);
    for (const [i, line] of lines.entries()) {
      if (header !== null && i < header.used) continue;
      if (isLastOpen && i === lines.length - 1) reader.pushUnterminated(line);
      else reader.push(line);
    }
    return this.#lines = reader;
  }
}
