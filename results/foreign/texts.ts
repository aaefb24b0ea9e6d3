/** Lines of text among the rows of a table: what a program says it does, a title, what an author found. */
import { CELL_KEY, rowKey } from "../columns.ts";
import { CsvError } from "../csv.ts";
import { countText } from "../words.ts";
import { shownText } from "../safe_text.ts";
import type { ForeignRow } from "./foreign_row.ts";
import type { Line } from "./lines.ts";
import type { Rows } from "../table/rows.ts";

/** What tells runs apart that are repeats of each other. */
const RUN = /(?<!\p{L})(run|trial|iteration|iter|repetition|repeat|rep|round|attempt|pass)s?\P{L}*\d/iu;
/** More are no titles. */
const MOST_TITLES = 1000;

interface Title {
  readonly line: Line;
  /** How many rows stand above it. */
  readonly rows: number;
}

/** Text that is left out, and what it may have said of the rows below it. */
export class Texts {
  #count = 0;
  #first: Line | null = null;
  readonly #titles: Title[] = [];

  /** A line of text below so many rows. */
  leave(line: Line, rows: number): void {
    this.#first ??= line;
    this.#count++;
    if (!RUN.test(line.text) && this.#titles.length < MOST_TITLES) this.#titles.push({ line, rows });
  }

  /** The first line that was left out, in words; `null` where none was. */
  get first(): string | null {
    return this.#first && lineText(this.#first);
  }

  /** What was left out, as a sentence; `null` where nothing was. */
  get note(): string | null {
    if (this.#first === null) return null;
    return `${countText(this.#count, "line")} of text among the rows left out (${this.first})`;
  }

  /**
   * Throws {@linkcode CsvError} where rows above and below a text are of the same configuration: it may be a title that tells
   * them apart, so that they are no repeats.
   */
  check(rows: Rows<ForeignRow>): void {
    if (this.#titles.length === 0) return;
    const partOf = new Map<string, number>();
    let part = 0;
    rows.forEach((row, i) => {
      while (part < this.#titles.length && this.#titles[part]!.rows <= i) part++;
      const key = rowKey(row, CELL_KEY);
      if (partOf.getOrInsert(key, part) !== part) {
        throw new CsvError(
          `${
            lineText(this.#titles[part - 1]!.line)
          } stands between rows of the same configurations: if it tells them apart, write a column that does; ` +
            "if not, leave it out",
        );
      }
    });
  }
}

function lineText({ number, text }: Line): string {
  return `line ${number}: "${shownText(text.trim())}"`;
}
