/**
 * `--refine`: after the planned blocks, adds message sizes between two neighbours where the better of two compared modes
 * changes, until each crossover is known to within {@linkcode CLOSE_FACTOR} or can't be narrowed further. Where the two are
 * tied in between, the tie keeps the crossover wide, and the search is for the two ends of the tie. It covers all pairs that
 * the results compare (`comparedPairs`), by the measure that modes are ranked by, separately for each thread count, receive
 * strategy and rate.
 *
 * Sizes are added in rounds: one for each gap that is still too wide, measured in as many blocks as the plan has.
 * Pure: a round is decided by the rows that precede its first row, so that an interrupted sweep continues as it would
 * have, and retried trials change no earlier decision.
 */
import { FIELD_COUNT } from "../modes/payload.ts";
import { tabulate } from "../results/cells.ts";
import type { ResultRow } from "../results/columns.ts";
import { compareModes } from "../results/comparisons.ts";
import { type Crossing, crossingsOf, decidedOutcome, linesBySize } from "../results/crossings.ts";
import { comparedPairs } from "../results/mode_catalogue.ts";
import { decidingMeasure } from "../results/ranking.ts";
import { MIN_REPEATS } from "../stats/interval.ts";
import {
  blockTrials,
  extraBlockCount,
  groupKey,
  groupUnder,
  type PlannedTrial,
  plannedTrials,
  type SweepPlan,
  trialCount,
  type TrialGroup,
} from "./plan.ts";

/** A crossover, or an end of a tie, is known when it lies between two sizes that differ by no more than this factor. */
export const CLOSE_FACTOR = 1.2;

/** With fewer repeats no mode is called better, so that no crossover is found. */
export const REPEATS_LEAST = MIN_REPEATS;

/** Sizes are rounded to this many per octave, so that they read well and crossovers share them. */
const SIZES_PER_OCTAVE = 8;

/** A group without its size. */
type Variant = Omit<TrialGroup, "messageBytes">;

/** A crossover, the groups it belongs to, and whether it can be narrowed further. */
export interface Standing extends Crossing, Variant {
  /**
   * `open`: sizes in between would narrow it; `known`: it is narrow enough; `tied`: a tie keeps it wide, and both ends of
   * the tie are known; else why it stays as it is: trials at a size in between failed, or there is no size in between.
   */
  readonly state: "open" | "known" | "tied" | "failed" | "no size between";
  /** Where sizes would narrow it; none unless it is open. */
  readonly gaps: readonly Gap[];
}

/** Two neighbouring sizes at which a comparison differs, and the size that would halve the interval. Bytes. */
interface Gap {
  readonly lowBytes: number;
  readonly highBytes: number;
  readonly middleBytes: number;
}

/** Groups that are measured together, and their trials, block by block. */
export interface Round {
  readonly groups: readonly TrialGroup[];
  readonly blocks: readonly (readonly PlannedTrial[])[];
}

/**
 * Every crossover of the compared modes, by the deciding measure.
 *
 * @param tried groups that were added already
 */
export function standings(
  plan: SweepPlan,
  rows: readonly ResultRow[],
  tried: readonly TrialGroup[],
): Standing[] {
  const keys = new Set(tried.map(groupKey));
  const isTried = (group: TrialGroup) => plan.sizes.includes(group.messageBytes) || keys.has(groupKey(group));
  return tabulate(rows).tables.flatMap((table) => {
    const { comparisons } = compareModes([table], decidingMeasure(table));
    const enough = comparisons.filter(({ verdict }) => verdict !== "too few repeats"); // which is no tie
    return linesBySize(enough).flatMap((line) =>
      crossingsOf(line, decidedOutcome).map((crossing) =>
        standingOf(crossing, groupUnder(table.setting, line[0]!), isTried)
      )
    );
  });
}

