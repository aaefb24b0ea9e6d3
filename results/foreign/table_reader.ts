/**
 * Reads a table line by line below its header: leaves out comments, the header again, totals and a last line that was
 * cut off, and says so.
 */
import { CsvError } from "../csv.ts";
import { shownText } from "../safe_text.ts";
import { countText } from "../words.ts";
import { type ForeignContent, sentences, withoutColumns } from "./foreign_row.ts";
import { Doubles } from "./doubles.ts";
import { type FoundHeader, isComment, isSameHeader } from "./header.ts";
import { LastCells } from "./last_cells.ts";
import type { Line } from "./lines.ts";
import { MergedCells } from "./merged_cells.ts";
import { nameKeysNote } from "./name_keys.ts";
import { OtherTables } from "./other_tables.ts";
import { keyColumns, placeColumns } from "./placed_columns.ts";
import { RecordReader, type TableRecord } from "./records.ts";
import { TableData } from "./table_data.ts";
import { rowsOfTable } from "./table_rows.ts";
import { Texts } from "./texts.ts";
import { Titles } from "./titles.ts";
import { Totals } from "./totals.ts";
import { unitColumns } from "./unit_columns.ts";
import { captionIn, type WideTable, wideTable } from "./wide.ts";

/** Rows that are examined before the first is read, to find out what their commas mean. */
const SAMPLE_ROWS = 200;

const MOST_TOTALS = 20;

function isNumber(cell: string): boolean {
  return /^[-+]?[\d.,]*\d[\d.,]*(e[-+]?\d+)?$/i.test(cell);
}

/** A table whose lines are pushed in, and its notes. */
export class TableReader {
  readonly #header: FoundHeader;
  readonly #records: RecordReader;
  readonly #wide: WideTable | null;
  readonly #titles: Titles | null;
  readonly #withUnits: (fields: readonly string[]) => readonly string[];
  readonly #merged: MergedCells;
  readonly #keyIndexes: readonly number[];
  readonly #totals: Totals;
  readonly #data: TableData;
  readonly #doubles: Doubles;
  readonly #notes: string[];
  #sample: TableRecord[] | null = [];
  readonly #sizeIndexes: readonly number[];
  /** Rows without size and thread count: totals, whatever they are called, if no other row follows. */
  #keyless: TableRecord[] = [];
  readonly #lastCells = new LastCells();
  #left = { comments: 0, headers: 0, totals: 0, warmUps: 0 };
  readonly #texts = new Texts();
  readonly #others: OtherTables;

