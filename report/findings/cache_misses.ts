/** Cache misses as measures, by what the rows allow: per MiB, or in proportion to throughput where bytes are unknown. */
import type { Counter } from "../../results/counters.ts";
import type { CellTable } from "../cells.ts";
import { isMeasured, type Measure, perGbps, perMib } from "../measures.ts";

interface MissCounter {
  readonly exact: Measure;
  readonly proportional: Measure;
  /** `null` for the generic event, which counts another level on another CPU. */
  readonly level: "L1 data" | "last-level" | null;
}

const missCounter = (counter: Counter, label: string, level: MissCounter["level"]): MissCounter => ({
  exact: perMib(counter, label),
  proportional: perGbps(counter, label),
  level,
});

const MISS_COUNTERS: readonly MissCounter[] = [
  missCounter("l1d_load_misses", "L1 data cache load misses", "L1 data"),
  missCounter("llc_load_misses", "last-level cache load misses", "last-level"),
  missCounter("llc_store_misses", "last-level cache store misses", "last-level"),
  missCounter("cache_misses", "the generic cache-misses event", null),
];

export const CACHE_COUNTERS: readonly Counter[] = [
  "l1d_load_misses",
  "llc_load_misses",
  "llc_store_misses",
  "cache_misses",
];

/** One measure per counter that the table's trials have; the generic event only where no level was counted. */
export function missMeasures({ cells }: CellTable): Measure[] {
  const rows = cells.flatMap((cell) => cell.rows);
  const measured = MISS_COUNTERS.flatMap(({ exact, proportional, level }) => {
    if (isMeasured(exact, rows)) return [{ measure: exact, level }];
    return isMeasured(proportional, rows) ? [{ measure: proportional, level }] : [];
  });
  const ofLevels = measured.filter(({ level }) => level !== null);
  return (ofLevels.length > 0 ? ofLevels : measured).map(({ measure }) => measure);
}

/** Which level the measures leave out, as a sentence; empty where both are there. */
export function missingLevels(measures: readonly Measure[]): string {
  const levels = ["L1 data", "last-level"].filter((level) =>
    !MISS_COUNTERS.some((counter) =>
      counter.level === level && (measures.includes(counter.exact) || measures.includes(counter.proportional))
    )
  );
  if (levels.length === 0) return "";
  return `Misses of the ${
    levels.join(" and of the ")
  } cache were not counted, so the levels can't be compared.`;
}

/** What has to be supposed for measures without bytes; empty where nothing has. */
export function proportionCaveat(measures: readonly Measure[]): string {
  return measures.some((measure) => MISS_COUNTERS.some(({ proportional }) => measure === proportional))
    ? "Neither bytes nor duration are known: misses are set against throughput, which is misses per byte only if every row " +
      "was measured for the same time."
    : "";
}