function standingOf(
  crossing: Crossing,
  variant: Variant,
  isTried: (group: TrialGroup) => boolean,
): Standing {
  const standing = (state: Standing["state"], gaps: readonly Gap[] = []) => (
    { ...crossing, ...variant, state, gaps }
  );
  if (isClose(crossing)) return standing("known");
  const wide = gapsOf(crossing).filter((gap) => !isClose(gap));
  if (wide.length === 0) return standing("tied");
  const between = wide.flatMap(({ lowBytes, highBytes }) => {
    const middleBytes = middleSize(lowBytes, highBytes);
    return middleBytes === null ? [] : [{ lowBytes, highBytes, middleBytes }];
  });
  if (between.length === 0) return standing("no size between");
  const open = between.filter(({ middleBytes }) => !isTried({ ...variant, messageBytes: middleBytes }));
  return open.length === 0 ? standing("failed") : standing("open", open);
}

type Interval = Pick<Gap, "lowBytes" | "highBytes">;

/** Where the better mode changes; where the two are tied in between, the tie's ends. */
function gapsOf({ lowBytes, highBytes, undecidedAt }: Crossing): Interval[] {
  const first = undecidedAt[0], last = undecidedAt.at(-1);
  if (first === undefined || last === undefined) return [{ lowBytes, highBytes }];
  return [{ lowBytes, highBytes: first }, { lowBytes: last, highBytes }];
}

function isClose({ lowBytes, highBytes }: Interval): boolean {
  return highBytes / lowBytes <= CLOSE_FACTOR;
}

/**
 * The size nearest to the geometric mean of two that is between them, a multiple of 8 bytes as all fields are alike
 * then; `null` where there is none. Bytes.
 */
export function middleSize(lowBytes: number, highBytes: number): number | null {
  const mean = Math.sqrt(lowBytes * highBytes);
  const step = Math.max(FIELD_COUNT, 2 ** Math.floor(Math.log2(mean)) / SIZES_PER_OCTAVE);
  const below = Math.floor(mean / step) * step, above = below + step;
  const [nearest] = [below, above].filter((size) => size > lowBytes && size < highBytes)
    .toSorted((a, b) => Math.abs(Math.log(a / mean)) - Math.abs(Math.log(b / mean)));
  return nearest ?? null;
}

/** The round after `before`; `null` where there is nothing to add. */
export function nextRound(
  plan: SweepPlan,
  rows: readonly ResultRow[],
  before: readonly Round[],
): Round | null {
  if (plan.refine === null) return null;
  const firstTrial = before.flatMap(({ blocks }) => blocks.flat())
    .reduce((next, { trial }) => Math.max(next, trial + 1), firstAddedTrial(plan));
  const firstRow = rows.findIndex(({ trial }) => trial !== null && trial >= firstTrial);
  const deciding = firstRow < 0 ? rows : rows.slice(0, firstRow);
  const groups = groupsToAdd(plan, deciding, before.flatMap((round) => round.groups));
  if (groups.length === 0) return null;
  return { groups, blocks: blocksOf(plan, groups, firstTrial, before.length) };
}

/** What to measure next; where `maxSizes` does not allow all, the widest gaps. */
function groupsToAdd(
  plan: SweepPlan,
  rows: readonly ResultRow[],
  tried: readonly TrialGroup[],
): TrialGroup[] {
  const width = ({ lowBytes, highBytes }: Interval) => highBytes / lowBytes;
  const open = standings(plan, rows, tried)
    .flatMap(({ gaps, threads, rx, rateBps }) => gaps.map((gap) => ({ ...gap, threads, rx, rateBps })))
    .toSorted((a, b) => width(b) - width(a) || a.lowBytes - b.lowBytes || a.threads - b.threads);
  const sizes = new Set(tried.map(({ messageBytes }) => messageBytes));
  const groups = new Map<string, TrialGroup>();
  for (const { middleBytes, threads, rx, rateBps } of open) {
    if (!sizes.has(middleBytes) && sizes.size >= (plan.refine?.maxSizes ?? 0)) continue;
    const group = { messageBytes: middleBytes, threads, rx, rateBps };
    sizes.add(middleBytes);
    groups.set(groupKey(group), group);
  }
  return [...groups.values()];
}

