import { assert, assertEquals } from "@std/assert";
import { SO_SNDBUF, SOL_SOCKET } from "../../ffi/constants.ts";
import { EPIPE } from "../../ffi/errno.ts";
import { MODES } from "../../modes/registry.ts";
import { setOption } from "../../net/socket.ts";
import { deliver } from "./delivery.ts";
import { interrupter } from "./interrupting.ts";
import { present } from "../present.ts";

const ODD_SIZES = [8, 13, 64, 4097, 65535, 1048577];

for (const { id, asksZeroCopy } of MODES) {
  Deno.test(`${id} delivers exactly its bytes, in order, at odd sizes`, async () => {
    for (const messageBytes of ODD_SIZES) {
      const messages = messageBytes > 1e6 ? 3 : 100;
      const delivery = await deliver({ mode: id, messageBytes, messages });
      assertEquals(delivery.sent, messages);
      assertEquals(
        [delivery.bytes, delivery.firstWrongByte],
        [messages * messageBytes, -1],
        `${messageBytes} B`,
      );
      assertEquals(delivery.counts?.completions, delivery.counts?.sends);
      assertEquals(delivery.counts !== null && delivery.counts.sends > 0, asksZeroCopy);
    }
  });

  Deno.test(`${id} continues partial and interrupted sends to a slow reader`, async () => {
    const interrupt = interrupter();
    let signals = 0;
    const delivery = await deliver({
      mode: id,
      messageBytes: 300_007,
      messages: 4,
      alignBytes: 64,
      receiveBytes: 4096,
      prepare: (tx) => setOption(tx, SOL_SOCKET, SO_SNDBUF, "SO_SNDBUF", 4608),
      afterReceive: (senderTid) => {
        if (interrupt(senderTid)) signals += 1;
      },
    });
    assert(signals > 50, `only ${signals} signals reached the sender`);
    assertEquals([delivery.bytes, delivery.firstWrongByte, delivery.sent], [4 * 300_007, -1, 4]);
    if (asksZeroCopy) assert(present(delivery.counts).sends > 4, "no send was partial");
  });

  Deno.test(`${id} reports a peer that went away as -EPIPE or -ECONNRESET, without SIGPIPE`, async () => {
    const delivery = await deliver({
      mode: id,
      messageBytes: 65536,
      messages: 50,
      prepare: (_tx, rx) => rx.shutdown(),
    });
    assert([-EPIPE, -104].includes(delivery.sent), `sendMany returned ${delivery.sent}`);
  });
}
