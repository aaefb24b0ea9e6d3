/**
 * Failures in a row. What a machine can't do at one size and thread count it will not do next time either, so that group
 * is left out; a far end that is gone will not do anything more, so the sweep ends.
 */
import type { PlannedTrial } from "./plan.ts";

/** One message size and thread count. */
export type TrialGroup = Pick<PlannedTrial, "messageBytes" | "threads">;

/** After so many failures of a group in a row it is left out. */
export const GROUP_FAILURES_MAX = 3;
/** After so many failures in a row of any groups, nothing works any more. */
export const FAILURES_IN_A_ROW_MAX = 9;

export class FailureRuns {
  readonly #ofGroups = new Map<string, number>();
  readonly #skipped = new Map<string, TrialGroup>();
  #inARow: number;

  /** @param before an earlier pass, after which each group has a new chance */
  constructor(before?: FailureRuns) {
    this.#inARow = before === undefined ? 0 : before.#inARow;
  }

  /** Notes how a trial ended. */
  note({ messageBytes, threads }: TrialGroup, isFailed: boolean): void {
    const key = `${messageBytes} ${threads}`;
    const inARow = isFailed ? (this.#ofGroups.get(key) ?? 0) + 1 : 0;
    this.#ofGroups.set(key, inARow);
    this.#inARow = isFailed ? this.#inARow + 1 : 0;
    if (inARow === GROUP_FAILURES_MAX) this.#skipped.set(key, { messageBytes, threads });
  }

  /** Whether a trial's group is left out. */
  isSkipped({ messageBytes, threads }: TrialGroup): boolean {
    return this.#skipped.has(`${messageBytes} ${threads}`);
  }

  get skipped(): readonly TrialGroup[] {
    return [...this.#skipped.values()];
  }

  /** Whether nothing went well for so long that nothing will. */
  get isHopeless(): boolean {
    return this.#inARow >= FAILURES_IN_A_ROW_MAX;
  }
}
