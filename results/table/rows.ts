/**
 * Rows in order. Where there may be a million of them, a list holds no rows: each is made when it is looked at, and those
 * of a cell are the numbers of their places. An array of rows will do everywhere.
 */
import type { ResultRow } from "../columns.ts";

/** What arrays do as well, and no more. */
export interface Rows<R = ResultRow> extends Iterable<R> {
  readonly length: number;
  at(place: number): R | undefined;
  every(test: (row: R) => unknown): boolean;
  filter(test: (row: R, place: number) => unknown): Rows<R>;
  find(test: (row: R) => unknown): R | undefined;
  findIndex(test: (row: R) => unknown): number;
  flatMap<T>(make: (row: R, place: number) => T | readonly T[]): T[];
  forEach(use: (row: R, place: number) => void): void;
  map<T>(make: (row: R, place: number) => T): T[];
  reduce<T>(add: (value: T, row: R) => T, start: T): T;
  some(test: (row: R) => unknown): boolean;
}

abstract class RowList<R> implements Rows<R> {
  abstract readonly length: number;
  /** The row of a place that there is. */
  abstract row(place: number): R;

  at(place: number): R | undefined {
    const fromStart = place < 0 ? place + this.length : place;
    return fromStart >= 0 && fromStart < this.length ? this.row(fromStart) : undefined;
  }

  *[Symbol.iterator](): Generator<R> {
    for (let place = 0; place < this.length; place++) yield this.row(place);
  }

  every(test: (row: R) => unknown): boolean {
    return this.findIndex((row) => !test(row)) < 0;
  }

  filter(test: (row: R, place: number) => unknown): Rows<R> {
    const places: number[] = [];
    for (let place = 0; place < this.length; place++) if (test(this.row(place), place)) places.push(place);
    return places.length === this.length
      ? this
      : pickedRows(this, Uint32Array.from(places), 0, places.length);
  }

  find(test: (row: R) => unknown): R | undefined {
    const place = this.findIndex(test);
    return place < 0 ? undefined : this.row(place);
  }

  findIndex(test: (row: R) => unknown): number {
    for (let place = 0; place < this.length; place++) if (test(this.row(place))) return place;
    return -1;
  }

  flatMap<T>(make: (row: R, place: number) => T | readonly T[]): T[] {
    const made: T[] = [];
    for (let place = 0; place < this.length; place++) {
      const item = make(this.row(place), place);
      if (!Array.isArray(item)) made.push(item as T);
      else for (const one of item) made.push(one);
    }
    return made;
  }

  forEach(use: (row: R, place: number) => void): void {
    for (let place = 0; place < this.length; place++) use(this.row(place), place);
  }

  map<T>(make: (row: R, place: number) => T): T[] {
    return Array.from({ length: this.length }, (_, place) => make(this.row(place), place));
  }

  reduce<T>(add: (value: T, row: R) => T, start: T): T {
    let value = start;
    for (let place = 0; place < this.length; place++) value = add(value, this.row(place));
    return value;
  }

  some(test: (row: R) => unknown): boolean {
    return this.findIndex(test) >= 0;
  }
}

/** Rows that `make` makes, of the places from 0 on. */
export class MadeRows<R> extends RowList<R> {
  readonly length: number;
  readonly row: (place: number) => R;

  constructor(length: number, make: (place: number) => R) {
    super();
    this.length = length;
    this.row = make;
  }
}

/** Some of the rows of another list: those of the places in `places` from `begin` up to `end`. */
export function pickedRows<R>(all: Rows<R>, places: Uint32Array, begin: number, end: number): Rows<R> {
  if (!Array.isArray(all)) return new PickedRows(all, places, begin, end);
  return Array.from(places.subarray(begin, end), (place) => all[place]);
}

class PickedRows<R> extends RowList<R> {
  readonly length: number;
  readonly #all: Rows<R>;
  readonly #places: Uint32Array;
  readonly #begin: number;

  constructor(all: Rows<R>, places: Uint32Array, begin: number, end: number) {
    super();
    this.length = end - begin;
    this.#all = all;
    this.#places = places;
    this.#begin = begin;
  }

  row(place: number): R {
    return this.#all.at(this.#places[this.#begin + place]!)!;
  }
}

class JoinedRows<R> extends RowList<R> {
  readonly length: number;
  readonly #lists: readonly Rows<R>[];
  /** The place of the first row of each. */
  readonly #begins: readonly number[];
  /** The list of the row that was looked at last, which that of the next one mostly is. */
  #last = 0;

  constructor(lists: readonly Rows<R>[]) {
    super();
    let next = 0;
    this.#begins = lists.map(({ length }) => (next += length) - length);
    this.length = next;
    this.#lists = lists;
  }

  row(place: number): R {
    const begins = this.#begins, last = this.#last;
    if (place < begins[last]! || place >= (begins[last + 1] ?? this.length)) {
      let low = 0, high = begins.length;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (begins[middle]! <= place) low = middle;
        else high = middle;
      }
      this.#last = low;
    }
    return this.#lists[this.#last]!.at(place - begins[this.#last]!)!;
  }
}

/** The rows of all lists, one after the other. */
export function joinedRows<R>(lists: readonly Rows<R>[]): Rows<R> {
  return lists.length === 1 ? lists[0]! : new JoinedRows(lists);
}
