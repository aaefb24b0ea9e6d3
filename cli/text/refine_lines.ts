/** What `--refine` came to: which sizes it added, and which crossovers are not known as closely as it tries to. */
import { betweenText } from "../../report/crossing_text.ts";
import { countText, sizesText } from "../../report/phrases.ts";
import type { ResultRow } from "../../results/columns.ts";
import type { SweepPlan } from "../../sweep/plan.ts";
import { CLOSE_FACTOR, roundsBegun, type Standing, standings } from "../../sweep/refine.ts";
import type { SweepOutcome } from "../../sweep/sweep.ts";
import { variantText } from "./group_text.ts";

/** Lines; none where it was not asked for. */
export function refineLines(plan: SweepPlan, rows: readonly ResultRow[], outcome: SweepOutcome): string[] {
  if (plan.refine === null) return [];
  const groups = roundsBegun(plan, rows).flatMap((round) => round.groups);
  const found = standings(plan, rows, groups);
  if (found.length === 0) return ["--refine: no crossover; no mode overtakes one that it is compared with"];
  const sizes = groups.map(({ messageBytes }) => messageBytes).sort((a, b) => a - b);
  const open = found.filter(({ state }) => state !== "known");
  const known =
    `${found.length - open.length} of ${countText(found.length, "crossover")} known to within a factor of ` +
    CLOSE_FACTOR;
  return [
    `--refine: ${sizes.length === 0 ? "no size added" : `added ${sizesText(sizes)}`}; ${known}`,
    ...open.map((standing) =>
      `  ${standing.overtaker} overtakes ${standing.overtaken} ${betweenText(standing)} (${
        variantText(standing, plan)
      }): ${reasonText(standing, outcome, plan.refine!.maxSizes)}`
    ),
  ];
}

function reasonText({ state }: Standing, outcome: SweepOutcome, maxSizes: number): string {
  if (state === "tied") {
    return `statistically tied in between; where that begins and ends is known to within a factor of ${CLOSE_FACTOR}`;
  }
  if (state === "no size between") return "there is no multiple of 8 bytes between";
  if (outcome.stopped) return "interrupted";
  if (outcome.gaveUp) return "it gave up after failures";
  if (outcome.timeUp) return "--max-time ran out";
  return state === "failed" ? "the trials at a size between failed" : `the limit was --max-sizes ${maxSizes}`;
}
