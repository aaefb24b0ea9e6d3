/**
 * Pairs of trials, netio and its opponent close together in time, in an order that a coin decides; the ratio of each
 * pair is the unit. Cells take turns, so that drift of the machine falls on all alike. Pairs are added until a cell
 * is decided against the bound, or there are enough.
 */
import { median } from "simple-statistics";
import { medianInterval } from "../stats/median_interval.ts";
import { type Random, shuffled } from "../stats/random.ts";

/** Two ways of doing one cell's work; each trial gives Gbit/s. */
export interface Duel {
  readonly name: readonly string[];
  readonly ours: () => Promise<number>;
  readonly theirs: () => Promise<number>;
}

export interface DuelResult {
  readonly name: readonly string[];
  readonly ours: number[];
  readonly theirs: number[];
}

export interface PairCounts {
  readonly least: number;
  readonly most: number;
  /** A cell is decided when the interval of its median ratio lies on one side of this. */
  readonly bound: number;
}

/** Ratios of a cell, pair by pair. */
export function ratios({ ours, theirs }: DuelResult): number[] {
  return ours.map((value, i) => value / theirs[i]!);
}

/** Whether more pairs could not change the verdict. */
export function isDecided(result: DuelResult, { least, bound }: PairCounts): boolean {
  if (result.ours.length < least) return false;
  const interval = medianInterval(ratios(result));
  return interval !== null && (interval.lo >= bound || interval.hi < bound);
}

/** Runs the duels, in turns. */
export async function runPairs(
  duels: readonly Duel[],
  counts: PairCounts,
  random: Random,
  onPair: (result: DuelResult) => void,
): Promise<DuelResult[]> {
  const results = duels.map(({ name }): DuelResult => ({ name, ours: [], theirs: [] }));
  for (let round = 0; round < counts.most; round++) {
    const open = duels.map((duel, i) => ({ duel, result: results[i]! }))
      .filter(({ result }) => !isDecided(result, counts));
    for (const { duel, result } of shuffled(open, random)) {
      if (random.below(2) === 0) {
        result.ours.push(await duel.ours());
        result.theirs.push(await duel.theirs());
      } else {
        result.theirs.push(await duel.theirs());
        result.ours.push(await duel.ours());
      }
      onPair(result);
    }
  }
  return results;
}

/** What a table says of one cell. */
export function describe(result: DuelResult) {
  const all = ratios(result);
  const interval = medianInterval(all);
  return {
    pairs: all.length,
    ours: median(result.ours),
    theirs: median(result.theirs),
    ratio: median(all),
    least: Math.min(...all),
    most: Math.max(...all),
    interval,
    slowest: Math.min(...result.ours) / median(result.ours),
    theirSlowest: Math.min(...result.theirs) / median(result.theirs),
  };
}
