/**
 * Columns of a large table in little memory: numbers as doubles, words as indices into a list of distinct ones. They
 * grow by chunks, so that nothing is copied, and a chunk without values takes no memory.
 */
import { safeLines } from "../foreign/safe_text.ts";

const CHUNK_BITS = 12;
const CHUNK_ROWS = 1 << CHUNK_BITS;
const CHUNK_MASK = CHUNK_ROWS - 1;
/** Of the first chunk, which grows to a whole one: a thousand small files may be read together. */
const LEAST_ROWS = 64;

/** How long a chunk has to be that is to have a value at `place`. */
function lengthFor(chunk: number, place: number): number {
  return chunk > 0 ? CHUNK_ROWS : Math.max(LEAST_ROWS, 2 ** (32 - Math.clz32(place)));
}

/** `null` is "not measured". */
export class NumberColumn {
  readonly #chunks: (Float64Array | undefined)[] = [];

  at(row: number): number | null {
    const value = this.#chunks[row >> CHUNK_BITS]?.[row & CHUNK_MASK];
    return value === undefined || Number.isNaN(value) ? null : value;
  }

  set(row: number, value: number | null): void {
    const place = row & CHUNK_MASK;
    let chunk = this.#chunks[row >> CHUNK_BITS];
    if (chunk === undefined || place >= chunk.length) {
      if (value === null) return;
      chunk = this.#grown(row >> CHUNK_BITS, place);
    }
    chunk[place] = value ?? NaN;
  }

  #grown(index: number, place: number): Float64Array {
    const before = this.#chunks[index] ?? [], grown = new Float64Array(lengthFor(index, place));
    grown.set(before);
    return this.#chunks[index] = grown.fill(NaN, before.length);
  }
}

/** So many distinct words are recognised when they recur; further ones are stored each time. */
const MOST_RECOGNISED = 4096;

/** `null` is an empty field. */
export class WordColumn {
  readonly #chunks: (Uint32Array | undefined)[] = [];
  /** By code; 0 means no word. */
  readonly #words: string[] = [""];
  readonly #bytes: Uint8Array[] = [new Uint8Array()];
  readonly #codeByHash = new Map<number, number>();
  readonly #codeByWord = new Map<string | null, number>([[null, 0], ["", 0]]);
  #lastCode = 0;

  at(row: number): string | null {
    const code = this.#chunks[row >> CHUNK_BITS]?.[row & CHUNK_MASK];
    return code === undefined || code === 0 ? null : this.#words[code]!;
  }

  set(row: number, word: string | null): void {
    const known = this.#codeByWord.get(word);
    if (known !== undefined) return this.#setCode(row, known);
    const bytes = new TextEncoder().encode(word ?? "");
    const code = this.#codeOf(bytes, 0, bytes.length);
    if (code < MOST_RECOGNISED) this.#codeByWord.set(word, code);
    this.#setCode(row, code);
  }

  /** Sets the word in `bytes` from `from` to `to`, which differ. */
  setBytes(row: number, bytes: Uint8Array, from: number, to: number): void {
    if (!isSame(this.#bytes[this.#lastCode], bytes, from, to)) this.#lastCode = this.#codeOf(bytes, from, to);
    this.#setCode(row, this.#lastCode);
  }

  #setCode(row: number, code: number): void {
    const place = row & CHUNK_MASK;
    let chunk = this.#chunks[row >> CHUNK_BITS];
    if (chunk === undefined || place >= chunk.length) {
      if (code === 0) return;
      chunk = this.#grown(row >> CHUNK_BITS, place);
    }
    chunk[place] = code;
  }

  #grown(index: number, place: number): Uint32Array {
    const grown = new Uint32Array(lengthFor(index, place));
    grown.set(this.#chunks[index] ?? []);
    return this.#chunks[index] = grown;
  }

  #codeOf(bytes: Uint8Array, from: number, to: number): number {
    let hash = 0;
    for (let i = from; i < to; i++) hash = (Math.imul(hash, 31) + bytes[i]!) | 0;
    const known = this.#codeByHash.get(hash);
    if (known !== undefined && isSame(this.#bytes[known], bytes, from, to)) return known;
    const code = this.#words.length;
    this.#words.push(textOf(bytes, from, to));
    if (code < MOST_RECOGNISED) {
      this.#bytes[code] = bytes.slice(from, to);
      this.#codeByHash.set(hash, code);
    }
    return code;
  }
}

function isSame(known: Uint8Array | undefined, bytes: Uint8Array, from: number, to: number): boolean {
  if (known === undefined || known.length !== to - from) return false;
  for (let i = 0; i < known.length; i++) {
    if (known[i] !== bytes[from + i]) return false;
  }
  return true;
}

const DECODER = new TextDecoder();
const LONGEST_AT_ONCE = 256;

/** Text that may go to a terminal. */
export function textOf(bytes: Uint8Array, from: number, to: number): string {
  let isPlain = to - from <= LONGEST_AT_ONCE;
  for (let i = from; isPlain && i < to; i++) isPlain = bytes[i]! >= 0x20 && bytes[i]! < 0x7f;
  const field = bytes.subarray(from, to);
  return isPlain
    ? String.fromCharCode.apply(null, field as unknown as number[])
    : safeLines(DECODER.decode(field));
}
