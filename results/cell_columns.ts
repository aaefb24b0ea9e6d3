/**
 * The figures of a cell's trials, measure by measure, each worked out once: a cell is compared with many others, and
 * what its rows say does not change.
 */
import { medianOfSorted } from "../stats/median_interval.ts";
import type { ResultRow } from "./columns.ts";
import type { Measure } from "./measures.ts";

/** Positive values by their block, ascending; the median where a block has several. */
export interface BlockValues {
  readonly blocks: Int32Array;
  readonly values: Float64Array;
}

/** Numbers of blocks, by run: the same in all cells, so that these can be matched. */
const NUMBERS = new Map<string | null, Map<number, number>>();
let blockCount = 0;

function blockNumber({ run_id, block }: ResultRow): number {
  if (block === null) return -1;
  let ofRun = NUMBERS.get(run_id);
  if (ofRun === undefined) NUMBERS.set(run_id, ofRun = new Map());
  let number = ofRun.get(block);
  if (number === undefined) ofRun.set(block, number = blockCount++);
  return number;
}

export class CellColumns {
  readonly #rows: readonly ResultRow[];
  #blocks: Int32Array | null = null;
  #distanceRange: readonly [number, number] | null = null;
  readonly #columns = new Map<Measure, Float64Array>();
  readonly #byBlock = new Map<Measure, BlockValues>();
  readonly #positive = new Map<Measure, number>();
  readonly #logs = new Map<Measure, Float64Array>();

  constructor(rows: readonly ResultRow[]) {
    this.#rows = rows;
  }

  /** A value for each trial, in their order; NaN where it was not measured. */
  of(measure: Measure): Float64Array {
    return ensured(this.#columns, measure, () => {
      const values = new Float64Array(this.#rows.length);
      for (let i = 0; i < values.length; i++) values[i] = measure.value(this.#rows[i]!) ?? NaN;
      return values;
    });
  }

  /** The logarithms of the positive values, ascending. */
  logs(measure: Measure): Float64Array {
    return ensured(this.#logs, measure, () => {
      const values = this.of(measure), logs = new Float64Array(values.length);
      let count = 0;
      for (const value of values) if (value > 0) logs[count++] = Math.log(value);
      return logs.subarray(0, count).sort();
    });
  }

  /** How many values are positive. */
  positiveCount(measure: Measure): number {
    return ensured(this.#positive, measure, () => {
      let count = 0;
      for (const value of this.of(measure)) if (value > 0) count++;
      return count;
    });
  }

  byBlock(measure: Measure): BlockValues {
    return ensured(this.#byBlock, measure, () => {
      const values = this.of(measure), blocks = this.blocks;
      const places = Int32Array.from(values.keys()).filter((i) => values[i]! > 0 && blocks[i]! >= 0);
      const isAscending = places.every((place, i) => i === 0 || blocks[places[i - 1]!]! < blocks[place]!);
      if (isAscending) return { blocks: places.map((i) => blocks[i]!), values: pick(values, places) };
      return mediansByBlock(pick(values, places), places.map((i) => blocks[i]!));
    });
  }

  /** The block of each trial; −1 where it has none. */
  get blocks(): Int32Array {
    return this.#blocks ??= Int32Array.from(this.#rows, blockNumber);
  }

  /** Least and greatest distance between CPUs; infinities where none was measured. */
  get distanceRange(): readonly [number, number] {
    if (this.#distanceRange !== null) return this.#distanceRange;
    let least = Infinity, greatest = -Infinity;
    for (const { core_to_core_ns: ns } of this.#rows) {
      if (ns === null) continue;
      least = Math.min(least, ns);
      greatest = Math.max(greatest, ns);
    }
    return this.#distanceRange = [least, greatest];
  }

  /** The distances between CPUs in the trials that have a positive value of the measure, by block. */
  distancesByBlock(measure: Measure): Map<number, number[]> {
    const byBlock = new Map<number, number[]>(), values = this.of(measure);
    this.#rows.forEach(({ core_to_core_ns: ns }, i) => {
      if (ns !== null && values[i]! > 0) ensured(byBlock, this.blocks[i]!, () => []).push(ns);
    });
    return byBlock;
  }
}

function pick(values: Float64Array, places: Int32Array): Float64Array {
  return Float64Array.from(places, (i) => values[i]!);
}

function mediansByBlock(values: Float64Array, blocks: Int32Array): BlockValues {
  const byBlock = Map.groupBy(values.keys(), (i) => blocks[i]!);
  const ascending = Int32Array.from(byBlock.keys()).sort();
  return {
    blocks: ascending,
    values: Float64Array.from(
      ascending,
      (block) => medianOfSorted(Float64Array.from(byBlock.get(block)!, (i) => values[i]!).sort()),
    ),
  };
}

function ensured<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
