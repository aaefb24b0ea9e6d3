/** The options that let a sweep go on until its intervals are narrow: `--until-ci`, `--max-repeats`, `--max-time`. */
import type { SweepPlan } from "../../sweep/plan.ts";
import type { Given, OptionTable } from "./option.ts";
import { UsageError } from "../usage_error.ts";
import { integerWithin, parseMaxTime, parsePercent, REPEATS_MAX } from "./values.ts";

export const STOP_OPTIONS = {
  "until-ci": {
    value: "PERCENT",
    help: "go on after --repeats until every cell's interval is at most ± this much of its median",
    example: "3%",
    parse: (text: string) => parsePercent(text) / 100,
  },
  "max-repeats": {
    value: "N",
    byDefault: "50",
    help: "with --until-ci: at most so many trials per cell",
    example: "30",
    parse: integerWithin(1, REPEATS_MAX),
  },
  "max-time": {
    value: "TIME",
    byDefault: "none",
    help: "with --until-ci: begin nothing that would end later, 1s to 168h",
    example: "10m",
    parse: parseMaxTime,
  },
} as const satisfies OptionTable;

const MAX_REPEATS = 50;

/**
 * The stop rule that was asked for; undefined when none was.
 *
 * @throws UsageError for its limits without a target
 */
export function untilCiFrom(given: Given<typeof STOP_OPTIONS>): SweepPlan["untilCi"] | undefined {
  const { "until-ci": halfWidth, "max-repeats": maxRepeats, "max-time": maxTimeMs } = given;
  if (halfWidth !== undefined) {
    return { halfWidth, maxRepeats: maxRepeats ?? MAX_REPEATS, maxTimeMs: maxTimeMs ?? null };
  }
  for (const [name, value] of Object.entries({ "max-repeats": maxRepeats, "max-time": maxTimeMs })) {
    if (value !== undefined) throw new UsageError(`--${name} limits --until-ci, which is not given`);
  }
  return undefined;
}
