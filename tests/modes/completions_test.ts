import { assertEquals } from "@std/assert";
import { IP_RECVERR, IPV6_RECVERR, SO_EE_ORIGIN_ZEROCOPY, SOL_IP, SOL_IPV6 } from "../../ffi/constants.ts";
import { CMSGHDR, SOCK_EXTENDED_ERR } from "../../ffi/structs.ts";
import { readNotifications } from "../../modes/completions.ts";

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
