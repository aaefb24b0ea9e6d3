/** Finds the fields of a CSV record in bytes, and reads numbers from them without making strings. */

/** Marks a record that continues in the next chunk. */
export const INCOMPLETE = -1;

const COMMA = 0x2c, QUOTE = 0x22, CR = 0x0d, LF = 0x0a, POINT = 0x2e, MINUS = 0x2d, ZERO = 0x30;
/** A number of up to so many digits is exact before the division, so the quotient is the nearest double. */
const EXACT_DIGITS = 15;
/** So many digits fit into 32 bits: adding them up there, not as doubles, makes finding all fields a quarter faster. */
const SMALL_DIGITS = 9;
const POWERS_OF_TEN = Array.from({ length: EXACT_DIGITS + 1 }, (_, k) => 10 ** k);

/** One field at a time; its properties are those of the last that was found. */
export class FieldScanner {
  bytes: Uint8Array;
  readonly #isEnd: boolean;
  #whole: Uint8Array;
  from = 0;
  to = 0;
  /** Where the next field or record begins. */
  next = 0;
  /** Whether the record ends with this field. */
  isLast = false;
  /** Holds the field's number where {@linkcode isNumber}. */
  readonly number = new Float64Array(1);
  #isRead = false;
  /** Why there is no field: the bytes end in it, or a quote is not where it should be. */
  problem: "incomplete" | "quote" = "incomplete";

  /** @param isEnd whether nothing comes after these bytes */
  constructor(bytes: Uint8Array, isEnd: boolean) {
    this.bytes = this.#whole = bytes;
    this.#isEnd = isEnd;
  }

  get isEmpty(): boolean {
    return this.from === this.to;
  }

  /** Whether the field is a finite number. */
  get isNumber(): boolean {
    if (this.#isRead) return true;
    const text = new TextDecoder().decode(this.bytes.subarray(this.from, this.to));
    this.number[0] = text.trim() === "" ? NaN : Number(text);
    return Number.isFinite(this.number[0]);
  }

  isBlankLine(at: number): boolean {
    return this.#whole[at] === LF || (this.#whole[at] === CR && this.#whole[at + 1] === LF);
  }

  endOfBlankLine(at: number): number {
    return at + (this.#whole[at] === CR ? 2 : 1);
  }

  /** How many empty fields are followed by another one from `at` on. */
  emptyFieldsAt(at: number): number {
    let end = at;
    while (this.#whole[end] === COMMA) end++;
    return end - at;
  }

  /** Finds the field that begins at `at`; says whether it is there as a whole. */
  scan(at: number, isNumber: boolean): boolean {
    this.bytes = this.#whole;
    this.#isRead = false;
    this.from = at;
    if (this.#whole[at] === QUOTE) return this.#scanQuoted(at + 1);
    return this.#scanPlain(isNumber ? this.#scanDigits(at) : at);
  }

  /** Reads `-12.5` and the like, into {@linkcode number} where that is all of the field; gives where it stopped. */
  #scanDigits(start: number): number {
    const bytes = this.#whole;
    let at = start, high = 0, low = 0, digits = 0, decimals = -1;
    const isNegative = bytes[at] === MINUS;
    if (isNegative) at++;
    for (; at < bytes.length; at++) {
      const byte = bytes[at]!;
      const digit = byte - ZERO;
      if (digit >= 0 && digit <= 9) {
        if (digits === SMALL_DIGITS) {
          high = low;
          low = 0;
        }
        low = (low * 10 + digit) | 0;
        digits++;
        if (decimals >= 0) decimals++;
      } else if (byte === POINT && decimals < 0) decimals = 0;
      else break;
    }
    const byte = bytes[at];
    const isWhole = byte === COMMA || byte === CR || byte === LF || byte === undefined;
    if (isWhole && digits > 0 && digits <= EXACT_DIGITS) {
      const mantissa = digits > SMALL_DIGITS ? high * POWERS_OF_TEN[digits - SMALL_DIGITS]! + low : low;
      const size = decimals > 0 ? mantissa / POWERS_OF_TEN[decimals]! : mantissa;
      this.number[0] = isNegative ? -size : size;
      this.#isRead = true;
    }
    return at;
  }

  #scanPlain(start: number): boolean {
    const bytes = this.#whole;
    for (let at = start; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (byte === COMMA) return this.#found(at, at + 1, false);
      if (byte === LF) return this.#found(at, at + 1, true);
      if (byte === CR) {
        if (bytes[at + 1] === LF) return this.#found(at, at + 2, true);
        if (at + 1 === bytes.length && !this.#isEnd) break;
      } else if (byte === QUOTE) return this.#missed("quote");
    }
    return this.#isEnd ? this.#found(bytes.length, bytes.length, true) : this.#missed("incomplete");
  }

  /** A field in quotes, in which a quote is written twice. */
  #scanQuoted(start: number): boolean {
    const bytes = this.#whole;
    let close = bytes.indexOf(QUOTE, start), hasQuotes = false;
    while (close >= 0 && bytes[close + 1] === QUOTE) {
      hasQuotes = true;
      close = bytes.indexOf(QUOTE, close + 2);
    }
    if (close < 0) return this.#missed(this.#isEnd ? "quote" : "incomplete");
    if (!this.#scanPlain(close + 1)) return false;
    if (this.to !== close + 1) return this.#missed("quote");
    this.from = start;
    this.to = close;
    if (hasQuotes) this.#undouble();
    return true;
  }

  #undouble(): void {
    const text = new TextDecoder().decode(this.bytes.subarray(this.from, this.to)).replaceAll('""', '"');
    this.bytes = new TextEncoder().encode(text);
    this.from = 0;
    this.to = this.bytes.length;
  }

  #found(to: number, next: number, isLast: boolean): boolean {
    this.to = to;
    this.next = next;
    this.isLast = isLast;
    return true;
  }

  #missed(problem: this["problem"]): boolean {
    this.problem = problem;
    return false;
  }
}
