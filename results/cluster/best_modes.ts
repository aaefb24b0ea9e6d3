/** Which mode is best in how many directions of a cluster, in the message size and thread count that are shown. */
import type { Cluster } from "./cluster.ts";
import { directionKey } from "./configurations.ts";

export interface BestModes {
  /** Ways on which two modes or more have a value. */
  readonly directions: number;
  /** The most frequent first. */
  readonly counts: readonly { readonly mode: string; readonly count: number }[];
}

/** By the medians; `null` where in no direction there are two. */
export function bestModes({ configurations, shown }: Cluster): BestModes | null {
  if (shown === null) return null;
  const { messageBytes, threads, measure, name } = shown;
  const sign = measure.better === "higher" ? 1 : -1;
  const byDirection = new Map<string, { mode: string; value: number; modes: number }>();
  for (const configuration of configurations) {
    if (configuration.messageBytes !== messageBytes || configuration.threads !== threads) continue;
    if (configuration.measure !== measure || configuration.name !== name) continue;
    for (const pair of configuration.pairs) {
      const value = pair.cell.estimate(measure)?.median;
      if (value === undefined) continue;
      const known = byDirection.get(directionKey(pair));
      const isBetter = known === undefined || sign * (value - known.value) > 0;
      byDirection.set(directionKey(pair), {
        ...isBetter ? { mode: configuration.mode, value } : known,
        modes: (known?.modes ?? 0) + 1,
      });
    }
  }
  const contested = [...byDirection.values()].filter(({ modes }) => modes > 1);
  if (contested.length === 0) return null;
  const counts = [...Map.groupBy(contested, ({ mode }) => mode)].map(([mode, own]) => ({
    mode,
    count: own.length,
  }));
  return { directions: contested.length, counts: counts.sort((a, b) => b.count - a.count) };
}
