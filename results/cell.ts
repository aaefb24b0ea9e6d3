/**
 * A cell: the repeats of one mode, message size and thread count, under one setting. Its values by a measure are computed
 * once: a cell is compared with many others, and its rows do not change.
 */
import type { Interval } from "../stats/interval.ts";
import { intervalOfSorted, medianOfSorted, sortForMedian } from "../stats/median_interval.ts";
import { roomFor } from "../stats/sort_first.ts";
import { type ResultRow, SETTING_KEY } from "./columns.ts";
import type { Valued } from "./measures.ts";
import type { Rows } from "./table/rows.ts";

/** What modes are never compared across: receive strategy, pattern, topology, interleaving and offered rate. */
export type Setting = Readonly<Pick<ResultRow, typeof SETTING_KEY[number]>>;

/** The setting that a row was measured under. */
export function settingOf(row: ResultRow): Setting {
  return Object.fromEntries(SETTING_KEY.map((column) => [column, row[column]])) as Setting;
}

/** The median of a cell's trials by one measure. */
export interface Estimate {
  /** Trials that have the measure. */
  readonly n: number;
  readonly median: number;
  /** `null` below six trials. */
  readonly interval: Interval | null;
}

/** Of fewer trials a figure is made again in less time, and less memory, than it takes to remember it. */
export const REMEMBERED_TRIALS = 32;

/** Numbers in an array of either kind. */
export type Numbers = readonly number[] | Float64Array;

/** Positive values by their block, ascending; the median where a block has several. */
export interface BlockValues {
  /** How many trials they are of. */
  readonly trials: number;
  readonly blocks: readonly number[];
  readonly values: Numbers;
}

/** Block numbers by run, shared by all cells so that their blocks can be matched. */
const NUMBERS = new Map<string | null, number[]>();
let blockCount = 0;

function blockNumber({ run_id, block }: ResultRow): number {
  if (block === null) return -1;
  return NUMBERS.getOrInsertComputed(run_id, () => [])[block] ??= blockCount++;
}

/**
 * Room for the values of a cell. There may be a hundred thousand cells of a few trials, for which typed arrays would take
 * three times as much memory; the values of many trials would be copied twice by the garbage collector.
 */
function roomForValues(trials: number): number[] | Float64Array {
  // Grown by pushing it would have room for seventeen, which most cells are far from.
  return trials < MANY ? new Array<number>(trials) : new Float64Array(trials);
}

const MANY = 128;

/** What is known of a cell by one measure; `undefined` where it is not computed yet. */
interface Figures {
  readonly measure: Valued;
  /** One per trial, in order; NaN where it was not measured; `null` where they are so many that they are read again. */
  readonly values: Numbers | null;
  /** How many of them are positive. */
  readonly positive: number;
  estimate: Estimate | null | undefined;
  logs: Float64Array | undefined;
  byBlock: BlockValues | undefined;
  /** By another measure: a list, since a map takes more memory than all figures of most cells. */
  next: Figures | null;
}

/** The values of measures that no trial of a cell has, by the number of its trials. */
const NOT_MEASURED = new Map<number, Numbers>();

/** Whether a row's timings count: the trial succeeded and did not run in integrity mode. */
export function isValidTrial(row: ResultRow): boolean {
  return row.status !== "failed" && row.verify !== "on";
}

export class Cell {
  readonly setting: Setting;
  readonly mode: string;
  readonly messageBytes: number;
  readonly threads: number;
  /** The valid trials. */
  readonly rows: Rows;
  /** The number of failed trials. */
  readonly nFailed: number;
  #blocks: readonly number[] | null = null;
  #hasBlocks: boolean | null = null;
  #isInBlockOrder: boolean | null = null;
  #distanceRange: readonly [number, number] | null = null;
  #figures: Figures | null = null;

  constructor(setting: Setting, rows: Rows) {
    const { mode, message_bytes, threads } = rows.at(0)!;
    this.setting = setting;
    this.mode = mode ?? "";
    this.messageBytes = message_bytes ?? 0;
    this.threads = threads ?? 0;
    const areValid = rows.every(isValidTrial);
    this.rows = areValid ? rows : rows.filter(isValidTrial);
    this.nFailed = areValid ? 0 : rows.filter(({ status }) => status === "failed").length;
  }

  /** The values of the trials that have the measure. */
  values(measure: Valued): Numbers {
    const values = this.#valuesOf(this.#figuresOf(measure));
    if (values.some(Number.isNaN)) return values.filter((value) => !Number.isNaN(value));
    return this.#keepsValues ? values : values.slice();
  }

