import { assertEquals } from "@std/assert";
import { batchMessages, queuedMessages } from "../../trial/timed_loop.ts";

const STREAM = {
  pattern: "stream",
  poolDepth: null,
  messageBytes: 64,
  threads: 2,
  rateBps: null,
  queueDepth: 32,
} as const;

Deno.test("a batch holds at least what a mode hands over at a time, up to 256 KiB", () => {
  const batches = [64, 4096, 65536, 262144, 2 ** 20, 2 ** 30].map((bytes) => batchMessages(bytes, 32));
  assertEquals(batches, [32, 32, 4, 1, 1, 1]);
  assertEquals([batchMessages(64, 256), batchMessages(64, 1), batchMessages(65536, 1)], [256, 32, 1]);
});

Deno.test("so many messages are handed over at a time as the depth and their size allow, else one", () => {
  assertEquals(queuedMessages(STREAM), 32);
  assertEquals(queuedMessages({ ...STREAM, queueDepth: 4 }), 4);
  assertEquals(queuedMessages({ ...STREAM, messageBytes: 65536 }), 4);
  assertEquals(queuedMessages({ ...STREAM, pattern: "rr" }), 1);
  assertEquals(queuedMessages({ ...STREAM, poolDepth: 4 }), 1);
  // 1 Gbit/s on two connections: a burst of 0.25 ms holds 15 messages of 1 KiB
  assertEquals(queuedMessages({ ...STREAM, messageBytes: 1024, rateBps: 1e9 }), 15);
  assertEquals(queuedMessages({ ...STREAM, messageBytes: 1024, rateBps: 1e6 }), 1);
});
