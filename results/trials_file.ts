/**
 * `trials.csv` on disk: appended and flushed row by row, never rewritten, so that a crash loses nothing measured.
 */
import { join } from "node:path";
import type { ResultRow } from "./columns.ts";
import { CsvError, csvHeader, csvLine } from "./csv.ts";
import { wholeRows } from "./own/reader.ts";
import { storing } from "./storage.ts";

export const TRIALS_FILE = "trials.csv";

/** CRLF is written (RFC 4180); git may have converted a file to LF at checkout, which is then kept. */
type LineEnd = "\r\n" | "\n";

/** The rows of a result directory, and how many bytes of a torn last line were dropped. */
interface StoredTrials {
  readonly rows: ResultRow[];
  readonly droppedBytes: number;
}

/** An open `trials.csv`; closed by `using`. */
export class TrialsFile implements Disposable {
  readonly #path: string;
  readonly #file: Deno.FsFile;
  readonly #lineEnd: LineEnd;

  private constructor(path: string, options: Deno.OpenOptions, lineEnd: LineEnd = "\r\n") {
    this.#path = path;
    this.#lineEnd = lineEnd;
    this.#file = storing(path, () => Deno.openSync(path, options));
  }

  /** Starts a new file with its header; throws where there is one already. */
  static create(directory: string): TrialsFile {
    const trials = new TrialsFile(join(directory, TRIALS_FILE), {
      createNew: true,
      write: true,
      append: true,
    });
    trials.#write(csvHeader());
    return trials;
  }

  /**
   * Opens the file of an interrupted sweep. A last line without a line end was being written when the sweep died;
   * it is cut off.
   *
   * @throws CsvError when what is left is not a result file of this version, to which rows can be added
   */
  static reopen(directory: string): { file: TrialsFile; stored: StoredTrials } {
    const path = join(directory, TRIALS_FILE);
    const bytes = Deno.readFileSync(path);
    const end = bytes.lastIndexOf(0x0a) + 1;
    const header = new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0x0a) + 1));
    const lineEnd = end === 0 || header.endsWith("\r\n") ? "\r\n" : "\n";
    if (end > 0 && header !== withLineEnds(csvHeader(), lineEnd)) {
      throw new CsvError("its columns are not this version's; finish it with the netio that started it");
    }
    const rows = wholeRows(bytes);
    if (end < bytes.length) Deno.truncateSync(path, end);
    const trials = new TrialsFile(path, { write: true, append: true }, lineEnd);
    if (end === 0) trials.#write(csvHeader());
    return { file: trials, stored: { rows, droppedBytes: bytes.length - end } };
  }

  /**
   * Writes the rows of a trial, at once; they are on disk when this returns. Throws StorageError, and leaves no part of
   * them, when they can't be.
   */
  append(rows: readonly ResultRow[]): void {
    this.#write(rows.map(csvLine).join(""));
  }

  #write(lines: string): void {
    const text = withLineEnds(lines, this.#lineEnd);
    const { size } = this.#file.statSync();
    storing(this.#path, () => {
      try {
        let bytes = new TextEncoder().encode(text);
        while (bytes.length > 0) bytes = bytes.subarray(this.#file.writeSync(bytes));
        this.#file.syncDataSync();
      } catch (error) {
        this.#file.truncateSync(size);
        throw error;
      }
    });
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}

/** Fields hold no line ends, so that those are all. */
function withLineEnds(lines: string, lineEnd: LineEnd): string {
  return lines.replaceAll("\r\n", lineEnd);
}
