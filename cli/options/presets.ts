/** The presets of `--preset`: sizes, thread counts, and how long and how often each is measured. */
import { EXERCISE_MODES } from "../../results/mode_catalogue.ts";
import type { SweepPlan } from "../../sweep/plan.ts";

/** What a plan starts from, before the options. */
export type Preset = Partial<SweepPlan>;

const ALL_SIZES = [64, 256, 1024, 4096, 16384, 65536, 262144, 1048576];

/**
 * A minute. Blocks differ more than the slices within one, so many short blocks say more than a few long ones; and at some
 * sizes on some machines they differ several times as much as at others. Of 22 blocks the interval is wider than of 20.
 */
const QUICK = {
  sizes: [1024, 16384, 262144],
  threads: [1, 2],
  repeats: 23,
  extraRepeats: 5,
  durationMs: 60,
  warmupMs: 30,
};

const LONG = { threads: [1, 2, 4, 8], repeats: 30, durationMs: 200, warmupMs: 60 };

/** A1, A2 and A3 over sizes that fit each cache level, in about five minutes. */
const EXERCISE = {
  modes: [...EXERCISE_MODES],
  sizes: [256, 4096, 65536, 1048576],
  threads: [1, 2, 4, 8],
  repeats: 20,
  durationMs: 160,
  warmupMs: 60,
};

export const PRESETS = {
  quick: QUICK,
  small: { ...LONG, sizes: ALL_SIZES.slice(0, 4) },
  medium: { ...LONG, sizes: ALL_SIZES.slice(2, 6) },
  bulk: { ...LONG, sizes: ALL_SIZES.slice(4) },
  full: { ...LONG, sizes: ALL_SIZES },
  exercise: EXERCISE,
} satisfies Readonly<Record<string, Preset>>;

export type PresetName = keyof typeof PRESETS;

export const PRESET_NAMES = Object.keys(PRESETS) as PresetName[];

export const DEFAULT_PRESET: PresetName = "quick";
