/** Whether the slices that a user asked for are long enough for the messages and the path they are to be compared on. */
import { settingsOf } from "../trial/settings.ts";
import { leastSliceMs, type PathFacts } from "../trial/slice_length.ts";
import { isInterleaved, type SweepPlan } from "./plan.ts";

/** A message size and thread count that `--slice` is too short for. */
export interface ShortSlice {
  readonly messageBytes: number;
  readonly threads: number;
  /** The least length at which a slice holds enough messages and round trips, ms. */
  readonly leastMs: number;
}

/** By size and thread count; none where the slices are as long as each trial needs. */
export function shortSlices(plan: SweepPlan, path: PathFacts): ShortSlice[] {
  const settings = settingsOf(plan);
  const { sliceMs } = settings;
  if (sliceMs === null || !isInterleaved(plan)) return [];
  return plan.sizes.flatMap((messageBytes) =>
    plan.threads.map((threads) => ({
      messageBytes,
      threads,
      leastMs: leastSliceMs(settings, { messageBytes, threads }, path),
    }))
  ).filter(({ leastMs }) => leastMs > sliceMs);
}