  constructor(header: FoundHeader) {
    this.#wide = wideTable(header.fields, header.nameKeys.map(({ column }) => column), header.caption);
    this.#titles = header.title === null ? null : new Titles(header.title);
    const { header: columns, withUnits } = unitColumns(this.#wide?.header ?? header.fields);
    this.#withUnits = withUnits;
    const added = [...header.nameKeys.map(({ column }) => column), ...this.#titles === null ? [] : ["mode"]];
    const placed = placeColumns([...columns, ...added], header.line);
    this.#header = header;
    this.#records = new RecordReader(header.separator);
    this.#data = new TableData(placed);
    this.#doubles = new Doubles(placed.named);
    const sizes = placed.known.filter(({ target }) => /^(message_bytes|field_size|threads)$/.test(target));
    this.#sizeIndexes = sizes.map(({ index }) => index);
    const modes = placed.modes.map(({ index }) => index);
    const repeats = placed.known.filter(({ target }) => target === "repeat").map(({ index }) => index);
    this.#keyIndexes = [...modes, ...this.#sizeIndexes];
    this.#totals = new Totals({
      modes,
      sizes: this.#sizeIndexes,
      repeats,
      unknown: placed.unknown.map(({ index }) => index),
    });
    this.#merged = new MergedCells(this.#keyIndexes);
    this.#others = new OtherTables(header);
    this.#notes = sentences(
      header.skipped > 0 && `${countText(header.skipped, "line")} above the header left out`,
      header.note ?? false,
      this.#wide !== null && this.#wide.note,
      this.#titles !== null && this.#titles.note,
      nameKeysNote(header.nameKeys) ?? false,
      ...placed.notes,
    );
  }

  /** Reads one line. Throws {@linkcode CsvError} naming line and column for what can't be read. */
  push(line: Line): void {
    if (this.#header.separator !== "|") return this.#pushLine(line);
    for (const own of this.#others.without(line)) this.#pushLine(own);
  }

  #pushLine(line: Line): void {
    if (!this.#records.isOpen) {
      if (line.text.trim() === "") return;
      if (isComment(line.text)) {
        this.#titles?.take(line);
        this.#refuseOtherCaption(line);
        this.#left.comments++;
        return;
      }
      if (this.#header.separator === "|" && !line.text.includes("|")) return this.#leaveText(line);
    }
    const record = this.#records.push(line);
    if (record === null) return;
    if (this.#isText(record)) this.#leaveText(line);
    else this.take(record);
  }

  /** Whether a line is shorter than a row and without a figure, as programs say what they do, and authors what they found. */
  #isText({ fields }: TableRecord): boolean {
    return fields.findLastIndex((field) => field !== "") + 1 < this.#fieldCount() && !fields.some(isNumber) &&
      keyColumns(fields).keys < 2;
  }

  /** Throws {@linkcode CsvError} where the columns below a line hold something else than those above. */
  #refuseOtherCaption({ number, text }: Line): void {
    const caption = this.#wide === null ? null : this.#header.caption;
    const other = caption === null ? null : captionIn([text]);
    if (other === null || other === caption) return;
    throw new CsvError(
      `line ${number}: "${shownText(other)}" begins another table than that of "${
        shownText(caption!)
      }": put it into a file of its own`,
    );
  }

  #leaveText(line: Line): void {
    this.#titles?.take(line);
    this.#refuseOtherCaption(line);
    this.#texts.leave(line, this.#data.rowCount + (this.#sample?.length ?? 0) + this.#keyless.length);
  }

  /** Reads the last line, which has no line end: the program may have died while it wrote it. */
  pushUnterminated(line: Line): void {
    if (line.text.trim() === "" || isComment(line.text) || this.#records.isOpen) return this.push(line);
    if (this.#header.separator === "|") {
      const own = [...this.#others.without(line), ...this.#others.end()];
      for (const before of own.filter((one) => one !== line)) this.#pushLine(before);
      if (!own.includes(line)) return;
    }
    const text = line.text.replace(/\uFFFD+$/, "");
    const record = this.#records.push({ number: line.number, text });
    const hasOthers = this.#data.rowCount + (this.#sample?.length ?? 0) > 0;
    if ((record === null || record.fields.length < this.#fieldCount()) && hasOthers) {
      this.#notes.push(`the last line (${line.number}) was cut off and is left out`);
      this.#records.drop();
      return;
    }
    if (record === null) return;
    const doubt = text === line.text ? this.#lastCells.doubtOf(record) : "it ends within a character";
    if (doubt !== null) {
      this.#notes.push(`the last line (${line.number}) has no line end and may be cut off: ${doubt}`);
    }
    this.take(record);
  }

  /** The rows, when everything has been pushed. Throws {@linkcode CsvError} where they are none, or lack what rows need. */
  end(): ForeignContent {
    for (const own of this.#others.end()) this.#pushLine(own);
    this.#records.end();
    this.#flush();
    this.#left.totals += this.#keyless.length;
    const { comments, headers, totals, warmUps } = this.#left;
    const merged = this.#merged.note();
    const { rowCount, comma } = this.#data;
    if (rowCount === 0 && totals > 0) {
      const all = countText(totals, "row");
      throw new CsvError(`${all} of totals or averages, and no others: netio needs the single runs`);
    }
    if (rowCount === 0 && this.#texts.first !== null) {
      const columns = countText(this.#fieldCount(), "column");
      throw new CsvError(`no line below the header has its ${columns} (${this.#texts.first})`);
    }
    const notes = sentences(
      ...this.#notes,
      comments > 0 && `${countText(comments, "comment line")} left out`,
      this.#texts.note ?? false,
      this.#others.note ?? false,
      headers > 0 && `the header is repeated among the rows (${countText(headers, "time")}): left out`,
      totals > 0 && `${countText(totals, "row")} of totals or averages left out`,
      warmUps > 0 && `${countText(warmUps, "row")} of warm-ups left out`,
      merged ?? false,
      comma !== null && comma.note,
    );
    if (rowCount === 0) return withoutColumns({ rows: [], notes, lineOf: () => NaN });
    const read = rowsOfTable(this.#data);
    this.#texts.check(read.rows);
    return { ...read, notes: [...notes, ...this.#doubles.notes(read.nameOf), ...read.notes] };
  }

  #fieldCount(): number {
    return this.#header.fields.findLastIndex((name) => name !== "") + 1;
  }

  /** The record with as many fields as the header has names; empty ones too many or too few say nothing. */
  #fitted({ number, fields }: TableRecord): TableRecord {
    const [names, filled] = [this.#header.fields.length, fields.findLastIndex((field) => field !== "") + 1];
    if (filled > names || fields.length < this.#fieldCount()) {
      const hint = filled > names && this.#header.separator === ","
        ? "; numbers with commas in them need quotes or another separator"
        : "";
      throw new CsvError(
        `line ${number} has ${countText(fields.length, "field")}, the header has ${names}${hint}`,
      );
    }
    return { number, fields: fields.slice(0, names) };
  }

  /** Reads one record of a table. Throws as {@linkcode push}. */
  take(raw: TableRecord): void {
    if (this.#isHeaderAgain(raw)) {
      this.#titles?.startTable(raw.number);
      this.#left.headers++;
      return;
    }
    this.#lastCells.add(raw);
    const { number, fields } = this.#fitted(raw);
    const rows = this.#wide?.spread(fields) ?? [fields];
    const title = this.#titles === null ? [] : [this.#titles.current];
    const added = [...this.#header.nameKeys.map(({ cell }) => cell), ...title];
    for (const row of rows) this.#takeRow({ number, fields: [...this.#withUnits(row), ...added] });
  }

  #takeRow(record: TableRecord): void {
    const { fields } = record;
    if (this.#totals.isTotal(fields)) {
      this.#left.totals++;
      return;
    }
    if (this.#totals.isWarmUp(fields)) {
      this.#left.warmUps++;
      return;
    }
    if (this.#sizeIndexes.every((index) => fields[index] === "")) {
      if (this.#keyless.length < MOST_TOTALS) {
        this.#keyless.push(record);
        return;
      }
    }
    if (this.#keyless.length > 0) this.#keyless.splice(0).forEach((before) => this.#keep(before));
    this.#keep(this.#merged.unmerged(record));
  }

  #isHeaderAgain({ number, fields }: TableRecord): boolean {
    const [key] = this.#keyIndexes.slice(-1);
    if (/^[\d.]/.test(fields[key ?? 0] ?? "")) return false;
    if (isSameHeader(this.#header, fields)) return true;
    if (keyColumns(fields).keys === 3) {
      throw new CsvError(
        `line ${number}: a table with other columns begins here; put it into a file of its own`,
      );
    }
    return false;
  }

  #keep(record: TableRecord): void {
    if (this.#sample === null) return this.#add(record);
    this.#sample.push(record);
    this.#data.learn(record.fields);
    if (this.#sample.length >= SAMPLE_ROWS) this.#flush();
  }

  #flush(): void {
    const sample = this.#sample ?? [];
    this.#sample = null;
    for (const record of sample) this.#add(record);
  }

  #add({ number, fields }: TableRecord): void {
    this.#data.add(fields, number, this.#header.separator);
    this.#doubles.add(fields, number, this.#data.comma);
  }
}
