/** Rows that are no runs: those that sum up others, below a table, a group or the runs of a configuration, and warm-ups. */

/** What tables end with, or have below each group. */
const TOTAL =
  /^(grand |sub-?)?(totals?|sum(me)?|average|avg|mean|median|min(imum)?|max(imum)?|std\.? ?dev|stddev|geomean|gesamt|mittel(wert)?|durchschnitt|moyenne)s?\b[^a-z]*$/i;
/** What stands in place of a number; elsewhere these may be names: `std` for standard, `all` CPUs. */
const NO_NUMBER = /^(std|stdev|sd|var|variance|cv|overall|all|any|aggregate)$/i;
const WARM_UP = /^warm[ _-]?ups?[ _-]?\d*$/i;
/** `A1 average`, below the rows of `A1`. */
const TOTAL_OF_MODE = /^(.+?)[\s_(:-]+(total|sum|average|avg|mean|overall)\)?$/i;
const MOST_NAMES = 100;

/** Places of columns in a row. */
interface Places {
  readonly modes: readonly number[];
  /** Sizes and thread counts. */
  readonly sizes: readonly number[];
  /** Numbers of runs. */
  readonly repeats: readonly number[];
  /** What may say what kind of row it is. */
  readonly unknown: readonly number[];
}

const ZERO = "0".charCodeAt(0);

/** Whether a cell has words of a pattern; figures, which nearly all cells are, begin with a digit and have none. */
function matches(words: RegExp, cell = ""): boolean {
  const digit = cell.charCodeAt(0) - ZERO;
  return !(digit >= 0 && digit <= 9) && words.test(cell);
}

/** Tells the rows that are no runs. */
export class Totals {
  readonly #modes: readonly number[];
  readonly #numbers: readonly number[];
  readonly #words: readonly number[];
  readonly #kinds: readonly number[];
  /** Names of modes so far. */
  readonly #modeNames = new Set<string>();

  constructor({ modes, sizes, repeats, unknown }: Places) {
    this.#modes = modes;
    this.#numbers = [...sizes, ...repeats];
    this.#words = [...new Set([0, ...modes, ...this.#numbers])];
    this.#kinds = [...repeats, ...unknown];
  }

  /** Whether the next row sums up others. */
  isTotal(fields: readonly string[]): boolean {
    return this.#words.some((index) => matches(TOTAL, fields[index])) ||
      this.#numbers.some((index) => matches(NO_NUMBER, fields[index])) ||
      this.#modes.some((index) => this.#sumsUpMode(fields[index] ?? ""));
  }

  /** Whether a row says that it was measured to warm up. */
  isWarmUp(fields: readonly string[]): boolean {
    return this.#kinds.some((index) => WARM_UP.test(fields[index] ?? ""));
  }

  #sumsUpMode(name: string): boolean {
    if (this.#modeNames.has(name)) return false;
    const [, mode] = TOTAL_OF_MODE.exec(name) ?? [];
    if (mode !== undefined && this.#modeNames.has(mode)) return true;
    if (this.#modeNames.size < MOST_NAMES) this.#modeNames.add(name);
    return false;
  }
}
