/**
 * Failures in a row. What a machine can't do at one size and thread count it can't do next time either, so that group is
 * left out; once a far end is gone every trial fails, so the sweep ends.
 */
import { groupKey, type TrialGroup } from "./plan.ts";

/** After this many failures in a row a group is left out. */
const GROUP_FAILURES_MAX = 3;
/** After this many failures in a row, of any groups, nothing works any more. */
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
  note({ messageBytes, threads, rx, rateBps }: TrialGroup, isFailed: boolean): void {
    const group = { messageBytes, threads, rx, rateBps }, key = groupKey(group);
    const inARow = isFailed ? (this.#ofGroups.get(key) ?? 0) + 1 : 0;
    this.#ofGroups.set(key, inARow);
    this.#inARow = isFailed ? this.#inARow + 1 : 0;
    if (inARow === GROUP_FAILURES_MAX) this.#skipped.set(key, group);
  }

  /** Whether a trial's group is left out. */
  isSkipped(group: TrialGroup): boolean {
    return this.#skipped.has(groupKey(group));
  }

  get skipped(): readonly TrialGroup[] {
    return [...this.#skipped.values()];
  }

  /** Whether nothing went well for so long that nothing will. */
  get isHopeless(): boolean {
    return this.#inARow >= FAILURES_IN_A_ROW_MAX;
  }
}
