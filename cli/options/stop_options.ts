/**
 * The options that let a sweep continue beyond its planned blocks: where it knows least (`--extra-repeats`), until its
 * intervals are narrow (`--until-ci`, `--max-repeats`), and until its crossovers are known closely (`--refine`,
 * `--max-sizes`); and the one that ends it early (`--max-time`).
 */
import { REFINE, type SweepPlan, UNTIL_CI } from "../../sweep/plan.ts";
import { CLOSE_FACTOR, REPEATS_LEAST } from "../../sweep/refine.ts";
import { UsageError } from "../usage_error.ts";
import { formOption } from "./forms.ts";
import { type Given, type OptionTable, plannedAt, switchOption } from "./option.ts";
import { planOption } from "./plan_option.ts";
import { parsePercent, percentageText } from "./values.ts";

export const STOP_OPTIONS = {
  "extra-repeats": planOption("extraRepeats", {
    value: "N",
    help:
      "trials per configuration, on average, in addition to --repeats, each of the size and thread count " +
      "whose ratios are known least precisely at that time",
    example: "4",
  }),
  "until-ci": {
    value: "PERCENT",
    help: "continue after --repeats until every confidence interval is at most ± this much of its median",
    example: "3%",
    parse: parsePercent,
    text: percentageText,
    planned: plannedAt("untilCi", "halfWidth"),
  },
  "max-repeats": formOption(UNTIL_CI.maxRepeats, {
    value: "N",
    help: "with --until-ci: at most this many trials per configuration",
    example: "30",
    planned: plannedAt("untilCi", "maxRepeats"),
  }),
  "max-time": planOption("maxTimeMs", {
    value: "TIME",
    help: "time budget for all trials (a new one with --resume): no trial that would exceed it is started",
    example: "10m",
  }),
  refine: {
    ...switchOption(
      "after the planned trials, add message sizes where the better of two compared modes changes, until " +
        `each crossover is known to within a factor of ${CLOSE_FACTOR} or can't be resolved further`,
    ),
    planned: ({ refine }: SweepPlan) => refine === null ? null : true,
  },
  "max-sizes": formOption(REFINE.maxSizes, {
    value: "N",
    help: "with --refine: at most this many message sizes are added",
    example: "6",
    planned: plannedAt("refine", "maxSizes"),
  }),
} as const satisfies OptionTable;

/**
 * The requested stop rule; undefined if there is none.
 *
 * @throws UsageError for --max-repeats without --until-ci
 */
export function untilCiFrom(given: Given<typeof STOP_OPTIONS>): SweepPlan["untilCi"] | undefined {
  const { "until-ci": halfWidth, "max-repeats": maxRepeats } = given;
  if (halfWidth !== undefined) {
    return { halfWidth, maxRepeats: maxRepeats ?? UNTIL_CI.maxRepeats.byDefault };
  }
  if (maxRepeats !== undefined) throw new UsageError("--max-repeats needs --until-ci");
  return undefined;
}

/**
 * The requested refinement; undefined if there is none.
 *
 * @throws UsageError for --max-sizes without --refine
 */
export function refineFrom(given: Given<typeof STOP_OPTIONS>): SweepPlan["refine"] | undefined {
  const { refine, "max-sizes": maxSizes } = given;
  if (refine) return { maxSizes: maxSizes ?? REFINE.maxSizes.byDefault };
  if (maxSizes !== undefined) throw new UsageError("--max-sizes needs --refine");
  return undefined;
}

/** @throws UsageError for a plan with --refine in which no crossover can be found */
export function requireCrossovers({ refine, poolDepth, modes, sizes, repeats }: SweepPlan): void {
  if (refine === null) return;
  if (poolDepth !== null) {
    throw new UsageError("--verify and --refine are mutually exclusive: nothing is timed");
  }
  if (modes.length < 2) throw new UsageError("--refine needs two modes, of which one can overtake the other");
  if (sizes.length < 2) {
    throw new UsageError("--refine needs two message sizes, between which it adds others");
  }
  if (repeats < REPEATS_LEAST) {
    throw new UsageError(
      `--refine needs --repeats ${REPEATS_LEAST} or more: with ${repeats} there are no confidence intervals to find a ` +
        "crossover by",
    );
  }
}
