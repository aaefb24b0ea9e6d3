/** The presets of `--preset`: sizes and thread counts, and for `quick` a shorter schedule. */
export interface Preset {
  readonly sizes: readonly number[];
  readonly threads: readonly number[];
  readonly repeats?: number;
  readonly durationMs?: number;
  readonly warmupMs?: number;
}

const ALL_SIZES = [64, 256, 1024, 4096, 16384, 65536, 262144, 1048576];
const THREADS = [1, 2, 4, 8];

export const PRESETS = {
  quick: { sizes: [1024, 16384, 262144], threads: [1, 2], repeats: 6, durationMs: 250, warmupMs: 100 },
  small: { sizes: ALL_SIZES.slice(0, 4), threads: THREADS },
  medium: { sizes: ALL_SIZES.slice(2, 6), threads: THREADS },
  bulk: { sizes: ALL_SIZES.slice(4), threads: THREADS },
  full: { sizes: ALL_SIZES, threads: THREADS },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof PRESETS;

export const PRESET_NAMES = Object.keys(PRESETS) as PresetName[];
