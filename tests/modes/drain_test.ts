import { assertEquals } from "@std/assert";
import { CompletionQueue } from "../../modes/completions.ts";

const TIMEOUT_MS = 5000;
const READING_MS = 1000;

/** What is left of ten sends after a drain on a clock that a reading moves by a second. */
function leftAfterDrain(completionsPerWait: (wait: number) => number): number {
  using queue = new CompletionQueue(-1);
  const { ledger } = queue;
  ledger.sends = 10;
  let waits = 0, nowMs = 0;
  const waitAndReap = () => {
    const completed = Math.min(ledger.outstanding, completionsPerWait(waits++));
    ledger.completions += completed;
    return completed;
  };
  Object.assign(queue, { waitAndReap });
  queue.drain(TIMEOUT_MS, () => (nowMs += READING_MS) * 1e6, () => false);
  return ledger.outstanding;
}

Deno.test("a drain goes on as long as completions come, however slowly", () => {
  assertEquals(leftAfterDrain(() => 1), 0);
  assertEquals(leftAfterDrain((wait) => wait % 4 === 3 ? 1 : 0), 0);
});

Deno.test("a drain ends when none came for the whole time-out", () => {
  assertEquals(leftAfterDrain(() => 0), 10);
  assertEquals(leftAfterDrain((wait) => wait < 3 ? 1 : 0), 7);
});
