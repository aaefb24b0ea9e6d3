/** What still has room in a page: mail servers refuse larger files, and browsers open them slowly. */

/** A page stays below 10 MB, whatever it is of. */
export const PAGE_BYTES = 9_900_000;

/** Counts the bytes of what is put into a page. */
export class PageRoom {
  #left: number;

  constructor(bytes = PAGE_BYTES) {
    this.#left = bytes;
  }

  /** Whether the texts have room together; then it is theirs. */
  take(...texts: readonly string[]): boolean {
    const bytes = texts.reduce((sum, text) => sum + ENCODER.encode(text).length, 0);
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }
}

const ENCODER = new TextEncoder();
