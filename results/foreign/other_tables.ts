/**
 * Tables of other things in a Markdown file, below that of the trials: they are left out. A table begins with a header over
 * a rule (`|---|---|`) and ends with the first line that has no bar.
 */
import { CsvError } from "../csv.ts";
import { countText } from "../words.ts";
import { shownText } from "../safe_text.ts";
import { type FoundHeader, isMarkdownRule, isSameHeader, isSpread } from "./header.ts";
import type { Line } from "./lines.ts";
import { keyColumns } from "./placed_columns.ts";
import { splitFields } from "./records.ts";

/** A table with as many of the columns that rows need is one of trials too, perhaps with a column for each mode. */
const KEYS_OF_TRIALS = 2;

/** Takes the lines below a header of the trials. */
export class OtherTables {
  /** Whether a line without a bar was the last, or came before the one that is held. */
  #isBetween = false;
  /** The first line behind such lines, which may be a header. */
  #held: Line | null = null;
  #isLeftOut = false;
  #count = 0;
  #first: Line | null = null;
  readonly #header: FoundHeader;

  /** @param header that of the trials */
  constructor(header: FoundHeader) {
    this.#header = header;
  }

  /** The lines that are not of other tables, up to this one. Throws {@linkcode CsvError} for another table of trials. */
  without(line: Line): readonly Line[] {
    if (!line.text.includes("|")) {
      const held = this.end();
      this.#isBetween = true;
      this.#isLeftOut = false;
      return [...held, line];
    }
    if (this.#isLeftOut) return [];
    const held = this.#held;
    if (held !== null && isMarkdownRule(line.text) && this.#isOther(held)) {
      this.#held = null;
      this.#isLeftOut = true;
      this.#first ??= held;
      this.#count++;
      return [];
    }
    if (this.#isBetween) {
      this.#isBetween = false;
      this.#held = line;
      return [];
    }
    return [...this.end(), line];
  }

  /** The line that is held back, where there is one. */
  end(): readonly Line[] {
    const held = this.#held;
    this.#held = null;
    return held === null ? [] : [held];
  }

  /** What was left out, as a sentence; `null` where nothing was. */
  get note(): string | null {
    if (this.#first === null) return null;
    const { number, text } = this.#first;
    return `${countText(this.#count, "table")} of other things left out (line ${number}: "${
      shownText(text.trim())
    }")`;
  }

  /** Whether a header is of a table in which there are no trials. */
  #isOther({ number, text }: Line): boolean {
    const fields = splitFields(text, "|");
    if (typeof fields === "string" || isSameHeader(this.#header, fields)) return false;
    if (keyColumns(fields).keys < KEYS_OF_TRIALS && !isSpread(fields)) return true;
    throw new CsvError(
      `line ${number}: a table with other columns begins here; put it into a file of its own`,
    );
  }
}
