/** A buffer may be rewritten only after its completion: what tells so must not tell it early. */
import { assertEquals } from "@std/assert";
import { libc } from "../../ffi/libc.ts";
import { NativeMemory } from "../../ffi/memory.ts";
import { Payload } from "../../modes/payload.ts";
import { MODES } from "../../modes/registry.ts";
import { LocalConnections } from "../../net/connections.ts";

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
