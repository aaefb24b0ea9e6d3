/** All blocks of a sweep in order: the planned ones, those that `--until-ci` adds, and those of sizes that `--refine` adds. */
import type { ResultRow } from "../results/columns.ts";
import type { PlannedTrial, SweepPlan } from "./plan.ts";
import { nextRound, type Round } from "./refine.ts";
import { trialsOfBlock } from "./stop_rule.ts";

/** @param rows those that are there; the caller adds to them what a block gave before it asks for the next */
export function* blocksOfSweep(
  plan: SweepPlan,
  rows: readonly ResultRow[],
): Generator<readonly PlannedTrial[]> {
  for (let block = 0;; block++) {
    const trials = trialsOfBlock(plan, block, rows);
    if (trials.length === 0) break;
    yield trials;
  }
  const rounds: Round[] = [];
  for (;;) {
    const round = nextRound(plan, rows, rounds);
    if (round === null) return;
    yield* round.blocks;
    rounds.push(round);
  }
}
