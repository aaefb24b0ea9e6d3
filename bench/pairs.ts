/**
 * Pairs of trials, netio and its opponents close together in time, in a shuffled order; the ratio of each pair is
 * the unit. Cells take turns, so that drift of the machine falls on all alike. Pairs are added until a cell is
 * decided against the bound, or there are enough.
 */
import { median } from "simple-statistics";
import type { Interval } from "../stats/interval.ts";
import { medianInterval } from "../stats/median_interval.ts";
import { type Random, shuffled } from "../stats/random.ts";

/** One trial; gives Gbit/s. */
export type Contender = () => Promise<number>;

/** Ways of doing one cell's work. */
export interface Duel {
  readonly name: readonly string[];
  readonly ours: Contender;
  /** The first is the one that counts; the others run beside it and decide nothing. */
  readonly opponents: readonly Contender[];
}

/** Gbit/s of a cell's trials, pair by pair; of each opponent in the duel's order. */
export interface DuelResult {
  readonly name: readonly string[];
  readonly ours: number[];
  readonly theirs: readonly number[][];
}

export interface PairCounts {
  readonly least: number;
  readonly most: number;
  /** A cell is decided when the interval of its median ratio lies on one side of this. */
  readonly bound: number;
}

/** Ratios of a cell to an opponent, pair by pair. */
export function ratios({ ours, theirs }: DuelResult, opponent = 0): number[] {
  return ours.map((value, i) => value / theirs[opponent]![i]!);
}

/** Whether more pairs could not change the verdict on the first opponent. */
export function isDecided(result: DuelResult, { least, bound }: PairCounts): boolean {
  if (result.ours.length < least) return false;
  const interval = medianInterval(ratios(result));
  return interval !== null && (interval.lo >= bound || interval.hi < bound);
}

/** Runs the duels, in turns; `renew` is called before each round, for what all of its trials of ours have in common. */
export async function runPairs(
  duels: readonly Duel[],
  counts: PairCounts,
  random: Random,
  onPair: (result: DuelResult) => void,
  renew: () => Promise<void> = () => Promise.resolve(),
): Promise<DuelResult[]> {
  const results = duels.map(({ name, opponents }): DuelResult => (
    { name, ours: [], theirs: opponents.map(() => []) }
  ));
  for (let round = 0; round < counts.most; round++) {
    const open = duels.map((duel, i) => ({ duel, result: results[i]! }))
      .filter(({ result }) => !isDecided(result, counts));
    if (open.length > 0) await renew();
    for (const { duel, result } of shuffled(open, random)) {
      const trials = [duel.ours, ...duel.opponents].map((run, i) => (
        { run, into: i === 0 ? result.ours : result.theirs[i - 1]! }
      ));
      for (const { run, into } of shuffled(trials, random)) into.push(await run());
      onPair(result);
    }
  }
  return results;
}

/** A cell against one opponent. */
export interface Standing {
  /** Median of the opponent's trials, Gbit/s. */
  readonly gbps: number;
  /** Median of the ratios, their range, and the interval of the median. */
  readonly ratio: number;
  readonly least: number;
  readonly most: number;
  readonly interval: Interval | null;
  /** The opponent's slowest trial, of its median. */
  readonly slowest: number;
}

/** What the tables say of a cell against an opponent. */
export function standing(result: DuelResult, opponent = 0): Standing {
  const all = ratios(result, opponent), theirs = result.theirs[opponent]!;
  return {
    gbps: median(theirs),
    ratio: median(all),
    least: Math.min(...all),
    most: Math.max(...all),
    interval: medianInterval(all),
    slowest: slowestOfMedian(theirs),
  };
}

/** The slowest of some trials, of their median: shows a Worker stuck in a slow tier. */
export function slowestOfMedian(gbps: readonly number[]): number {
  return Math.min(...gbps) / median([...gbps]);
}
