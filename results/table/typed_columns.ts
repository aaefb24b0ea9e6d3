/**
 * Columns of a large table in little memory: whole numbers in as few bytes as they need, others as doubles, words as
 * indices into a list of distinct ones. They grow by chunks, so that nothing is copied, and a chunk without values, or
 * with one throughout, takes no memory: where a hypervisor has to find each page, touching 100 MB takes longer than
 * reading 100 MB of text.
 */
import { safeLines } from "../safe_text.ts";

const CHUNK_BITS = 12;
const CHUNK_ROWS = 1 << CHUNK_BITS;
const CHUNK_MASK = CHUNK_ROWS - 1;
/** Of the first chunk, which grows to a whole one: a thousand small files may be read together. */
const LEAST_ROWS = 64;

/** How long a chunk has to be that is to have a value at `place`. */
function lengthFor(chunk: number, place: number): number {
  return chunk > 0 ? CHUNK_ROWS : Math.max(LEAST_ROWS, 2 ** (32 - Math.clz32(place)));
}

type Values = Uint8Array | Uint16Array | Uint32Array | Float64Array;

interface Kind {
  readonly make: (length: number) => Values;
  /** What stands for no value. */
  readonly none: number;
  /** In how many parts of 1 values are counted: dividing is exact to the last bit where a number has so few decimals. */
  readonly parts: number;
}

/** From the narrowest on. */
const KINDS: readonly Kind[] = [
  { make: (length) => new Uint8Array(length), none: 0xff, parts: 1 },
  { make: (length) => new Uint16Array(length), none: 0xffff, parts: 1 },
  { make: (length) => new Uint32Array(length), none: 0xffff_ffff, parts: 1 },
  { make: (length) => new Uint32Array(length), none: 0xffff_ffff, parts: 1000 },
  { make: (length) => new Float64Array(length), none: NaN, parts: 1 },
];
const DOUBLES = KINDS.length - 1;

/** The narrowest kind from `least` on that holds a number. */
function kindFor(value: number, least = 0): number {
  let kind = least;
  while (kind < DOUBLES && !isHeld(KINDS[kind]!, value)) kind++;
  return kind;
}

/** Whether a number comes out of an array as it went in; -0 is not 0. */
function isHeld({ none, parts }: Kind, value: number): boolean {
  const stored = Math.round(value * parts);
  return stored < none && stored >= 0 && stored / parts === value && (value !== 0 || 1 / value > 0);
}

/**
 * Rows of a column from a multiple of {@linkcode CHUNK_ROWS} on: as long as they are all the same, which most settings
 * and many counts are, the value alone is kept.
 */
interface Chunk {
  /** What the first `length` rows hold, while there are no `values`. */
  value: number;
  length: number;
  values: Values | null;
  /** Of {@linkcode KINDS}, and what it says. */
  kind: number;
  none: number;
  parts: number;
}

const NO_VALUES: Values = new Float64Array();

/** `null` is "not measured". */
export class NumberColumn {
  readonly #chunks: (Chunk | undefined)[] = [];

  at(row: number): number | null {
    const chunk = this.#chunks[row >> CHUNK_BITS];
    if (chunk === undefined) return null;
    const place = row & CHUNK_MASK, { values } = chunk;
    if (values === null) return place < chunk.length ? chunk.value : null;
    const value = values[place];
    return value === undefined || value === chunk.none || Number.isNaN(value) ? null : value / chunk.parts;
  }

  /** Whether there is a value, without allocating it. */
  has(row: number): boolean {
    const chunk = this.#chunks[row >> CHUNK_BITS];
    if (chunk === undefined) return false;
    const place = row & CHUNK_MASK, { values } = chunk;
    if (values === null) return place < chunk.length;
    return place < values.length && values[place] !== chunk.none && !Number.isNaN(values[place]);
  }

  /** Sets the first of some values: numbers would be allocated on their way through calls, five million in a long file. */
  setFirstOf(row: number, values: Float64Array): void {
    const place = row & CHUNK_MASK, chunk = this.#chunks[row >> CHUNK_BITS];
    const own = chunk?.values ?? NO_VALUES;
    if (place < own.length && isHeld(KINDS[chunk!.kind]!, values[0]!)) {
      own[place] = Math.round(values[0]! * chunk!.parts);
    } else if (place < own.length && chunk!.kind === DOUBLES) {
      own[place] = values[0]!;
    } else {
      this.set(row, values[0]!);
    }
  }

  set(row: number, value: number | null): void {
    const place = row & CHUNK_MASK, chunk = this.#chunks[row >> CHUNK_BITS];
    if (chunk === undefined) {
      if (value !== null) this.#begin(row, value);
      return;
    }
    if (chunk.values === null) {
      if (Object.is(value, chunk.value) && place <= chunk.length) {
        if (place === chunk.length) chunk.length++;
        return;
      }
      if (value === null && place >= chunk.length) return;
    }
    store(chunk, row, value);
  }

  #begin(row: number, value: number): void {
    const chunk: Chunk = { value, length: 0, values: null, kind: 0, none: KINDS[0]!.none, parts: 1 };
    this.#chunks[row >> CHUNK_BITS] = chunk;
    if ((row & CHUNK_MASK) === 0) chunk.length = 1;
    else store(chunk, row, value);
  }
}

