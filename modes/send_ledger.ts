/**
 * Whose sends the completions of a socket are. MSG_ZEROCOPY ids belong to the socket, so where several modes take turns
 * on it a range of ids that completes may be of one mode, of another, or of both: each gets its own part.
 */

/** Is notified which ids completed: from `first` to `last`, u32, with wrap. */
export interface CompletionObserver {
  completed(first: number, last: number): void;
}

/** One mode's part of a socket's MSG_ZEROCOPY calls. */
export interface SendAccount extends CompletionObserver {
  sends: number;
  completions: number;
  copied: number;
  /** Notifications with `ee_errno` other than 0: sends that the kernel reports as failed. */
  failed: number;
}

/** Consecutive calls of one account, up to the next turn. */
interface Turn {
  readonly account: SendAccount;
  readonly from: number;
}

export class SendLedger {
  /** Successful MSG_ZEROCOPY calls on the socket; senders count them here, and the id of a call is its number. */
  sends = 0;
  completions = 0;
  /** The latest turns; when nothing is outstanding the earlier ones are dropped. */
  #turns: Turn[] = [];
  /** Calls that are entered in their accounts. */
  #accounted = 0;

  /** Sends whose completion has not been read. */
  get outstanding(): number {
    return this.sends - this.completions;
  }

  /** From now on calls are of this account, until the next turn. */
  begin(account: SendAccount): void {
    this.account();
    if (this.outstanding === 0) this.#turns = [];
    if (this.#turns.at(-1)?.account !== account) this.#turns.push({ account, from: this.sends });
  }

  /** Enters the calls of the running turn into its account. */
  account(): void {
    const turn = this.#turns.at(-1);
    if (turn !== undefined) turn.account.sends += this.sends - this.#accounted;
    this.#accounted = this.sends;
  }

  /**
   * Takes a notification.
   *
   * @param first id of its first call, u32
   * @param last id of its last call, u32, with wrap
   * @returns how many calls it covers
   */
  completed(first: number, last: number, wasCopied: boolean, hasFailed: boolean): number {
    const count = ((last - first) >>> 0) + 1;
    this.completions += count;
    // ids are u32, and outstanding ones are far fewer than 2^31
    const from = this.sends + ((first - this.sends) | 0), to = from + count;
    const turns = this.#turns;
    let end = to;
    for (let i = turns.length - 1; i >= 0 && end > from; i--) {
      const turn = turns[i]!;
      const start = turn.from > from ? turn.from : from;
      if (start >= end) continue;
      const share = end - start;
      turn.account.completions += share;
      if (wasCopied) turn.account.copied += share;
      if (hasFailed) turn.account.failed += share;
      turn.account.completed(start >>> 0, (end - 1) >>> 0);
      end = start;
    }
    return count;
  }
}
