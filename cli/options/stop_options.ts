/** The options that let a sweep go on until its intervals are narrow: `--until-ci`, `--max-repeats`, `--max-time`. */
import { type SweepPlan, UNTIL_CI } from "../../sweep/plan.ts";
import { UsageError } from "../usage_error.ts";
import { formOption } from "./forms.ts";
import { type Given, type OptionTable, plannedAt } from "./option.ts";
import { parsePercent, percentageText } from "./values.ts";

export const STOP_OPTIONS = {
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
    help: "with --until-ci: most trials per configuration",
    example: "30",
    planned: plannedAt("untilCi", "maxRepeats"),
  }),
  "max-time": formOption(UNTIL_CI.maxTimeMs, {
    value: "TIME",
    help: "with --until-ci: time budget; no trial that would overrun it is started",
    example: "10m",
    planned: plannedAt("untilCi", "maxTimeMs"),
  }),
} as const satisfies OptionTable;

/**
 * The stop rule that was asked for; undefined when none was.
 *
 * @throws UsageError for its limits without a target
 */
export function untilCiFrom(given: Given<typeof STOP_OPTIONS>): SweepPlan["untilCi"] | undefined {
  const { "until-ci": halfWidth, "max-repeats": maxRepeats, "max-time": maxTimeMs } = given;
  if (halfWidth !== undefined) {
    return {
      halfWidth,
      maxRepeats: maxRepeats ?? UNTIL_CI.maxRepeats.byDefault,
      maxTimeMs: maxTimeMs ?? UNTIL_CI.maxTimeMs.byDefault,
    };
  }
  const [name] = (["max-repeats", "max-time"] as const).filter((name) => given[name] !== undefined);
  if (name !== undefined) throw new UsageError(`--${name} limits --until-ci, which is not given`);
  return undefined;
}
