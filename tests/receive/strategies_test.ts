/** Every strategy that keeps what it receives has every byte where it says, at odd sizes, from buffers small and slowly read. */
import { assert, assertEquals } from "@std/assert";
import { SO_RCVBUF, SO_SNDBUF, SOL_SOCKET } from "../../ffi/constants.ts";
import { openOneCopy } from "../../modes/one_copy.ts";
import { Payload } from "../../modes/payload.ts";
import { LocalConnections } from "../../net/connections.ts";
import { setOption, type Socket } from "../../net/socket.ts";
import { RECEIVE_STRATEGIES, receiveStrategyById } from "../../receive/registry.ts";
import type { Receiver, ReceiveStrategy } from "../../receive/strategy.ts";
import { withSender } from "../modes/delivery.ts";

const BUFFER_BYTES = 16 * 1024;
/** With small buffers, and a reader that falls behind. */
const SLOW_SIZES = [13, 32_768];
const TURNS = [[0, 5], [1, 4], [0, 1], [1, 3]] as const;
const MESSAGES = TURNS.reduce((sum, [, count]) => sum + count, 0);

const napping = new Int32Array(new SharedArrayBuffer(4));

function shrinkBuffers(tx: Socket, rx: Socket): void {
  setOption(tx, SOL_SOCKET, SO_SNDBUF, "SO_SNDBUF", BUFFER_BYTES);
  setOption(rx, SOL_SOCKET, SO_RCVBUF, "SO_RCVBUF", BUFFER_BYTES);
}

Deno.test("every strategy shows every byte of copied and of zero-copied messages, in order", () =>
  withSender(async (deliver) => {
    for (const { id } of RECEIVE_STRATEGIES.filter(({ discards }) => !discards)) {
      for (const messageBytes of [8, 13, 4099, 32_768, 100_003]) {
        const isSlow = SLOW_SIZES.includes(messageBytes);
        let naps = isSlow ? 5 : 0;
        const { bytes, firstWrongByte } = await deliver({
          modes: ["one-copy", "zero-copy"],
          messageBytes,
          messageCount: 3, // so that what the message before left in memory is wrong
          turns: TURNS,
          rx: id,
          ...(isSlow ? { prepare: shrinkBuffers } : {}),
          afterReceive: () => {
            if (naps-- > 0) Atomics.wait(napping, 0, 0, 1);
          },
        });
        assertEquals([bytes, firstWrongByte], [MESSAGES * messageBytes, -1], `${id} at ${messageBytes}`);
      }
    }
  }));

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