  #figuresOf(measure: Valued): Figures {
    const first = this.#figures;
    if (first?.measure === measure) return first;
    for (let before = first; before !== null; before = before.next) {
      const found = before.next;
      if (found?.measure === measure) {
        before.next = found.next;
        found.next = first;
        return this.#figures = found; // mostly it is asked for again
      }
    }
    return this.#figures = this.#measured(measure);
  }

  /** They may be done with when those of another cell are asked for. */
  #valuesOf({ measure, values }: Figures): Numbers {
    return values ?? this.#read(measure);
  }

  #read(measure: Valued): Numbers {
    const { length } = this.rows;
    const values = this.#keepsValues ? roomForValues(length) : roomFor(length).subarray(0, length);
    this.rows.forEach((row, i) => values[i] = measure.value(row) ?? NaN);
    return values;
  }

  /** Of many trials they would take as much memory as all else that is known of these. */
  get #keepsValues(): boolean {
    return this.rows.length < MANY || this.#areInBlocks;
  }

  #measured(measure: Valued): Figures {
    const values = this.#read(measure);
    let measured = 0, positive = 0;
    for (let i = 0; i < values.length; i++) {
      if (!Number.isNaN(values[i])) measured++;
      if (values[i]! > 0) positive++;
    }
    return {
      measure,
      values: measured === 0
        ? NOT_MEASURED.getOrInsertComputed(values.length, () => values.slice())
        : this.#keepsValues
        ? values
        : null,
      positive,
      estimate: undefined,
      logs: undefined,
      byBlock: undefined,
      next: this.#figures,
    };
  }

  /** The median with its interval; `null` where no trial has the measure. */
  estimate(measure: Valued): Estimate | null {
    const figures = this.#figuresOf(measure);
    if (this.rows.length < REMEMBERED_TRIALS) return estimateOf(this.#valuesOf(figures));
    if (figures.estimate === undefined) figures.estimate = estimateOf(this.#valuesOf(figures));
    return figures.estimate;
  }

  /** The logarithms of the positive values, ascending. */
  logs(measure: Valued): Float64Array {
    const figures = this.#figuresOf(measure);
    return figures.logs ??= logsOf(this.#valuesOf(figures), figures.positive);
  }

  byBlock(measure: Valued): BlockValues {
    const figures = this.#figuresOf(measure), { positive } = figures;
    if (!this.#areInBlocks) return { trials: positive, blocks: [], values: [] }; // without a list of none in every row
    this.#isInBlockOrder ??= areAscending(this.blocks);
    const values = this.#valuesOf(figures);
    if (this.#isInBlockOrder && positive === values.length) {
      return { trials: positive, blocks: this.blocks, values };
    }
    return figures.byBlock ??= this.#inBlocks(values, positive);
  }

  get #areInBlocks(): boolean {
    return this.#hasBlocks ??= this.rows.some(({ block }) => block !== null);
  }

  #inBlocks(values: Numbers, trials: number): BlockValues {
    const own: number[] = [], blocks: number[] = [], all = this.blocks;
    for (let i = 0; i < values.length; i++) {
      if (!(values[i]! > 0) || all[i]! < 0) continue;
      own.push(values[i]!);
      blocks.push(all[i]!);
    }
    return { trials, ...(areAscending(blocks) ? { blocks, values: own } : mediansByBlock(own, blocks)) };
  }

  /** The block of each trial; −1 where it has none. */
  get blocks(): readonly number[] {
    return this.#blocks ??= this.rows.map(blockNumber);
  }

  /** Least and greatest distance between CPUs; infinities where none was measured. */
  get distanceRange(): readonly [number, number] {
    if (this.#distanceRange !== null) return this.#distanceRange;
    let least = Infinity, greatest = -Infinity;
    for (const { core_to_core_ns: ns } of this.rows) {
      if (ns === null) continue;
      least = Math.min(least, ns);
      greatest = Math.max(greatest, ns);
    }
    return this.#distanceRange = [least, greatest];
  }

  /** The distances between CPUs in the trials that have a positive value of the measure, by block. */
  distancesByBlock(measure: Valued): Map<number, number[]> {
    const byBlock = new Map<number, number[]>(), values = this.#valuesOf(this.#figuresOf(measure));
    this.rows.forEach(({ core_to_core_ns: ns }, i) => {
      if (ns !== null && values[i]! > 0) byBlock.getOrInsertComputed(this.blocks[i]!, () => []).push(ns);
    });
    return byBlock;
  }
}

function logsOf(values: Numbers, positive: number): Float64Array {
  const logs = new Float64Array(positive);
  let n = 0;
  for (let i = 0; i < values.length; i++) if (values[i]! > 0) logs[n++] = Math.log(values[i]!);
  return logs.sort();
}

function estimateOf(values: Numbers): Estimate | null {
  const sorted = roomFor(values.length);
  let n = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) sorted[n++] = values[i]!;
  if (n === 0) return null;
  sortForMedian(sorted, n);
  return { n, median: medianOfSorted(sorted, n), interval: intervalOfSorted(sorted, n) };
}

/** Whether each block is a trial's own, and they follow each other. */
function areAscending(blocks: readonly number[]): boolean {
  let last = -1;
  return blocks.every((block) => {
    const isNext = block > last;
    last = block;
    return isNext;
  });
}

function mediansByBlock(
  values: readonly number[],
  blocks: readonly number[],
): Pick<BlockValues, "blocks" | "values"> {
  const byBlock = Map.groupBy(values.keys(), (i) => blocks[i]!);
  const ascending = [...byBlock.keys()].sort((a, b) => a - b);
  return {
    blocks: ascending,
    values: ascending.map((block) =>
      medianOfSorted(Float64Array.from(byBlock.get(block)!, (i) => values[i]!).sort())
    ),
  };
}
