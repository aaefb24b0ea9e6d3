/**
 * Tables without a column for the mode, under a title that names it (`# Two-Copy`, `=== A1 ===`), or in a file whose name
 * does.
 */
import { CsvError } from "../csv.ts";
import { shownText } from "../safe_text.ts";
import { meaningsOf } from "./header_name.ts";
import type { Line } from "./lines.ts";
import { namesMode, recogniseMode } from "./mode_values.ts";
import { keyColumns } from "./placed_columns.ts";

/** What names the mode of a table's rows. */
export interface Title {
  readonly text: string;
  readonly isFileName: boolean;
}

const LONGEST_TITLE = 80;
/** Size and threads. */
const KEYS_WITHOUT_MODE = 2;

/** The title that a line is, without what frames it; `null` where it names no mode, or several. */
function titleIn(text: string): string | null {
  const title = text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N})]+$/gu, "");
  if (title.length > LONGEST_TITLE) return null;
  try {
    return recogniseMode(title) === null ? null : title;
  } catch (error) {
    if (error instanceof CsvError) return null;
    throw error;
  }
}

/**
 * The title of a table that has no column for the mode; `null` for one that has, or may have, and where no title is clear.
 *
 * @param above the lines above the header
 * @param rows the first rows, one column of which may hold modes under any name
 */
export function titleOf(
  header: readonly string[],
  above: readonly Line[],
  rows: readonly (readonly string[])[],
  fileName: string,
): Title | null {
  const mayHaveModes = header.some((name, i) =>
    meaningsOf(name).some(({ target }) => target === "mode") || namesMode(name) ||
    meaningsOf(name).length === 0 && holdsWords(rows.map((fields) => fields[i] ?? ""))
  );
  if (mayHaveModes || keyColumns(header).keys < KEYS_WITHOUT_MODE) return null;
  const [title, ...others] = new Set(above.flatMap(({ text }) => titleIn(text) ?? []));
  if (title !== undefined) return others.length > 0 ? null : { text: title, isFileName: false };
  const named = titleIn(fileName.replace(/\.\w+$/, ""));
  return named === null ? null : { text: named, isFileName: true };
}

/** Whether cells are of several words, or of one that is a mode. */
function holdsWords(cells: readonly string[]): boolean {
  const words = new Set(cells.filter((cell) => /\p{L}/u.test(cell)));
  return words.size > 1 || [...words].some(namesMode);
}

/** The titles of the tables in a file, as they come. */
export class Titles {
  #title: string;
  readonly #isFileName: boolean;
  #hasRows = false;

  constructor({ text, isFileName }: Title) {
    this.#title = text;
    this.#isFileName = isFileName;
  }

  /** What was done, as a sentence. */
  get note(): string {
    return this.#isFileName
      ? `no column has the mode: it is read from the name of the file (${shownText(this.#title)})`
      : "no column has the modes: they are read from the titles of the tables";
  }

  /** The title that the next row stands under. */
  get current(): string {
    this.#hasRows = true;
    return this.#title;
  }

  /** A line of text. Throws {@linkcode CsvError} where rows below it might be of another mode. */
  take({ number, text }: Line): void {
    if (!/[\p{L}\p{N}]/u.test(text)) return;
    const title = titleIn(text);
    if (title === null && this.#isFileName) return;
    if (title === null || this.#isFileName) {
      const wrong = title === null ? "names none, or several" : "names another than the file's name";
      throw new CsvError(
        `line ${number}: the modes stand in titles, and "${
          shownText(text.trim())
        }" ${wrong}: write a column mode`,
      );
    }
    this.#title = title;
    this.#hasRows = false;
  }

  /** The header again. Throws {@linkcode CsvError} where no title stands above it. */
  startTable(line: number): void {
    if (this.#hasRows && !this.#isFileName) {
      throw new CsvError(`line ${line}: the table that begins here has no title that names its mode`);
    }
  }
}
