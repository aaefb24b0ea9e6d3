/** The presets of `--preset`: sizes and thread counts, and for `quick` a shorter schedule. */
import type { SweepPlan } from "../../sweep/plan.ts";

/** What a plan begins with, before the options. */
export type Preset = Partial<SweepPlan>;

const ALL_SIZES = [64, 256, 1024, 4096, 16384, 65536, 262144, 1048576];
const THREADS = [1, 2, 4, 8];

export const PRESETS = {
  quick: { sizes: [1024, 16384, 262144], threads: [1, 2], repeats: 6, durationMs: 250, warmupMs: 100 },
  small: { sizes: ALL_SIZES.slice(0, 4), threads: THREADS },
  medium: { sizes: ALL_SIZES.slice(2, 6), threads: THREADS },
  bulk: { sizes: ALL_SIZES.slice(4), threads: THREADS },
  full: { sizes: ALL_SIZES, threads: THREADS },
} satisfies Readonly<Record<string, Preset>>;

export type PresetName = keyof typeof PRESETS;

export const PRESET_NAMES = Object.keys(PRESETS) as PresetName[];

export const DEFAULT_PRESET: PresetName = "quick";
