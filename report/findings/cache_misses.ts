/** Cache misses as measures, as far as the rows allow: per MiB, or in proportion to throughput where bytes are unknown. */
import { type CellTable, firstMeasured } from "../../results/cells.ts";
import { type Counter, counterTotal } from "../../results/counters.ts";
import { type Merit, PER_MIB, PER_THROUGHPUT } from "../../results/measures.ts";

/** The counters of each level; the generic event counts another level on another CPU. */
const LEVELS = [
  { counter: "l1d_load_misses", level: "L1 data" },
  { counter: "llc_load_misses", level: "last-level" },
  { counter: "llc_store_misses", level: "last-level" },
  { counter: "cache_misses", level: null },
] as const;

export const CACHE_COUNTERS: readonly Counter[] = LEVELS.map(({ counter }) => counter);

/** Why a table has no measure of misses; completes "not measurable here, because …". */
export function whyNoMeasure({ cells }: CellTable): string {
  const isCounted = cells.some(({ rows }) =>
    rows.some((row) => CACHE_COUNTERS.some((counter) => counterTotal(row, counter) !== null))
  );
  return isCounted
    ? "the rows have cache misses, but neither bytes nor a throughput to set them against"
    : "no trial has cache misses";
}

/** By the table: that a counter is nowhere is known when every row has been looked at. */
const KNOWN_MEASURES = new WeakMap<CellTable, readonly Merit[]>();

/** One measure per counter that the table's trials have; the generic event only where no level was counted. */
export function missMeasures(table: CellTable): readonly Merit[] {
  return KNOWN_MEASURES.getOrInsertComputed(table, findMeasures);
}

function findMeasures({ cells }: CellTable): Merit[] {
  const measured = LEVELS.flatMap(({ counter, level }) => {
    const measure = firstMeasured(cells, [PER_MIB[counter], PER_THROUGHPUT[counter]]);
    return measure === null ? [] : [{ measure, level }];
  });
  const ofLevels = measured.filter(({ level }) => level !== null);
  return (ofLevels.length > 0 ? ofLevels : measured).map(({ measure }) => measure);
}

/** Which level the measures lack, as a sentence; empty where both are there. */
export function missingLevels(measures: readonly Merit[]): string {
  const missing = ["L1 data", "last-level"].filter((wanted) =>
    !LEVELS.some(({ counter, level }) =>
      level === wanted && measures.some((measure) => counts(measure, counter))
    )
  );
  if (missing.length === 0) return "";
  const which = missing.join(" and the ");
  return `Misses of the ${which} cache were not counted, so the levels can't be compared.`;
}

function counts(measure: Merit, counter: Counter): boolean {
  return measure === PER_MIB[counter] || measure === PER_THROUGHPUT[counter];
}

/** What measures without bytes assume, as a sentence; empty where nothing is assumed. */
export function proportionCaveat(measures: readonly Merit[]): string {
  return Object.values(PER_THROUGHPUT).some((proportional) => measures.includes(proportional))
    ? "The rows have no bytes: misses are set against throughput, which equals misses per byte only if every row was " +
      "measured for the same time."
    : "";
}
