import { assertEquals } from "@std/assert";
import { type SendAccount, SendLedger } from "../../modes/send_ledger.ts";

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
