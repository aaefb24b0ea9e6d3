import { assert, assertEquals } from "@std/assert";
import { CompletionTimes } from "../../modes/completion_times.ts";
import { type SendAccount, SendLedger } from "../../modes/send_ledger.ts";
import { pause } from "../waiting.ts";

function account(): SendAccount & { readonly ranges: [number, number][] } {
  const ranges: [number, number][] = [];
  return {
    ranges,
    sends: 0,
    completions: 0,
    copied: 0,
    failed: 0,
    completed: (first, last) => ranges.push([first, last]),
  };
}

/** Turns of `sends` calls each. */
function send(ledger: SendLedger, turns: readonly (readonly [SendAccount, number])[]): void {
  for (const [who, sends] of turns) {
    ledger.begin(who);
    ledger.sends += sends;
  }
  ledger.account();
}

Deno.test("a range over several turns is shared out among those who sent it", () => {
  const ledger = new SendLedger(), a = account(), b = account();
  send(ledger, [[a, 10], [b, 5], [a, 3]]);
  assertEquals([a.sends, b.sends], [13, 5]);
  assertEquals(ledger.completed(0, 4, false, false), 5);
  assertEquals(ledger.completed(5, 16, true, false), 12);
  assertEquals([a.completions, a.copied, b.completions, b.copied], [12, 7, 5, 5]);
  assertEquals(a.ranges, [[0, 4], [15, 16], [5, 9]]);
  assertEquals(b.ranges, [[10, 14]]);
  assertEquals(ledger.outstanding, 1);
});

Deno.test("ranges that come out of order find their turns", () => {
  const ledger = new SendLedger(), a = account(), b = account();
  send(ledger, [[a, 4], [b, 4], [a, 4]]);
  ledger.completed(8, 11, false, false);
  ledger.completed(4, 7, true, true);
  ledger.completed(0, 3, false, false);
  assertEquals([a.completions, a.copied, b.completions, b.copied, b.failed], [8, 0, 4, 4, 4]);
  assertEquals(ledger.outstanding, 0);
});

Deno.test("turns go on past 2^32", () => {
  const ledger = new SendLedger(), a = account(), b = account();
  ledger.sends = ledger.completions = 2 ** 32 - 3;
  ledger.account();
  send(ledger, [[a, 2], [b, 4]]);
  assertEquals(ledger.completed(2 ** 32 - 3, 0, false, false), 4);
  assertEquals([a.completions, b.completions], [2, 2]);
  assertEquals([a.ranges, b.ranges], [[[2 ** 32 - 3, 2 ** 32 - 2]], [[2 ** 32 - 1, 0]]]);
  assertEquals(ledger.completed(1, 2, false, false), 2);
  assertEquals([b.completions, b.sends], [4, 4]);
});

Deno.test("a turn that sent nothing, and one that goes on, change nothing", () => {
  const ledger = new SendLedger(), a = account(), b = account();
  send(ledger, [[a, 2], [b, 0], [a, 0], [a, 2]]);
  ledger.completed(0, 3, false, false);
  assertEquals([a.sends, a.completions, b.sends, b.completions], [4, 4, 0, 0]);
});

Deno.test("whatever the turns and the ranges, every completion is in the account of its call", () => {
  const ledger = new SendLedger();
  const accounts = [account(), account(), account()];
  const owners: number[] = [];
  for (let turn = 0; turn < 200; turn++) {
    const who = (turn * 7 + (turn >> 3)) % 3, sends = (turn * 13) % 9;
    send(ledger, [[accounts[who]!, sends]]);
    for (let i = 0; i < sends; i++) owners.push(who);
    const ready = ledger.outstanding - (turn % 5);
    if (ready > 0) {
      ledger.completed(ledger.completions, ledger.completions + ready - 1, turn % 2 === 0, false);
    }
  }
  if (ledger.outstanding > 0) ledger.completed(ledger.completions, ledger.sends - 1, false, false);
  const expected = accounts.map((_, who) => owners.filter((owner) => owner === who).length);
  assertEquals(accounts.map(({ sends }) => sends), expected);
  assertEquals(accounts.map(({ completions }) => completions), expected);
});

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
  await pause(20);
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
