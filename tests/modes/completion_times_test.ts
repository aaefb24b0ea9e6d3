import { assert, assertEquals } from "@std/assert";
import { CompletionTimes } from "../../modes/completion_times.ts";

const EVERY_64TH = 1024;
const EVERY_ONE = 1024 * 1024;

function count(times: CompletionTimes): number {
  return times.pairs().reduce((sum, value, i) => i % 2 === 1 ? sum + value : sum, 0);
}

Deno.test("of short messages one id in 64 is timed, of long ones each", () => {
  using short = new CompletionTimes(EVERY_64TH);
  using long = new CompletionTimes(EVERY_ONE);
  assertEquals([short.mask, long.mask], [63, 0]);
});

Deno.test("a range counts the sampled ids in it and no others", () => {
  using times = new CompletionTimes(EVERY_64TH);
  for (const id of [0, 64, 128, 192]) times.sent(id);
  times.completed(1, 63);
  assertEquals(count(times), 0);
  times.completed(64, 130);
  assertEquals(count(times), 2);
  times.completed(131, 192);
  assertEquals(count(times), 3);
});

Deno.test("a time is from the call to the reading of its completion", async () => {
  using times = new CompletionTimes(EVERY_ONE);
  times.sent(7);
  await new Promise((resolve) => setTimeout(resolve, 20));
  times.completed(7, 7);
  const [leastNs] = times.pairs();
  assert(leastNs !== undefined && leastNs > 19e6 && leastNs < 5e9, `${leastNs} ns`);
});

Deno.test("ids go on past 2^32", () => {
  using times = new CompletionTimes(EVERY_64TH);
  times.sent(0xffff_ffc0);
  times.sent(0);
  times.completed(0xffff_ffb0, 3);
  assertEquals(count(times), 2);
});

Deno.test("an id whose note was overwritten by a later one is left out", () => {
  using times = new CompletionTimes(EVERY_ONE);
  times.sent(5);
  times.sent(5 + 2048);
  times.completed(5, 5);
  assertEquals(count(times), 0);
  times.completed(2053, 2053);
  assertEquals(count(times), 1);
});

Deno.test("calls that are outstanding when they are to be forgotten are left out, later ones are not", () => {
  using times = new CompletionTimes(EVERY_ONE);
  times.sent(5);
  times.forget();
  times.sent(6);
  times.completed(5, 6);
  assertEquals(count(times), 1);
});
