import { assert, assertEquals } from "@std/assert";
import { Payload } from "../../modes/payload.ts";
import { openOneCopy } from "../../modes/one_copy.ts";
import { LocalConnections } from "../../net/connections.ts";
import { receiveStrategyById } from "../../receive/registry.ts";
import type { Receiver, ReceiveStrategy } from "../../receive/strategy.ts";

const MESSAGE_BYTES = 64 * 1024;
const MESSAGE = { messageBytes: MESSAGE_BYTES, alignBytes: 4096, payloadSeed: 1 };

/** Opens a strategy and gives, besides, a view of every piece of native memory that it made for itself. */
function openWatched(strategy: ReceiveStrategy, fd: number): { receiver: Receiver; buffers: Uint8Array[] } {
  const { getArrayBuffer } = Deno.UnsafePointerView;
  const buffers: Uint8Array[] = [];
  Deno.UnsafePointerView.getArrayBuffer = (...args) => {
    const buffer = getArrayBuffer(...args);
    buffers.push(new Uint8Array(buffer));
    return buffer;
  };
  try {
    return { receiver: strategy.open(fd, MESSAGE), buffers };
  } finally {
    Deno.UnsafePointerView.getArrayBuffer = getArrayBuffer;
  }
}

/** Receives one message by a strategy that copies into its memory; how many bytes of that are not 0, and how many it is. */
function receiveOne(strategy: ReceiveStrategy) {
  using connections = new LocalConnections(1, { congestion: "system", sndbufBytes: 4 * MESSAGE_BYTES });
  const { tx, rx } = connections.pairs[0]!;
  using payload = new Payload(MESSAGE_BYTES, 4096, 1);
  using transmitter = openOneCopy(tx.fd, payload);
  assertEquals(transmitter.sendMany(1), 1);
  tx.shutdown();
  const { receiver, buffers } = openWatched(strategy, rx.fd);
  using _ = receiver;
  while (receiver.receiveMany(4) > 0);
  const written = buffers.reduce((sum, buffer) => sum + buffer.filter((byte) => byte !== 0).length, 0);
  return { written, memory: buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0) };
}

Deno.test("recv copies into its buffer; recv-discard leaves its own as it was", () => {
  const [copied, discarded] = ["recv", "recv-discard"].map((id) => receiveOne(receiveStrategyById(id)));
  assert(copied!.written > 0.9 * MESSAGE_BYTES, `recv wrote ${copied!.written} bytes`);
  assertEquals(discarded!.written, 0);
  assertEquals(discarded!.memory, copied!.memory);
});
