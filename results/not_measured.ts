/**
 * What no row of a result set could have, and why: facts that the measurement hands to the analysis in
 * `environment.json`.
 */
import { z } from "zod";
import type { JsonObject } from "./json.ts";
import { COUNTERS, HARDWARE_COUNTERS } from "./counters.ts";

/** Counters that were not counted, or only partly. */
export interface NotMeasured {
  readonly counters: readonly string[];
  /** A sentence for people, with what would change it. */
  readonly why: string;
}

/** Before schema 2 of `environment.json` it was a sentence, about counters of whatever kind. */
const factsSchema = z.array(z.union([
  z.object({ counters: z.array(z.string()), why: z.string() }),
  z.string().transform((why) => ({ counters: [...COUNTERS], why })),
])).catch([]);

/** The facts in what `environment.json` holds. */
export function notMeasuredIn(environment: JsonObject | null): NotMeasured[] {
  return factsSchema.parse(environment?.["notMeasured"]);
}

/** Each fact once, in the order in which they came. */
export function distinctFacts(facts: readonly NotMeasured[]): NotMeasured[] {
  return [...new Map(facts.map((fact) => [JSON.stringify(fact), fact])).values()];
}

/** `hardware counters: this virtual machine has no PMU`, `llc_store_misses: this CPU has no such event`. */
export function notMeasuredText({ counters, why }: NotMeasured): string {
  const isAll = HARDWARE_COUNTERS.every((counter) => counters.includes(counter));
  return `${isAll ? "hardware counters" : counters.join(", ")}: ${why}`;
}
