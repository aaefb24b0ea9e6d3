import { assert, assertEquals } from "@std/assert";
import { MSG_DONTWAIT } from "../../ffi/constants.ts";
import { libc } from "../../ffi/libc.ts";
import { NativeMemory } from "../../ffi/memory.ts";
import { LocalConnections } from "../../net/connections.ts";
import { SendQueue } from "../../trial/send_queue.ts";

const MESSAGE_BYTES = 1000;

Deno.test("the send queue is as deep as what was written and not sent, in messages", () => {
  using connections = new LocalConnections(1, {
    congestion: "system",
    sndbufBytes: 2 ** 20,
    rcvbufBytes: 16384,
  });
  const { tx, rx } = connections.pairs[0]!;
  using queue = new SendQueue(tx.fd, MESSAGE_BYTES);
  using memory = new NativeMemory(2 ** 20);
  const { address } = memory;
  assert(!queue.isDeeperThan(0));
  const written = libc().send(tx.fd, address, 2n ** 20n, MSG_DONTWAIT);
  assert(queue.isDeeperThan(0), `${written} bytes written to a receiver that does not read`);
  assert(!queue.isDeeperThan(written / MESSAGE_BYTES));
  for (let left = written; left > 0;) left -= libc().recv(rx.fd, address, BigInt(left), 0);
  assert(!queue.isDeeperThan(0));
});

Deno.test("where the kernel does not say, nothing is waited for", () => {
  using queue = new SendQueue(-1, MESSAGE_BYTES);
  assertEquals(queue.isDeeperThan(0), false);
});
