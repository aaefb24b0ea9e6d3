/**
 * What a sweep will do and in which order, as plain data. Pure: the same plan gives the same order on any machine.
 *
 * A block runs every cell once. It visits its places (size, threads) in a shuffled order, so that slow drift of the
 * machine affects all of them alike. At each place it runs every receive strategy and rate, again shuffled, so that these
 * are compared close together in time. The modes of such a group are closest of all: they take turns in one trial, or
 * have trials of their own one after another, in a shuffled order.
 */
import { z } from "zod";
import { MODES } from "../modes/registry.ts";
import type { ResultRow } from "../results/columns.ts";
import { rounded } from "../results/csv.ts";
import { mixSeed, seededRandom, shuffled } from "../stats/random.ts";
import { type Forms, integer, list, optional, own, shapeOf, time } from "../trial/forms.ts";
import { SETTINGS, SETTINGS_SHAPE } from "../trial/settings.ts";
import { CELL, type Cells, MODE, RATE } from "../trial/trial_spec.ts";

export const PLAN_SCHEMA_VERSION = 7;

const REPEATS_MAX = 1000;

/** The parts of `untilCi`: when to stop adding blocks to the planned ones. */
export const UNTIL_CI = { maxRepeats: integer(1, REPEATS_MAX, 50) };

/** The parts of `refine`: how many message sizes may be added between the planned ones. */
export const REFINE = { maxSizes: integer(1, 100, 12) };

const untilCiSchema = z.strictObject({
  /** Target: half the interval's width over the median. */
  halfWidth: z.number().positive().max(1),
  ...shapeOf(UNTIL_CI),
});

/** What a sweep runs and how often; `untilCi` and `refine` are `null` where they add nothing to the planned blocks. */
export const MATRIX = {
  seed: integer(0, 2 ** 32 - 1),
  modes: list(MODE, MODES.filter(({ isDefault }) => isDefault).map(({ id }): string => id)),
  sizes: list(CELL.messageBytes),
  threads: list(CELL.threads),
  rx: list(CELL.rx, ["recv"]),
  rateBps: optional(list(RATE), "as fast as they can"),
  repeats: integer(1, REPEATS_MAX, 7),
  /** On average; each of these trials is given to the group that is known least. */
  extraRepeats: integer(0, REPEATS_MAX, 0),
  untilCi: own(untilCiSchema.nullable(), null),
  refine: own(z.strictObject(shapeOf(REFINE)).nullable(), null),
  /** Budget of all trials, those of resumed runs included. */
  maxTimeMs: optional(time(1e3, 168 * 3600e3), "none"),
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
export interface PlannedTrial extends Cells {
  /** Position in the order of the whole sweep, from 0; blocks that run only some groups skip numbers. */
  readonly trial: number;
  readonly block: number;
  /** Which repeat of its cells this is, from 0, where it differs from the block's number. */
  readonly repeat?: number;
  /** Shared by everything a block compares at one size and thread count, so that all send the same memory layout. */
  readonly payloadSeed: number;
}

/** What modes that are compared with each other have in common. */
export type TrialGroup = Pick<PlannedTrial, "messageBytes" | "threads" | "rx" | "rateBps">;

/** One mode's part of a trial. */
export interface PlannedCell extends TrialGroup {
  readonly block: number;
  readonly mode: string;
}

/** Identifies a group within its plan. */
export function groupKey({ messageBytes, threads, rx, rateBps }: TrialGroup): string {
  return `${messageBytes} ${threads} ${rx} ${offeredGbps(rateBps)}`;
}

/** The group that a row belongs to. */
export function groupOf(row: ResultRow): TrialGroup {
  return groupUnder(row, { messageBytes: row.message_bytes ?? 0, threads: row.threads ?? 0 });
}

/** A size and thread count under a setting of the results. */
export function groupUnder(
  { rx, offered_gbps }: Pick<ResultRow, "rx" | "offered_gbps">,
  { messageBytes, threads }: Pick<TrialGroup, "messageBytes" | "threads">,
): TrialGroup {
  return {
    messageBytes,
    threads,
    rx: rx ?? "",
    rateBps: offered_gbps === null ? null : offered_gbps * 1e9,
  };
}

/** A rate as rows record it, Gbit/s. */
export function offeredGbps(rateBps: number | null): number | null {
  return rateBps === null ? null : rounded(rateBps / 1e9);
}

/** Identifies one mode's part of a trial within its plan, independent of the order. */
export function cellKey({ block, mode, ...group }: PlannedCell): string {
  return `${block} ${mode} ${groupKey(group)}`;
}

/** The keys of all parts of a trial. */
export function cellKeys(trial: PlannedTrial): string[] {
  return trial.modes.map((mode) => cellKey({ ...trial, mode }));
}

/** Whether the modes of a group take turns within one trial. They never do where messages are verified instead of timed. */
export function isInterleaved(
  plan: Pick<SweepPlan, "interleave" | "pattern" | "modes" | "poolDepth">,
): boolean {
  const { interleave, pattern, modes, poolDepth } = plan;
  if (poolDepth !== null) return false;
  return interleave === "slices" || (interleave === "auto" && pattern === "stream" && modes.length > 1);
}

/** The number of trials in a plan, without those that `untilCi` and `refine` add. */
export function trialCount(plan: SweepPlan): number {
  return trialsPerBlock(plan) * (plan.repeats + plan.extraRepeats);
}

/** Blocks of one group each that follow the planned ones (`extraRepeats`). */
export function extraBlockCount(plan: SweepPlan): number {
  return plan.extraRepeats * groupsOf(plan).length;
}

function trialsPerBlock(plan: SweepPlan): number {
  const groups = plan.sizes.length * plan.threads.length * crossedWith(plan).length;
  return groups * (isInterleaved(plan) ? 1 : plan.modes.length);
}

/** Every combination of the plan's receive strategies and rates; each is measured at every place. */
function crossedWith({ rx, rateBps }: Pick<SweepPlan, "rx" | "rateBps">) {
  return rx.flatMap((strategy) => (rateBps ?? [null]).map((rate) => ({ rx: strategy, rateBps: rate })));
}

/** All groups of a plan, place by place. */
export function groupsOf(plan: SweepPlan): TrialGroup[] {
  return placesOf(plan).flatMap((place) => crossedWith(plan).map((crossed) => ({ ...place, ...crossed })));
}

function placesOf({ sizes, threads }: SweepPlan) {
  return sizes.flatMap((messageBytes) => threads.map((count) => ({ messageBytes, threads: count })));
}

/** The trials of the planned blocks in order of execution. */
export function plannedTrials(plan: SweepPlan): PlannedTrial[] {
  return Array.from({ length: plan.repeats }, (_, block) => blockTrials(plan, block)).flat();
}

/** Every cell once, in the order of that block. */
export function blockTrials(plan: SweepPlan, block: number): PlannedTrial[] {
  const random = seededRandom(mixSeed(plan.seed, block));
  const first = block * trialsPerBlock(plan);
  const trialsOf = isInterleaved(plan)
    ? () => [plan.modes]
    : () => shuffled(plan.modes, random).map((mode) => [mode]);
  return shuffled(placesOf(plan), random)
    .flatMap((place) => shuffled(crossedWith(plan), random).map((crossed) => ({ ...place, ...crossed })))
    .flatMap((group) => trialsOf().map((modes) => ({ ...group, modes })))
    .map((cells, i) => ({
      trial: first + i,
      block,
      ...cells,
      payloadSeed: mixSeed(plan.seed, block, cells.messageBytes, cells.threads),
    }));
}
