/**
 * What limits the validity of a row: a closed set, each with advice. The row carries the id and its detail.
 */
import type { EndReport } from "./job.ts";
import type { TrialSpec } from "./trial.ts";

/** Every warning a row can carry, and what the user can do about it. */
export const WARNINGS = {
  "unpinned": "the scheduler placed the threads; single runs are bimodal: use --pin auto",
  "oversubscribed": "more threads than CPUs take turns: fewer --threads, or more CPUs in --pin",
  "window-off": "an end's window is more than 1 % off the planned one: use a longer --duration",
  "few-messages": "one message takes more than 1 % of the window: use a longer --duration",
  "zero-copy-copied": "the kernel copied although zero-copy was asked for: read it as the cost of asking",
} as const;

export type WarningId = keyof typeof WARNINGS;

const TOLERANCE = 0.01;
const MESSAGES_MIN = 100;

/** Warnings about the window and the placement of one trial, as `id (detail)`. */
export function windowWarnings(
  spec: TrialSpec,
  ends: readonly EndReport[],
  messages: number,
  cpuCount: number,
): string[] {
  const found: string[] = [];
  if (spec.pin.kind === "none") found.push(warning("unpinned"));
  if (2 * spec.threads > cpuCount) {
    found.push(warning("oversubscribed", `${2 * spec.threads} on ${cpuCount} CPUs`));
  }
  const worst = Math.max(...ends.map((end) => Math.abs(end.elapsedNs / 1e6 / spec.durationMs - 1)));
  if (worst > TOLERANCE) found.push(warning("window-off", `${(worst * 100).toFixed(1)} %`));
  const each = messages / spec.threads;
  if (each < MESSAGES_MIN) found.push(warning("few-messages", `${each.toFixed(1)} per connection`));
  return found;
}

/** One warning as it stands in a row. */
export function warning(id: WarningId, detail?: string): string {
  return detail === undefined ? id : `${id} (${detail})`;
}
