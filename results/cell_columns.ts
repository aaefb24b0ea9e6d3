/**
 * A cell's values, measure by measure, each computed once: a cell is compared with many others, and its rows do not
 * change.
 */
import { medianOfSorted } from "../stats/median_interval.ts";
import type { ResultRow } from "./columns.ts";
import type { Measure } from "./measures.ts";

/** Positive values by their block, ascending; the median where a block has several. */
export interface BlockValues {
  readonly blocks: Int32Array;
  readonly values: Float64Array;
}

/** Block numbers by run, shared by all cells so that their blocks can be matched. */
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

/** What is known of one measure; `null` where it is not computed yet. One object per measure: there are many cells. */
interface Figures {
  readonly values: Float64Array;
  /** How many of them are positive. */
  readonly positive: number;
  logs: Float64Array | null;
  byBlock: BlockValues | null;
}

function figuresOf(values: Float64Array, positive: number): Figures {
  return { values, positive, logs: null, byBlock: null };
}

/** For measures that no trial of a cell has, by the number of its trials. */
const NOT_MEASURED = new Map<number, Figures>();

export class CellColumns {
  readonly #rows: readonly ResultRow[];
  #blocks: Int32Array | null = null;
  #distanceRange: readonly [number, number] | null = null;
  readonly #figures = new Map<Measure, Figures>();

  constructor(rows: readonly ResultRow[]) {
    this.#rows = rows;
  }

  /** One value per trial, in order; NaN where it was not measured. */
  of(measure: Measure): Float64Array {
    return this.#figuresOf(measure).values;
  }

  #figuresOf(measure: Measure): Figures {
    return ensured(this.#figures, measure, () => {
      const { length } = this.#rows;
      let values: Float64Array | null = null, positive = 0;
      for (let i = 0; i < length; i++) {
        const value = measure.value(this.#rows[i]!);
        if (value === null || Number.isNaN(value)) continue;
        values ??= new Float64Array(length).fill(NaN);
        values[i] = value;
        if (value > 0) positive++;
      }
      if (values === null) {
        return ensured(NOT_MEASURED, length, () => figuresOf(new Float64Array(length).fill(NaN), 0));
      }
      return figuresOf(values, positive);
    });
  }

  /** The logarithms of the positive values, ascending. */
  logs(measure: Measure): Float64Array {
    const figures = this.#figuresOf(measure);
    return figures.logs ??= positiveOf(figures).map(Math.log).sort();
  }

  /** How many values are positive. */
  positiveCount(measure: Measure): number {
    return this.#figuresOf(measure).positive;
  }

  byBlock(measure: Measure): BlockValues {
    const figures = this.#figuresOf(measure);
    return figures.byBlock ??= this.#inBlocks(figures);
  }

  #inBlocks({ values, positive }: Figures): BlockValues {
    const all = this.blocks, own = new Float64Array(positive), blocks = new Int32Array(positive);
    let count = 0, isAscending = true;
    for (let i = 0; i < values.length; i++) {
      if (!(values[i]! > 0) || all[i]! < 0) continue;
      isAscending &&= count === 0 || blocks[count - 1]! < all[i]!;
      own[count] = values[i]!;
      blocks[count++] = all[i]!;
    }
    const found = count === positive
      ? { blocks, values: own }
      : { blocks: blocks.subarray(0, count), values: own.subarray(0, count) };
    return isAscending ? found : mediansByBlock(found.values, found.blocks);
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

function positiveOf({ values, positive }: Figures): Float64Array {
  return positive === values.length ? values : values.filter((value) => value > 0);
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
