/** Completions of zero-copy sends: read, put in order, waited for, and what they say. */
import { assertEquals } from "@std/assert";
import { IP_RECVERR, IPV6_RECVERR, SO_EE_ORIGIN_ZEROCOPY, SOL_IP, SOL_IPV6 } from "../../ffi/constants.ts";
import { libc } from "../../ffi/libc.ts";
import { NativeMemory } from "../../ffi/memory.ts";
import { CMSGHDR, SOCK_EXTENDED_ERR } from "../../ffi/structs.ts";
import { CompletedPrefix } from "../../modes/completed_prefix.ts";
import { CompletionQueue, readNotifications } from "../../modes/completions.ts";
import { Payload } from "../../modes/payload.ts";
import { MODES } from "../../modes/registry.ts";
import { effectiveCopy } from "../../modes/verdict.ts";
import { LocalConnections } from "../../net/connections.ts";

interface Notification {
  readonly first: number;
  readonly last: number;
  readonly copied?: boolean;
  readonly errno?: number;
  readonly origin?: number;
  readonly level?: number;
  readonly type?: number;
}

const ITEM_BYTES = CMSGHDR.size + SOCK_EXTENDED_ERR.size + 16; // the kernel appends the offender's sockaddr

function control(notifications: readonly Notification[]): DataView {
  const view = new DataView(new ArrayBuffer(ITEM_BYTES * notifications.length));
  notifications.forEach((notification, i) => {
    const at = i * ITEM_BYTES, err = at + CMSGHDR.size;
    view.setBigUint64(at + CMSGHDR.len, BigInt(ITEM_BYTES), true);
    view.setInt32(at + CMSGHDR.level, notification.level ?? SOL_IP, true);
    view.setInt32(at + CMSGHDR.type, notification.type ?? IP_RECVERR, true);
    view.setUint32(err + SOCK_EXTENDED_ERR.errno, notification.errno ?? 0, true);
    view.setUint8(err + SOCK_EXTENDED_ERR.origin, notification.origin ?? SO_EE_ORIGIN_ZEROCOPY);
    view.setUint8(err + SOCK_EXTENDED_ERR.code, notification.copied ? 1 : 0);
    view.setUint32(err + SOCK_EXTENDED_ERR.info, notification.first, true);
    view.setUint32(err + SOCK_EXTENDED_ERR.data, notification.last, true);
  });
  return view;
}

/** Adds up what it is told. */
function tally() {
  const sums = { completions: 0, copied: 0, failed: 0 };
  return {
    sums,
    completed: (first: number, last: number, wasCopied: boolean, hasFailed: boolean) => {
      const count = ((last - first) >>> 0) + 1;
      sums.completions += count;
      if (wasCopied) sums.copied += count;
      if (hasFailed) sums.failed += count;
      return count;
    },
  };
}

function tallyOf(...notifications: Notification[]) {
  const sink = tally();
  const view = control(notifications);
  const added = readNotifications(view, 0, view.byteLength, sink);
  return { ...sink.sums, added };
}

Deno.test("a notification of one id is one completion", () => {
  assertEquals(tallyOf({ first: 7, last: 7 }), { completions: 1, copied: 0, failed: 0, added: 1 });
});

Deno.test("a coalesced range counts both its ends", () => {
  assertEquals(tallyOf({ first: 10, last: 41, copied: true }), {
    completions: 32,
    copied: 32,
    failed: 0,
    added: 32,
  });
});

Deno.test("a range that wraps past 2^32 is counted right", () => {
  assertEquals(tallyOf({ first: 0xffff_fffe, last: 1 }).completions, 4);
  assertEquals(tallyOf({ first: 0, last: 0xffff_ffff }).completions, 2 ** 32);
});

Deno.test("ranges out of order add up", () => {
  const sums = tallyOf({ first: 5, last: 9, copied: true }, { first: 0, last: 4 });
  assertEquals(sums, { completions: 10, copied: 5, failed: 0, added: 10 });
});

Deno.test("the IPv6 level counts, other origins, levels and types do not", () => {
  assertEquals(tallyOf({ first: 1, last: 2, level: SOL_IPV6, type: IPV6_RECVERR }).completions, 2);
  assertEquals(tallyOf({ first: 1, last: 2, origin: 2 }).completions, 0);
  assertEquals(tallyOf({ first: 1, last: 2, level: 1 }).completions, 0);
  assertEquals(tallyOf({ first: 1, last: 2, type: IPV6_RECVERR }).completions, 0);
});

