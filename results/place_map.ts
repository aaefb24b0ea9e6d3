/**
 * Things by mode, message size and thread count: a hash table with open addressing. A text as the key of each look-up
 * takes five times as long, maps in maps take half a kilobyte for a cell, and there may be a million of either.
 */
import { NumberColumn } from "./table/typed_columns.ts";

type Word = string | null;
type Count = number | null;

const LEAST_SLOTS = 16;

export class PlaceMap<T> {
  /** Where the thing is whose key hashes to a slot, or to one before it, from 1; 0 is a free slot. */
  #slots = new Int32Array(LEAST_SLOTS);
  readonly #things: T[] = [];
  readonly #modeCodes = new Map<Word, number>();
  /** The keys of the things. */
  readonly #modes = new NumberColumn();
  readonly #sizes = new NumberColumn();
  readonly #threads = new NumberColumn();

  get(mode: Word, messageBytes: Count, threads: Count): T | undefined {
    const code = this.#modeCodes.get(mode);
    if (code === undefined) return undefined;
    const place = this.#slots[this.#slotOf(code, messageBytes, threads)]!;
    return place === 0 ? undefined : this.#things[place - 1];
  }

  /** What is there, or is put there. */
  getOrInsertComputed(mode: Word, messageBytes: Count, threads: Count, make: () => T): T {
    const code = this.#modeCodes.getOrInsertComputed(mode, () => this.#modeCodes.size);
    const slot = this.#slotOf(code, messageBytes, threads), place = this.#slots[slot]!;
    if (place > 0) return this.#things[place - 1]!;
    const thing = make(), last = this.#things.length;
    this.#modes.set(last, code);
    this.#sizes.set(last, messageBytes);
    this.#threads.set(last, threads);
    this.#slots[slot] = this.#things.push(thing);
    if (2 * this.#things.length > this.#slots.length) this.#spread();
    return thing;
  }

  /** All of them, in the order in which they were put there. */
  values(): IterableIterator<T> {
    return this.#things.values();
  }

  /** The slot of a place, or the free one for it. */
  #slotOf(code: number, size: Count, threads: Count): number {
    const last = this.#slots.length - 1;
    for (let slot = hash(code, size ?? 0, threads ?? 0) & last;; slot = (slot + 1) & last) {
      const place = this.#slots[slot]! - 1;
      if (place < 0) return slot;
      const isSame = this.#sizes.at(place) === size && this.#threads.at(place) === threads;
      if (isSame && this.#modes.at(place) === code) return slot;
    }
  }

  /** Gives all twice as many slots. */
  #spread(): void {
    this.#slots = new Int32Array(2 * this.#slots.length);
    for (let i = 0; i < this.#things.length; i++) {
      this.#slots[this.#slotOf(this.#modes.at(i)!, this.#sizes.at(i), this.#threads.at(i))] = i + 1;
    }
  }
}

/** Sizes and thread counts are mostly powers of two, whose lower bits are alike. */
function hash(code: number, size: number, threads: number): number {
  let mixed = Math.imul(size, 0x85ebca6b) ^ Math.imul(size / 2 ** 32, 0x27d4eb2f) ^
    Math.imul(threads, 0xc2b2ae35) ^
    Math.imul(code + 1, 0x9e3779b1);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}
