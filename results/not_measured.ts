/**
 * What no row of a result set could have, and why: facts that the measurement hands to the analysis in
 * `environment.json`.
 */
import type { JsonObject } from "./json.ts";
import { COUNTERS, HARDWARE_COUNTERS } from "./counters.ts";

/** Counters that were not counted, or only partly. */
export interface NotMeasured {
  readonly counters: readonly string[];
  /** A sentence for people, with what would change it. */
  readonly why: string;
}

/** The facts in what `environment.json` holds, and nothing that is none. */
export function notMeasuredIn(environment: JsonObject | null): NotMeasured[] {
  const facts = environment?.["notMeasured"];
  return Array.isArray(facts) ? facts.flatMap(readFact) : [];
}

/** Before schema 2 of `environment.json` a fact was a sentence, about counters of whatever kind. */
function readFact(fact: unknown): NotMeasured[] {
  if (typeof fact === "string") return [{ counters: [...COUNTERS], why: fact }];
  const { counters, why } = (fact ?? {}) as Partial<NotMeasured>;
  return Array.isArray(counters) && typeof why === "string" ? [{ counters: counters.map(String), why }] : [];
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
