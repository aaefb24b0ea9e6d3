/** Bounded waits: they end after a time, or when the result is no longer needed. */

const POLL_MS = 1;

/** How long to try, and what ends it early. */
export interface Patience {
  readonly timeoutMs: number;
  readonly stop: AbortSignal;
}

/** Polls until there is an answer; `null` when there is none in time. Throws when stopped. */
export async function polled<T>(ask: () => T | null, { timeoutMs, stop }: Patience): Promise<T | null> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    stop.throwIfAborted();
    const answer = ask();
    if (answer !== null) return answer;
    if (performance.now() > deadline) return null;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