/** Sets a row's value, in larger values where it does not fit. */
function store(chunk: Chunk, row: number, value: number | null): void {
  const place = row & CHUNK_MASK, own = chunk.values;
  const isOfKind = value === null || kindFor(value, chunk.kind) === chunk.kind;
  const values = own !== null && place < own.length && isOfKind ? own : enlarge(chunk, row, value);
  values[place] = value === null ? chunk.none : storedAs(chunk, value);
}

function storedAs({ kind, parts }: Pick<Chunk, "kind" | "parts">, value: number): number {
  return kind === DOUBLES ? value : Math.round(value * parts);
}

/** Gives a chunk values of a kind that holds its numbers and another one, with a place for the row of that. */
function enlarge(chunk: Chunk, row: number, added: number | null): Values {
  const { values: before, none, parts, length } = chunk;
  const held = before === null
    ? [chunk.value].slice(0, length)
    : Array.from(before.filter((value) => value !== none), (value) => value / parts);
  let kind = added === null ? chunk.kind : kindFor(added, chunk.kind);
  for (const value of held) kind = kindFor(value, kind);
  if (added !== null) kind = kindFor(added, kind); // large whole numbers are no thousandths
  const needed = lengthFor(row >> CHUNK_BITS, Math.max(row & CHUNK_MASK, length));
  const values = KINDS[kind]!.make(Math.max(needed, before?.length ?? 0));
  chunk.kind = kind;
  chunk.none = KINDS[kind]!.none;
  chunk.parts = KINDS[kind]!.parts;
  values.fill(chunk.none);
  if (before === null) values.fill(storedAs(chunk, chunk.value), 0, length);
  else before.forEach((value, i) => value !== none && (values[i] = storedAs(chunk, value / parts)));
  return chunk.values = values;
}

/** So many distinct words are recognised when they recur; further ones are stored each time. */
const MOST_RECOGNISED = 4096;

/**
 * `null` is an empty field; words are known by their codes, from 1. They are kept as bytes until they are asked for: of
 * words that differ in every row, such as times, most never are.
 */
export class WordColumn {
  readonly #codes = new NumberColumn();
  /** All words, one after the other, and where each begins, by its code; then where the next will. */
  #bytes = new Uint8Array();
  readonly #starts: number[] = [0, 0];
  /** Those that are recognised and were asked for. */
  readonly #words: (string | null)[] = [""];
  readonly #codeByHash = new Map<number, number>();
  readonly #codeByWord = new Map<string, number>();
  #lastCode = 0;

  at(row: number): string | null {
    const code = this.#codes.at(row);
    if (code === null) return null;
    return this.#words[code] ?? this.#wordOf(code);
  }

  #wordOf(code: number): string {
    const word = textOf(this.#bytes, this.#starts[code]!, this.#starts[code + 1]!);
    if (code < MOST_RECOGNISED) this.#words[code] = word;
    return word;
  }

  has(row: number): boolean {
    return this.#codes.has(row);
  }

  set(row: number, word: string | null): void {
    this.#codes.set(row, word === null || word === "" ? null : this.#codeOfWord(word));
  }

  #codeOfWord(word: string): number {
    const known = this.#codeByWord.get(word);
    if (known !== undefined) return known;
    const bytes = new TextEncoder().encode(word), code = this.#codeOf(bytes, 0, bytes.length);
    if (code < MOST_RECOGNISED) this.#codeByWord.set(word, code);
    return code;
  }

  /** Sets the word in `bytes` from `from` to `to`, which differ. */
  setBytes(row: number, bytes: Uint8Array, from: number, to: number): void {
    if (!this.#isWord(this.#lastCode, bytes, from, to)) this.#lastCode = this.#codeOf(bytes, from, to);
    this.#codes.set(row, this.#lastCode);
  }

  #codeOf(bytes: Uint8Array, from: number, to: number): number {
    let hash = 0;
    for (let i = from; i < to; i++) hash = (Math.imul(hash, 31) + bytes[i]!) | 0;
    const known = this.#codeByHash.get(hash);
    if (known !== undefined && this.#isWord(known, bytes, from, to)) return known;
    const code = this.#starts.length - 1;
    this.#append(bytes, from, to);
    if (code < MOST_RECOGNISED) {
      this.#words.push(null);
      this.#codeByHash.set(hash, code);
    }
    return code;
  }

  #isWord(code: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.#starts[code]!, own = this.#bytes;
    if (this.#starts[code + 1]! - start !== to - from) return false;
    for (let i = from; i < to; i++) if (own[start + i - from] !== bytes[i]) return false;
    return true;
  }

  #append(bytes: Uint8Array, from: number, to: number): void {
    const start = this.#starts.at(-1)!, end = start + to - from;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(2 * end);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    for (let i = from; i < to; i++) this.#bytes[start + i - from] = bytes[i]!;
    this.#starts.push(end);
  }
}

const DECODER = new TextDecoder();
const LONGEST_AT_ONCE = 256;

/** Text that may go to a terminal. */
export function textOf(bytes: Uint8Array, from: number, to: number): string {
  const codes: number[] = [];
  let isPlain = to - from <= LONGEST_AT_ONCE;
  for (let i = from; isPlain && i < to; i++) {
    codes.push(bytes[i]!);
    isPlain = bytes[i]! >= 0x20 && bytes[i]! < 0x7f;
  }
  // of a typed array it would take twice as long
  return isPlain
    ? String.fromCharCode.apply(null, codes)
    : safeLines(DECODER.decode(bytes.subarray(from, to)));
}
