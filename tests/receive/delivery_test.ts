/** Every strategy that keeps what it receives has every byte where it says, at odd sizes, from buffers small and slowly read. */
import { assertEquals } from "@std/assert";
import { SO_RCVBUF, SO_SNDBUF, SOL_SOCKET } from "../../ffi/constants.ts";
import { setOption, type Socket } from "../../net/socket.ts";
import { RECEIVE_STRATEGIES } from "../../receive/registry.ts";
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
