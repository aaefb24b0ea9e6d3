/**
 * Whether two figures of a row are in the same proportion throughout a file, which reveals units, sizes and totals.
 * Figures are rounded and some rows are off, so the median has to agree closely, and nine rows of ten roughly.
 */
import type { ForeignRow } from "./foreign_row.ts";
import type { Rows } from "../table/rows.ts";

const MIDDLE_TOLERANCE = 0.02;
const MOST_TOLERANCE = 0.05;
const MOST_OFF = 0.1;
const FEWEST_ROWS = 3;

function quantile(ascending: Float64Array, share: number): number {
  return ascending[Math.round(share * (ascending.length - 1))] ?? NaN;
}

/** Least, median and greatest of `values`. */
export function spread(values: ArrayLike<number>): { least: number; median: number; greatest: number } {
  const sorted = new Float64Array(values).sort();
  return { least: quantile(sorted, 0), median: quantile(sorted, 0.5), greatest: quantile(sorted, 1) };
}

/** Whether `ratios` are all about `unit`. */
export function isOne(ratios: ArrayLike<number>, unit = 1): boolean {
  const { length } = ratios;
  if (length < FEWEST_ROWS) return false;
  let below = 0, above = 0, off = 0;
  for (let i = 0; i < length; i++) {
    const ratio = ratios[i]! / unit;
    if (ratio < 1 - MIDDLE_TOLERANCE) below++;
    if (ratio > 1 + MIDDLE_TOLERANCE) above++;
    if (Math.abs(ratio - 1) > MOST_TOLERANCE) off++;
  }
  return below <= length / 2 && above <= length / 2 && off <= MOST_OFF * length;
}

const SAMPLE = 1000;

/**
 * Places of enough of many to see that something does not hold: one in each of as many parts, wherever in it, for rows of
 * different kinds may take turns.
 */
export function samplePlaces(count: number, most = SAMPLE): ArrayLike<number> {
  const step = Math.max(1, Math.ceil(count / most));
  const placeIn = (part: number) => part * step + (Math.imul(part + 1, 0x9e3779b1) >>> 8) % step;
  return Uint32Array.from({ length: Math.ceil(count / step) }, (_, i) => Math.min(placeIn(i), count - 1));
}

/** The rows at {@linkcode samplePlaces}. */
export function evenSample<T>(all: Rows<T>, most = SAMPLE): Rows<T> {
  return all.length <= most ? all : Array.from(samplePlaces(all.length, most), (place) => all.at(place)!);
}

const DIGITS = 9;
const ROUNDING = 0.01;

/** What the last digit of a column stands for, at most 1: 2.5 beside 0.125 is 2.500. */
export function lastDigit(column: readonly (number | null)[]): number {
  const decimals = evenSample(column).map((value) => {
    const [mantissa = "", exponent = "0"] = String(Number((value ?? 0).toPrecision(DIGITS))).split("e");
    return (mantissa.split(".")[1]?.length ?? 0) - Number(exponent);
  });
  return 10 ** -decimals.reduce((a, b) => Math.max(a, b), 0);
}

/** Whether a figure of a column is written with so many digits that half of the last one is under a hundredth of it. */
export function roundsWell(column: readonly (number | null)[]): (value: number) => boolean {
  const digit = lastDigit(column);
  return (value) => 0.5 * digit <= ROUNDING * value;
}

/** latency × throughput ÷ message size of rows that have all of them and threads: no objects, for they may be a million. */
export class Shares {
  readonly #ratios: Float64Array;
  readonly #threads: Float64Array;
  #length = 0;

  /** @param most how many there may be */
  constructor(most: number) {
    this.#ratios = new Float64Array(most);
    this.#threads = new Float64Array(most);
  }

  get length(): number {
    return this.#length;
  }

  add(ratio: number, threads: number): void {
    this.#ratios[this.#length] = ratio;
    this.#threads[this.#length++] = threads;
  }

  /** Whether any is of several threads. */
  get areOfSeveral(): boolean {
    return this.#threads.subarray(0, this.#length).some((threads) => threads > 1);
  }

  /** What they are of `factor`, or of so much for each thread: in `parts`, which has room for them. */
  over(factor: number, isPerConnection: boolean, parts = new Float64Array(this.#length)): Float64Array {
    for (let i = 0; i < parts.length; i++) {
      parts[i] = this.#ratios[i]! / factor / (isPerConnection ? this.#threads[i]! : 1);
    }
    return parts;
  }
}

/** A proportion of latency × throughput to size: of all threads together, or of one connection. */
export interface Proportion {
  readonly factor: number;
  readonly isPerConnection: boolean;
  /** Those of the rows that show it. */
  readonly shares: Shares;
}

/** Which of `factors` the rows have, alone or times the threads: the closest. */
export function proportionOf(shares: Shares, factors: readonly number[]): Proportion | null {
  const parts = new Float64Array(shares.length);
  const found = factors.flatMap((factor) =>
    [false, true].flatMap((isPerConnection) => {
      if (!isOne(shares.over(factor, isPerConnection, parts))) return [];
      return [{ factor, isPerConnection, shares, distance: Math.abs(quantile(parts.sort(), 0.5) - 1) }];
    })
  );
  return found.toSorted((a, b) => a.distance - b.distance)[0] ?? null;
}

/**
 * The proportion of `factors` that the rows have; where they have none, that of those with digits enough, for half of a
 * last digit may hide it.
 */
export function latencyProportion(
  rows: Rows<ForeignRow>,
  factors: readonly number[],
): Proportion | null {
  const sample = evenSample(rows);
  const found = proportionWithin(sample, factors);
  return found === null || sample.length === rows.length ? found : proportionWithin(rows, factors);
}

function proportionWithin(rows: Rows<ForeignRow>, factors: readonly number[]): Proportion | null {
  return proportionOf(latencyShares(rows), factors) ??
    proportionOf(latencyShares(preciseRows(rows)), factors);
}

function preciseRows(rows: Rows<ForeignRow>): Rows<ForeignRow> {
  const isPreciseLatency = roundsWell(rows.map((row) => row.latency_mean_us));
  const isPreciseThroughput = roundsWell(rows.map((row) => row.throughput_gbps));
  return rows.filter(({ throughput_gbps, latency_mean_us }) =>
    isPreciseLatency(latency_mean_us ?? 0) && isPreciseThroughput(throughput_gbps ?? 0)
  );
}

function latencyShares(rows: Rows<ForeignRow>): Shares {
  const shares = new Shares(rows.length);
  for (const { throughput_gbps, latency_mean_us, message_bytes, threads } of rows) {
    if (throughput_gbps && latency_mean_us && message_bytes && threads) {
      shares.add(latency_mean_us * throughput_gbps * 1e3 / 8 / message_bytes, threads);
    }
  }
  return shares;
}

/** A factor as written in sentences: `1.00`, `7.63`, `1000`. */
export function factorText(factor: number): string {
  return factor >= 100 ? String(Math.round(factor)) : factor.toPrecision(3);
}
