/** Rows whose first cells are empty below merged ones, as spreadsheets write them: `A1,64,1,…`, and below it `,,2,…`. */
import { CsvError } from "../csv.ts";
import { integerText } from "../number_text.ts";
import { countText } from "../words.ts";
import type { TableRecord } from "./records.ts";

/** Gives rows the cells that stand merged above them. */
export class MergedCells {
  readonly #keys: ReadonlySet<number>;
  #above: readonly string[] = [];
  #rows = 0;
  #filled = 0;
  #firstLine = 0;

  /** @param keys the columns that say what a row is */
  constructor(keys: readonly number[]) {
    this.#keys = new Set(keys);
  }

  /** A row with the cells of the row above where its first ones are empty, and others say what it is. */
  unmerged(record: TableRecord): TableRecord {
    const { number, fields } = record;
    this.#rows++;
    const first = fields.findIndex((field, i) => field !== "" || !this.#keys.has(i));
    const isMerged = first > 0 && this.#above.length > 0 &&
      fields.some((field, i) => i >= first && field !== "" && this.#keys.has(i));
    if (!isMerged) {
      this.#above = fields;
      return record;
    }
    if (this.#filled++ === 0) this.#firstLine = number;
    this.#above = [...this.#above.slice(0, first), ...fields.slice(first)];
    return { number, fields: this.#above };
  }

  /**
   * What was done, as a sentence; `null` where nothing was. Throws {@linkcode CsvError} where so few rows lack their first
   * cells that these are missing, not merged.
   */
  note(): string | null {
    if (this.#filled === 0) return null;
    const rows = countText(this.#filled, "row");
    if (2 * this.#filled < this.#rows) {
      throw new CsvError(
        `line ${
          integerText(this.#firstLine)
        }: the first cell is empty; it is in ${rows}, too few for merged cells`,
      );
    }
    return `the first cells of ${rows} are empty, and taken for merged with those above`;
  }
}