function blocksOf(
  plan: SweepPlan,
  groups: readonly TrialGroup[],
  firstTrial: number,
  round: number,
): PlannedTrial[][] {
  const sizes = [...new Set(groups.map(({ messageBytes }) => messageBytes))],
    keys = new Set(groups.map(groupKey));
  const firstBlock = blocksBefore(plan) + round * plan.repeats;
  let next = firstTrial;
  return Array.from(
    { length: plan.repeats },
    (_, repeat) =>
      blockTrials({ ...plan, sizes }, firstBlock + repeat)
        .filter((trial) => keys.has(groupKey(trial)))
        .map((trial) => ({ ...trial, trial: next++, repeat })),
  );
}

/** Blocks of rounds are numbered after all that the plan and `untilCi` can have; so are trials. */
export function blocksBefore(plan: SweepPlan): number {
  return plan.untilCi?.maxRepeats ?? plan.repeats + extraBlockCount(plan);
}

function firstAddedTrial(plan: SweepPlan): number {
  return trialCount({ ...plan, repeats: blocksBefore(plan), extraRepeats: 0 });
}

/** The rounds that have started, by their rows. */
export function startedRounds(plan: SweepPlan, rows: readonly ResultRow[]): Round[] {
  const ran = new Set(rows.map(({ trial }) => trial));
  const found: Round[] = [];
  for (;;) {
    const round = nextRound(plan, rows, found);
    if (round === null || !round.blocks.flat().some(({ trial }) => ran.has(trial))) return found;
    found.push(round);
  }
}

/** The most trials that can still be added. */
export function trialsToAddMost(plan: SweepPlan, rows: readonly ResultRow[]): number {
  if (plan.refine === null) return 0;
  const ran = new Set(rows.map(({ trial }) => trial ?? -1));
  const started = startedRounds(plan, rows);
  const added = started.flatMap(({ blocks }) => blocks.flat());
  const isBetweenRounds = [...plannedTrials(plan), ...added].every(({ trial }) => ran.has(trial));
  if (isBetweenRounds && nextRound(plan, rows, started) === null) return 0;
  const sizes = plan.sizes.toSorted((a, b) => a - b);
  const perPair = sizes.slice(1).reduce((sum, size, i) => sum + sizesToClose(sizes[i]!, size), 0);
  const most = Math.min(plan.refine.maxSizes, comparedPairs(plan.modes).length * perPair);
  const done = added.filter(({ trial }) => ran.has(trial)).length;
  return Math.max(0, most * trialCount({ ...plan, sizes: plan.sizes.slice(0, 1), extraRepeats: 0 }) - done);
}

/** The most sizes that it takes to know a crossover between two sizes, or both ends of a tie. */
function sizesToClose(lowBytes: number, highBytes: number): number {
  const middle = middleOfGap(lowBytes, highBytes);
  if (middle === null) return 0;
  return 1 + Math.max(
    sizesToClose(lowBytes, middle),
    sizesToClose(middle, highBytes),
    sizesToEnd(lowBytes, middle) + sizesToEnd(middle, highBytes), // a tie at the middle
  );
}

/** The most sizes that it takes to know one end of a tie. */
function sizesToEnd(lowBytes: number, highBytes: number): number {
  const middle = middleOfGap(lowBytes, highBytes);
  return middle === null ? 0 : 1 + Math.max(sizesToEnd(lowBytes, middle), sizesToEnd(middle, highBytes));
}

function middleOfGap(lowBytes: number, highBytes: number): number | null {
  return isClose({ lowBytes, highBytes }) ? null : middleSize(lowBytes, highBytes);
}
