/**
 * What limits the numbers of a result set: failed trials, warnings of rows, notes on how it was read. Each once, with how
 * many trials it concerns, the range of its numbers over them, and what to do about it.
 */
import type { LoadedResults } from "../results/load.ts";
import { isWarningId, type WarningId, WARNINGS } from "../results/warnings.ts";
import { ofAllText } from "../results/words.ts";
import { rangedTexts, withoutNumbers } from "./ranged_text.ts";
import { TrialNumbers } from "./trial_counts.ts";

export interface ReportWarning {
  /** The warning; for the rest, what kind of warning it is. */
  readonly id: WarningId | "failed" | "integrity" | "machine-change" | "other" | "note";
  /** `other-load in 30 of 72 trials (1.1 to 15 %)`. */
  readonly what: string;
  /** What it means and what to do about it; `null` where `what` says all. */
  readonly advice: string | null;
  /** The share of all trials that it concerns; 0 for notes, which concern none in particular. */
  readonly share: number;
}

/** A warning that concerns fewer trials does not matter for an answer or a comparison. */
export const SHARE_MIN = 0.02;

/**
 * Failures first, then a change of the machine, then warnings by how many trials have them, then notes.
 *
 * @param change see `machine_change.ts`
 */
export function reportWarnings(
  { rows, notes }: Pick<LoadedResults, "rows" | "notes">,
  change: ReportWarning | null = null,
): ReportWarning[] {
  const trials = new TrialNumbers(), verified = new Set<number>();
  const failures = new Map<number, string>(), warned = new Map<string, Warned>();
  for (const row of rows) { // once: there may be millions
    const trial = trials.of(row);
    if (row.status === "failed") failures.set(trial, row.warnings ?? "no reason recorded");
    else {
      if (row.verify === "on") verified.add(trial);
      noteWarnings(warned, trial, row.warnings);
    }
  }
  const total = trials.count;
  return [
    ...failureWarnings([...failures.values()], total),
    ...(verified.size === 0 ? [] : [integrityWarning(verified.size, total)]),
    ...(change === null ? [] : [change]),
    ...[...warned.values()].map((one) => rowWarning(one, total)).toSorted((a, b) => b.share - a.share),
    ...notes.map((note): ReportWarning => ({ id: "note", what: note, advice: null, share: 0 })),
  ];
}

/** A warning as one sentence. */
export function warningText({ what, advice }: ReportWarning): string {
  return advice === null ? what : `${what}: ${advice}`;
}

function failureWarnings(reasons: readonly string[], total: number): ReportWarning[] {
  return rangedTexts(reasons).toSorted((a, b) => b.count - a.count)
    .map(({ text, count }) => ({
      id: "failed",
      what: `failed and not counted: ${ofAllText(count, total, "trial")}: ${text}`,
      advice: null,
      share: count / total,
    }));
}

function integrityWarning(verified: number, total: number): ReportWarning {
  const what = `integrity mode, whose timings do not count, in ${ofAllText(verified, total, "trial")}`;
  return { id: "integrity", what, advice: null, share: verified / total };
}

interface Warned {
  readonly id: WarningId | "other";
  readonly trials: Set<number>;
  /** The details of a warning; the whole texts of what is not a warning of this version. */
  readonly details: string[];
}

function noteWarnings(found: Map<string, Warned>, trial: number, warnings: string | null): void {
  for (const text of warnings?.split("; ") ?? []) {
    const { key, id, detail } = partsOf(text);
    const warned = found.get(key) ?? { id, trials: new Set(), details: [] };
    found.set(key, warned);
    warned.trials.add(trial);
    if (detail !== undefined) warned.details.push(detail);
  }
}

function rowWarning({ id, trials, details }: Warned, total: number): ReportWarning {
  const ranges = rangedTexts(details).map(({ text }) => text).join("; ");
  const where = `in ${ofAllText(trials.size, total, "trial")}`, share = trials.size / total;
  if (id === "other") return { id, what: `${ranges}, ${where}`, advice: null, share };
  return { id, what: `${id} ${where}${ranges === "" ? "" : ` (${ranges})`}`, advice: WARNINGS[id], share };
}

/** `other-load (12.1 %)` is a warning with its detail. */
function partsOf(text: string): { key: string; id: Warned["id"]; detail: string | undefined } {
  const [, name = "", detail] = /^([\w-]+)(?: \((.*)\))?$/.exec(text) ?? [];
  if (isWarningId(name)) return { key: name, id: name, detail };
  return { key: withoutNumbers(text), id: "other", detail: text };
}