Deno.test("ee_errno is told as failed sends", () => {
  assertEquals(tallyOf({ first: 1, last: 3, errno: 5 }), { completions: 3, copied: 0, failed: 3, added: 3 });
});

Deno.test("a control buffer cut short is not read past its end", () => {
  const sink = tally();
  const view = control([{ first: 1, last: 1 }, { first: 2, last: 2 }]);
  assertEquals(readNotifications(view, 0, ITEM_BYTES + CMSGHDR.size, sink), 1);
  assertEquals(readNotifications(new DataView(new ArrayBuffer(64)), 0, 64, sink), 0);
});

function prefixAfter(...ranges: readonly (readonly [first: number, last: number])[]): number {
  const prefix = new CompletedPrefix();
  for (const [first, last] of ranges) prefix.completed(first, last);
  return prefix.count;
}

Deno.test("ranges in order add up", () => {
  assertEquals(prefixAfter([0, 0], [1, 31], [32, 40]), 41);
});

Deno.test("a range that came too early counts when the gap before it is closed", () => {
  assertEquals(prefixAfter([0, 3], [8, 9], [6, 7]), 4);
  assertEquals(prefixAfter([0, 3], [8, 9], [6, 7], [4, 5]), 10);
});

Deno.test("ids go on past 2^32, in order or not", () => {
  const prefix = new CompletedPrefix();
  prefix.count = 2 ** 32 - 4;
  prefix.completed(0, 2);
  assertEquals(prefix.count, 2 ** 32 - 4);
  prefix.completed(2 ** 32 - 4, 2 ** 32 - 1);
  assertEquals(prefix.count, 2 ** 32 + 3);
  prefix.completed(3, 5);
  assertEquals(prefix.count, 2 ** 32 + 6);
});

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

const MESSAGE_BYTES = 64 * 1024;
/** The message fits into the send buffer, so that sending it does not block, but not into the receive buffer. */
const BUFFERS = { congestion: "system", sndbufBytes: 2 * MESSAGE_BYTES, rcvbufBytes: 4 * 1024 };

function receive(fd: number, bytes: number): void {
  using memory = new NativeMemory(bytes);
  for (let got = 0; got < bytes;) got += libc().recv(fd, memory.address, BigInt(bytes - got), 0);
}

for (const mode of MODES.filter(({ asksZeroCopy }) => asksZeroCopy)) {
  Deno.test(`${mode.id} is not settled while the kernel still holds a message, and is after it went out`, () => {
    using connections = new LocalConnections(1, BUFFERS);
    const { tx, rx } = connections.pairs[0]!;
    using payload = new Payload(MESSAGE_BYTES, 4096, 1);
    using transmitter = mode.open(tx.fd, payload, { rewrites: true, drainTimeoutMs: 200 });
    assertEquals(transmitter.settle(transmitter.mark()), true, "nothing was sent");
    assertEquals(transmitter.sendMany(1), 1);
    assertEquals(transmitter.settle(transmitter.mark()), false, "nobody has read it");
    receive(rx.fd, MESSAGE_BYTES);
    assertEquals(transmitter.settle(transmitter.mark()), true, "all was read");
  });
}

const counts = (completions: number, copied: number, fallbacks = 0) => ({ completions, copied, fallbacks });

Deno.test("only completions that are not flagged make a row zero-copied", () => {
  assertEquals(effectiveCopy(counts(10, 0), null), "zero-copied");
});

Deno.test("flagged completions, fallbacks, or both make it copied, and so does a card without scatter-gather", () => {
  assertEquals(effectiveCopy(counts(10, 10), null), "copied");
  assertEquals(effectiveCopy(counts(0, 0, 3), true), "copied");
  assertEquals(effectiveCopy(counts(10, 10, 3), null), "copied");
  assertEquals(effectiveCopy(counts(10, 0), false), "copied");
});

Deno.test("some of each make it mixed", () => {
  assertEquals(effectiveCopy(counts(10, 4), true), "mixed");
  assertEquals(effectiveCopy(counts(10, 0, 1), null), "mixed");
});

Deno.test("zero-copy without a completion has no verdict", () => {
  for (const scatterGather of [true, false, null]) {
    assertEquals(effectiveCopy(counts(0, 0), scatterGather), null);
  }
});
