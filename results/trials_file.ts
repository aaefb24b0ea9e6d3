/**
 * `trials.csv` on disk: appended and flushed row by row, never rewritten, so that a crash loses nothing measured.
 */
import { join } from "node:path";
import type { ResultRow } from "./columns.ts";
import { csvHeader, csvLine, parseTrials } from "./csv.ts";

export const TRIALS_FILE = "trials.csv";

/** The rows of a result directory, and how many bytes of a torn last line were dropped. */
export interface StoredTrials {
  readonly rows: ResultRow[];
  readonly droppedBytes: number;
}

/** An open `trials.csv`; closed by `using`. */
export class TrialsFile implements Disposable {
  readonly #file: Deno.FsFile;

  private constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  /** Starts a new file with its header; throws where there is one already. */
  static create(directory: string): TrialsFile {
    const file = Deno.openSync(join(directory, TRIALS_FILE), { createNew: true, write: true, append: true });
    const trials = new TrialsFile(file);
    trials.#write(csvHeader());
    return trials;
  }

  /**
   * Opens the file of an interrupted sweep. A last line without a line end was being written when the sweep died;
   * it is cut off.
   *
   * @throws CsvError when what is left is not a netio result file
   */
  static reopen(directory: string): { file: TrialsFile; stored: StoredTrials } {
    const path = join(directory, TRIALS_FILE);
    const bytes = Deno.readFileSync(path);
    const end = bytes.lastIndexOf(0x0a) + 1;
    const rows = parseTrials(new TextDecoder().decode(bytes.subarray(0, end)));
    if (end < bytes.length) Deno.truncateSync(path, end);
    const trials = new TrialsFile(Deno.openSync(path, { write: true, append: true }));
    if (end === 0) trials.#write(csvHeader());
    return { file: trials, stored: { rows, droppedBytes: bytes.length - end } };
  }

  /** Writes one row; it is on disk when this returns. */
  append(row: ResultRow): void {
    this.#write(csvLine(row));
  }

  #write(text: string): void {
    let bytes = new TextEncoder().encode(text);
    while (bytes.length > 0) bytes = bytes.subarray(this.#file.writeSync(bytes));
    this.#file.syncDataSync();
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}
