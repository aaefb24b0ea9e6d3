/**
 * `--extra-repeats`: after the planned blocks, as many more of one group each, the one that is known least at that time. What
 * modes are compared by is their ratio, so the widest interval of a group's ratios counts; where blocks fall into two states
 * of the machine, that of the state with more blocks. A single mode has no ratio, and all groups get as many blocks.
 *
 * How many there are is fixed beforehand. A group gets no more once its interval happens to be narrow, which makes intervals
 * a little optimistic: in simulated sweeps 3.5 to 4.1 % of them missed the truth where their levels allow 3.3 to 3.7 %, with
 * as many blocks for each group 3.5 to 3.8 of 3.6 % (`scripts/extra_repeats_level.ts`). Pure, and a function of the rows of
 * earlier blocks alone, so that an interrupted sweep continues as it would have.
 */
import { isValidTrial } from "../results/cell.ts";
import { tabulate } from "../results/cells.ts";
import type { ResultRow } from "../results/columns.ts";
import { type CellContrast, comparePairs } from "../results/comparisons.ts";
import { comparedPairs } from "../results/mode_catalogue.ts";
import type { Contrast } from "../stats/contrast.ts";
import {
  blockTrials,
  extraBlockCount,
  groupKey,
  groupOf,
  groupsOf,
  groupUnder,
  type PlannedTrial,
  type SweepPlan,
  type TrialGroup,
} from "./plan.ts";
import { precisionMeasure } from "./stop_rule.ts";

/** The trials of a block after the planned ones; empty after the last, and where nothing can be measured any more. */
export function extraBlockTrials(plan: SweepPlan, block: number, rows: readonly ResultRow[]): PlannedTrial[] {
  if (block >= plan.repeats + extraBlockCount(plan)) return [];
  const begun = rows.find((row) => row.block === block);
  const group = begun === undefined ? leastKnown(plan, rows) : groupOf(begun);
  return group === null ? [] : trialsOf(plan, block, group);
}

/**
 * The trials of all extra blocks. Before a block has begun, nobody knows of which group it will be: it stands here with any,
 * each as often as others, so that their number and the time they take are right.
 */
export function extraTrials(plan: SweepPlan, rows: readonly ResultRow[]): PlannedTrial[] {
  const groups = groupsOf(plan), begun = new Map(rows.map((row) => [row.block, groupOf(row)]));
  return Array.from({ length: extraBlockCount(plan) }, (_, i) => {
    const block = plan.repeats + i;
    return trialsOf(plan, block, begun.get(block) ?? groups[i % groups.length]!);
  }).flat();
}

function trialsOf(plan: SweepPlan, block: number, group: TrialGroup): PlannedTrial[] {
  const key = groupKey(group);
  return blockTrials(plan, block).filter((trial) => groupKey(trial) === key);
}

/** The group with the widest interval, of several without one that with the fewest trials; `null` if none was measured. */
function leastKnown(plan: SweepPlan, rows: readonly ResultRow[]): TrialGroup | null {
  const widths = ratioWidths(plan, rows);
  const trials = Map.groupBy(rows.filter(isValidTrial), (row) => groupKey(groupOf(row)));
  const count = (group: TrialGroup) => trials.get(groupKey(group))?.length ?? 0;
  const width = (group: TrialGroup) => widths.get(groupKey(group)) ?? Infinity;
  const [first = null] = groupsOf(plan).filter((group) => count(group) > 0)
    .toSorted((a, b) => descending(width(a), width(b)) || count(a) - count(b));
  return first;
}

/** Also where both are infinite. */
function descending(a: number, b: number): number {
  return a === b ? 0 : b - a;
}

/** By group, the widest interval of a ratio, as a share of it. */
function ratioWidths(plan: SweepPlan, rows: readonly ResultRow[]): Map<string, number> {
  const pairs = comparedPairs(plan.modes), measure = precisionMeasure(plan);
  const widths = new Map<string, number>();
  for (const table of tabulate(rows).tables) {
    for (const contrast of comparePairs(table, pairs, measure)) {
      const key = groupKey(groupUnder(table.setting, contrast));
      widths.set(key, Math.max(widths.get(key) ?? 0, widthOf(contrast)));
    }
  }
  return widths;
}

/** More blocks of a state that has passed can't be had. */
function widthOf({ ratio, states }: Pick<CellContrast, "ratio" | "states">): number {
  if (states === null) return relativeWidth(ratio);
  const [one, other] = states;
  return relativeWidth((one.ratio.n > other.ratio.n ? one : other).ratio);
}

function relativeWidth({ interval, estimate }: Contrast): number {
  return interval === null ? Infinity : (interval.hi - interval.lo) / estimate;
}
