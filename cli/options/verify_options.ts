/** The options of integrity checking, and what can't be combined with it. */
import { receiveStrategyById } from "../../receive/registry.ts";
import type { SweepPlan } from "../../sweep/plan.ts";
import { SETTINGS } from "../../trial/settings.ts";
import { UsageError } from "../usage_error.ts";
import { formOption } from "./forms.ts";
import { type Given, type OptionTable, plannedAt, switchOption } from "./option.ts";

const POOL_DEPTH = { ...SETTINGS.poolDepth, byDefault: 4 };

export const VERIFY_OPTIONS = {
  verify: {
    ...switchOption(
      "check every message instead of measuring: numbers, checksums, buffers rewritten after completion",
    ),
    planned: ({ poolDepth }: SweepPlan) => poolDepth === null ? null : true,
  },
  "pool-depth": formOption(POOL_DEPTH, {
    value: "N",
    help: "with --verify: send buffers, used round-robin",
    example: "8",
    planned: plannedAt("poolDepth"),
  }),
} as const satisfies OptionTable;

/**
 * The depth of the buffer pool if messages are to be checked; undefined if they are not.
 *
 * @throws UsageError for a depth without --verify
 */
export function poolDepthFrom(given: Given<typeof VERIFY_OPTIONS>): number | undefined {
  const { verify, "pool-depth": poolDepth } = given;
  if (verify) return poolDepth ?? POOL_DEPTH.byDefault;
  if (poolDepth !== undefined) throw new UsageError("--pool-depth needs --verify");
  return undefined;
}

/** @throws UsageError for a plan that checks messages and has settings that make no sense with it */
export function requireVerifiable(plan: SweepPlan): void {
  if (plan.poolDepth === null) return;
  const refuse = (option: string, why: string) => {
    throw new UsageError(`--verify and ${option} are mutually exclusive: ${why}`);
  };
  if (plan.pattern !== "stream") refuse(`--pattern ${plan.pattern}`, "a stream of messages is checked");
  const discarding = plan.rx.find((rx) => receiveStrategyById(rx).discards);
  if (discarding !== undefined) refuse(`--rx ${discarding}`, "what it throws away can't be checked");
  if (plan.workingSetBytes !== null) refuse("--working-set", "its buffers are the pool's (--pool-depth)");
  if (plan.interleave === "slices") {
    refuse("--interleave slices", "each mode is checked in trials of its own");
  }
  if (plan.untilCi !== null) refuse("--until-ci", "nothing is timed");
  if (plan.extraRepeats > 0) refuse("--extra-repeats", "nothing is timed");
}
