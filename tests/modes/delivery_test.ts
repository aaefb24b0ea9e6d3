import { assert, assertEquals } from "@std/assert";
import { SO_SNDBUF, SOL_SOCKET } from "../../ffi/constants.ts";
import { ECONNRESET, EPIPE } from "../../ffi/errno.ts";
import { MODES } from "../../modes/registry.ts";
import { setOption, type Socket } from "../../net/socket.ts";
import { type Delivery, type DeliveryOptions, withSender } from "./delivery.ts";
import { interrupter } from "./interrupting.ts";
import { present } from "../present.ts";

const ODD_SIZES = [8, 13, 64, 4097, 65535, 1048577];
const RINGS = ["uring-send", "uring-zero-copy", "uring-zero-copy-fixed"];

/** The kernel makes 4608 bytes of it, its least. */
function tinySendBuffer(tx: Socket): void {
  setOption(tx, SOL_SOCKET, SO_SNDBUF, "SO_SNDBUF", 1);
}

/** Nothing is missing, out of order or outstanding. */
function assertDelivered(delivery: Delivery, { modes, messageBytes, turns }: DeliveryOptions): void {
  const messages = turns.reduce((sum, [, count]) => sum + count, 0);
  const { sent, bytes, firstWrongByte, counts } = delivery;
  assertEquals([sent, bytes, firstWrongByte], [messages, messages * messageBytes, -1], `${messageBytes} B`);
  for (const [mode, id] of modes.entries()) {
    const { asksZeroCopy } = present(MODES.find((known) => known.id === id));
    const count = counts[mode] ?? null;
    assertEquals(count?.completions, count?.sends, id);
    assertEquals(count !== null && count.sends > 0, asksZeroCopy, id);
  }
}

for (const { id, asksZeroCopy } of MODES) {
  Deno.test(`${id} delivers exactly its bytes, in order, at odd sizes`, () =>
    withSender(async (deliver) => {
      for (const messageBytes of ODD_SIZES) {
        const turns = [[0, messageBytes > 1e6 ? 3 : 100]] as const;
        const order = { modes: [id], messageBytes, turns };
        assertDelivered(await deliver(order), order);
      }
    }));

  Deno.test(`${id} continues partial and interrupted sends to a slow reader`, () =>
    withSender(async (deliver) => {
      const interrupt = interrupter();
      let signals = 0;
      const order: DeliveryOptions = {
        modes: [id],
        messageBytes: 300_007,
        turns: [[0, 4]],
        alignBytes: 64,
        receiveBytes: 4096,
        prepare: tinySendBuffer,
        afterReceive: (senderTid) => {
          if (interrupt(senderTid)) signals += 1;
        },
      };
      const delivery = await deliver(order);
      assert(signals > 50, `only ${signals} signals reached the sender`);
      assertDelivered(delivery, order);
      if (asksZeroCopy) assert(present(delivery.counts[0]).sends > 4, "no send was partial");
    }));

  Deno.test(`${id} reports a peer that went away as -EPIPE or -ECONNRESET, without SIGPIPE`, () =>
    withSender(async (deliver) => {
      const delivery = await deliver({
        modes: [id],
        messageBytes: 65536,
        turns: [[0, 50]],
        prepare: (_tx, rx) => rx.shutdown(),
      });
      assert([-EPIPE, -ECONNRESET].includes(delivery.sent), `sendMany returned ${delivery.sent}`);
    }));
}

Deno.test("short messages through a tiny send buffer: chains break anywhere, and nothing overtakes", () =>
  withSender(async (deliver) => {
    for (const id of RINGS) {
      for (const queueDepth of [1, 3, 32]) {
        const order: DeliveryOptions = {
          modes: [id],
          messageBytes: 1003,
          turns: [[0, 1500]],
          messageCount: 7,
          queueDepth,
          receiveBytes: 7777,
          prepare: tinySendBuffer,
        };
        assertDelivered(await deliver(order), order);
      }
    }
  }));

Deno.test("two io_uring modes, a MSG_ZEROCOPY one and a copying one take turns through a tiny send buffer", () =>
  withSender(async (deliver) => {
    const turns = Array.from({ length: 40 }, (_, turn) => [3 * turn % 4, 1 + 5 * turn % 9] as const);
    for (const messageBytes of [61, 1003, 20_011]) {
      const order: DeliveryOptions = {
        modes: ["uring-zero-copy", "one-copy", "uring-zero-copy-fixed", "zero-copy"],
        messageBytes,
        turns,
        messageCount: 5,
        queueDepth: 4,
        receiveBytes: 4096,
        prepare: tinySendBuffer,
      };
      assertDelivered(await deliver(order), order);
    }
  }));
