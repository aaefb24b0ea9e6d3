/**
 * Reads the results of other people's programs as result rows: the way into `results/foreign/`.
 *
 * There is no format to cite: encodings, separators, header names, mode names and units differ from author to author.
 * `column_names.ts` has the names that are understood; what is missing stays `null`, and the notes say so. A file is
 * pushed in chunk by chunk, and only its figures are kept.
 */
import { CsvError } from "./csv.ts";
import type { ForeignRow } from "./counters.ts";
import { Content } from "./foreign/content.ts";
import { Decoder, encodingOf } from "./foreign/decoder.ts";
import type { NameOf } from "./foreign/draft.ts";
import { noTableByBytes } from "./foreign/no_table.ts";
import { settle } from "./foreign/settle.ts";

export interface ForeignResults {
  readonly rows: readonly ForeignRow[];
  /** What a reader of the numbers has to know about how they were read; sentences. */
  readonly notes: readonly string[];
  /** Those of the notes that ask what further files may answer. */
  readonly openNotes: readonly string[];
  /** What the file calls the column that fills one of netio's. */
  readonly nameOf: NameOf;
  /** Columns netio has no place for that hold one word throughout, by name: they may distinguish files. */
  readonly constants: ReadonlyMap<string, string>;
}

/** Reads a file that comes in chunks, from its start. Every method throws {@linkcode CsvError} naming what is wrong. */
export class ForeignReader {
  readonly #decoder = new Decoder();
  readonly #content = new Content();
  #isFirst = true;

  /** The next bytes; the first should be `HEAD_BYTES` (`foreign/decoder.ts`) or all there are. */
  push(bytes: Uint8Array): void {
    if (this.#isFirst) {
      const other = noTableByBytes(bytes, encodingOf(bytes));
      if (other !== null) throw new CsvError(other);
      this.#isFirst = false;
    }
    this.#content.push(this.#decoder.decode(bytes));
  }

  end(): ForeignResults {
    this.#content.push(this.#decoder.decode(undefined, true));
    const { rows, nameOf, notes, constants } = this.#content.end();
    const { found, open } = settle(rows, nameOf);
    return { rows, notes: [...notes, ...found, ...open], openNotes: open, nameOf, constants };
  }
}
