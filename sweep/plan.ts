/**
 * What a sweep will do, as plain data, and in which order. Pure: the same plan gives the same order on any machine.
 *
 * A repeat of all cells is a block. Each block shuffles the (size, threads) groups, and within each group the modes,
 * so that slow drift of the machine falls on all modes alike and modes are compared close together in time.
 */
import { z } from "zod";
import { MODES } from "../modes/registry.ts";
import { seededRandom, shuffled } from "../stats/random.ts";
import { type Forms, integer, list, optional, own, shapeOf, time } from "../trial/forms.ts";
import { SETTINGS, SETTINGS_SHAPE } from "../trial/settings.ts";
import { CELL, type Cell } from "../trial/trial_spec.ts";

export const PLAN_SCHEMA_VERSION = 3;

const REPEATS_MAX = 1000;

/** The parts of `untilCi`: when to stop adding blocks after the planned ones. */
export const UNTIL_CI = {
  maxRepeats: integer(1, REPEATS_MAX, 50),
  /** Budget of the whole sweep. */
  maxTimeMs: optional(time(1e3, 168 * 3600e3), "none"),
};

const untilCiSchema = z.strictObject({
  /** Target of half the interval over the median. */
  halfWidth: z.number().positive().max(1),
  ...shapeOf(UNTIL_CI),
});

/** What a sweep goes through and how often; `untilCi` is `null` where the planned blocks are all. */
export const MATRIX = {
  seed: integer(0, 2 ** 32 - 1),
  modes: list(CELL.mode, MODES.filter(({ isDefault }) => isDefault).map(({ id }): string => id)),
  sizes: list(CELL.messageBytes),
  threads: list(CELL.threads),
  repeats: integer(1, REPEATS_MAX, 7),
  untilCi: own(untilCiSchema.nullable(), null),
} satisfies Forms;

/** The fields of a plan that options set. */
export const PLAN_FIELDS = { ...MATRIX, ...SETTINGS };

/** The form of `plan.json`; times in ms, sizes in bytes. */
export const planSchema = z.strictObject({
  schema: z.literal(PLAN_SCHEMA_VERSION),
  runId: z.string(),
  ...shapeOf(MATRIX),
  ...SETTINGS_SHAPE,
});

export type SweepPlan = z.infer<typeof planSchema>;

/** One trial of a plan. */
export interface PlannedTrial extends Cell {
  /** Place in the order of the whole sweep, from 0; blocks that run some groups only leave numbers out. */
  readonly trial: number;
  readonly block: number;
  /** The same for all modes of a block's (size, threads) group: they send the same layout. */
  readonly payloadSeed: number;
}

/** Names a trial within its plan, whatever the order. */
export function trialKey(trial: Pick<PlannedTrial, "block" | "mode" | "messageBytes" | "threads">): string {
  return `${trial.block} ${trial.mode} ${trial.messageBytes} ${trial.threads}`;
}

/** How many trials a plan has, without those that `untilCi` adds. */
export function trialCount(plan: SweepPlan): number {
  return plan.modes.length * plan.sizes.length * plan.threads.length * plan.repeats;
}

/** The trials of a plan in their order of execution, without those that `untilCi` adds. */
export function plannedTrials(plan: SweepPlan): PlannedTrial[] {
  return Array.from({ length: plan.repeats }, (_, block) => blockTrials(plan, block)).flat();
}

/** All cells once, in the order of their block. */
export function blockTrials(plan: SweepPlan, block: number): PlannedTrial[] {
  const groups = plan.sizes.flatMap((messageBytes) =>
    plan.threads.map((threads) => ({ messageBytes, threads }))
  );
  const random = seededRandom(mixSeed(plan.seed, block));
  const first = block * groups.length * plan.modes.length;
  return shuffled(groups, random)
    .flatMap((group) => shuffled(plan.modes, random).map((mode) => ({ ...group, mode })))
    .map((cell, i) => ({
      trial: first + i,
      block,
      ...cell,
      payloadSeed: mixSeed(plan.seed, block, cell.messageBytes, cell.threads),
    }));
}

/** One 32-bit seed of several numbers (the finaliser of MurmurHash3 over each). */
function mixSeed(...parts: readonly number[]): number {
  let hash = 0;
  for (const part of parts) {
    hash = Math.imul(hash ^ part, 0x85eb_ca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
    hash ^= hash >>> 16;
  }
  return hash | 0;
}
