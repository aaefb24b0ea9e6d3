/** The options of the integrity mode, and what can't go together with it. */
import type { SweepPlan } from "../../sweep/plan.ts";
import type { Given, OptionTable } from "./option.ts";
import { UsageError } from "../usage_error.ts";
import { integerWithin } from "./values.ts";

const POOL_DEPTH = 4;

export const VERIFY_OPTIONS = {
  verify: {
    help: "check every message instead of measuring: numbers, checksums, buffers rewritten after completion",
    example: "--verify",
    parse: () => true,
  },
  "pool-depth": {
    value: "N",
    byDefault: String(POOL_DEPTH),
    help: "with --verify: buffers that take turns, 1 to 256",
    example: "8",
    parse: integerWithin(1, 256),
  },
} as const satisfies OptionTable;

/**
 * The depth of the pool when messages are to be checked; undefined when they are not.
 *
 * @throws UsageError for a depth without --verify
 */
export function poolDepthFrom(given: Given<typeof VERIFY_OPTIONS>): number | undefined {
  const { verify, "pool-depth": poolDepth } = given;
  if (verify) return poolDepth ?? POOL_DEPTH;
  if (poolDepth !== undefined) throw new UsageError("--pool-depth is for --verify, which is not given");
  return undefined;
}

/** @throws UsageError for a plan that checks messages and asks for what makes no sense then */
export function requireVerifiable(plan: SweepPlan): void {
  if (plan.poolDepth === null) return;
  const refuse = (option: string, why: string) => {
    throw new UsageError(`--verify and ${option} exclude each other: ${why}`);
  };
  if (plan.pattern !== "stream") refuse(`--pattern ${plan.pattern}`, "a stream of messages is checked");
  if (plan.rx !== "recv") refuse(`--rx ${plan.rx}`, "what arrives has to be read whole");
  if (plan.workingSetBytes !== null) refuse("--working-set", "its buffers are the pool's (--pool-depth)");
  if (plan.untilCi !== null) refuse("--until-ci", "nothing is timed");
}
