/**
 * What a sweep will do, as plain data, and in which order. Pure: the same plan gives the same order on any machine.
 *
 * A repeat of all cells is a block. Each block shuffles the (size, threads) groups, and within each group the modes,
 * so that slow drift of the machine falls on all modes alike and modes are compared close together in time.
 */
import { z } from "zod";
import { COUNTERS_ASKED } from "../perf/events.ts";
import { seededRandom, shuffled } from "../stats/random.ts";

export const PLAN_SCHEMA_VERSION = 2;

const cpuList = z.array(z.int().min(0).max(8191)).min(1).max(8192);

/** The form of `--pin`. */
export const pinSchema = z.union([
  z.strictObject({ kind: z.literal("auto") }),
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({ kind: z.literal("lists"), tx: cpuList, rx: cpuList }),
]);

const topologySchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("loopback") }),
  z.strictObject({ kind: z.literal("netns"), mtuBytes: z.int().nullable(), netem: z.string().nullable() }),
  z.strictObject({
    kind: z.literal("hosts"),
    hostname: z.string(),
    port: z.int(),
    sender: z.enum(["server", "client"]),
    timeoutMs: z.number().positive(),
  }),
]);

/** When to stop adding blocks after the planned ones; `null` adds none. */
const untilCiSchema = z.strictObject({
  /** Target of half the interval over the median. */
  halfWidth: z.number().positive(),
  maxRepeats: z.int().min(1),
  /** Budget of the whole sweep, ms; `null` is none. */
  maxTimeMs: z.number().positive().nullable(),
});

/** The form of `plan.json`; times in ms, sizes in bytes. */
export const planSchema = z.strictObject({
  schema: z.literal(PLAN_SCHEMA_VERSION),
  runId: z.string(),
  seed: z.int(),
  modes: z.array(z.string()).min(1),
  sizes: z.array(z.int().min(8)).min(1),
  threads: z.array(z.int().min(1)).min(1),
  repeats: z.int().min(1),
  untilCi: untilCiSchema.nullable(),
  warmupMs: z.number().min(0),
  durationMs: z.number().positive(),
  pattern: z.enum(["stream", "rr"]),
  topology: topologySchema,
  rx: z.string(),
  alignBytes: z.int(),
  /** Memory of the messages that a sender walks through; `null` for one hot message. */
  workingSetBytes: z.int().nullable(),
  /** Zero-copy modes read completions after so many sends. */
  reapEvery: z.int().min(1),
  /** Checks every message instead of measuring, with so many buffers that take turns. */
  poolDepth: z.int().min(1).nullable(),
  pin: pinSchema,
  congestion: z.string(),
  nodelay: z.enum(["auto", "on", "off"]),
  /** Sizes as asked for; `null` leaves the kernel's. */
  sndbufBytes: z.int().nullable(),
  rcvbufBytes: z.int().nullable(),
  mssBytes: z.int().nullable(),
  counters: z.enum(COUNTERS_ASKED),
});

export type SweepPlan = z.infer<typeof planSchema>;

/** One trial of a plan. */
export interface PlannedTrial {
  /** Place in the order of the whole sweep, from 0; blocks that run some groups only leave numbers out. */
  readonly trial: number;
  readonly block: number;
  readonly mode: string;
  readonly messageBytes: number;
  readonly threads: number;
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

/** The settings in which two plans differ, each with both values, for messages. Empty when they agree. */
export function planDifferences(planned: SweepPlan, wanted: Partial<SweepPlan>): string[] {
  return Object.entries(wanted).flatMap(([name, value]) => {
    const before = JSON.stringify(planned[name as keyof SweepPlan]);
    const now = JSON.stringify(value);
    return before === now ? [] : [`${name}: planned ${before}, asked for ${now}`];
  });
}
