/** Text in chunks as numbered lines; the last one may lack its line end, as after an aborted run. */
import { CsvError } from "../csv.ts";

export interface Line {
  readonly number: number;
  readonly text: string;
}

/** A longer line is not a row of a table; memory use never grows beyond it. */
const MAX_LINE_CHARACTERS = 1 << 20;

/** What frames of tables are drawn with, where it is not `|`, `-` and `+`. */
const BOX = /[\u2500-\u257f]/;

function withoutBoxes(text: string): string {
  return text.replace(/[│┃║]/g, "|").replace(/[─━═]/g, "-").replace(/[\u2500-\u257f]/g, "+");
}

/** Splits at `\n`, `\r\n` and `\r`, wherever the chunks are cut. */
export class LineSplitter {
  #rest = "";
  #count = 0;

  /** The lines that are complete with this chunk. Throws {@linkcode CsvError} on one that is too long. */
  push(chunk: string): Line[] {
    const text = this.#rest + chunk;
    const holds = text.endsWith("\r") ? 1 : 0;
    const parts = text.slice(0, text.length - holds).split(/\r\n|\n|\r/);
    this.#rest = (parts.pop() ?? "") + text.slice(text.length - holds);
    const lines = parts.map((content) => this.#line(content));
    this.#check(this.#rest, this.#count + 1);
    return lines;
  }

  /** What follows the last line end; `null` when nothing does. */
  end(): Line | null {
    const rest = this.#rest.replace(/\r$/, "");
    const isOpen = this.#rest !== "";
    this.#rest = "";
    return isOpen ? this.#line(rest) : null;
  }

  #line(text: string): Line {
    this.#check(text, ++this.#count);
    return { number: this.#count, text: BOX.test(text) ? withoutBoxes(text) : text };
  }

  #check(text: string, number: number): void {
    if (text.length > MAX_LINE_CHARACTERS) {
      throw new CsvError(
        `line ${number} is longer than a million characters: this is no table of trials`,
      );
    }
  }
}
