import { assertEquals, assertRejects } from "@std/assert";
import { ByteStream } from "../../net/byte_stream.ts";
import { reach } from "../../net/reach.ts";
import { accept, getOption, listen, socketAddress, tcpSocket } from "../../net/socket.ts";
import { IPPROTO_TCP, TCP_MAXSEG } from "../../ffi/constants.ts";
import { pause } from "../waiting.ts";

/** Far more than socket buffers hold. */
const MANY_BYTES = 20 * 1024 ** 2;

async function streamTo(port: number): Promise<ByteStream> {
  const patience = { timeoutMs: 2000, stop: new AbortController().signal };
  const { socket } = await reach({ hostname: "127.0.0.1", port, mssBytes: null }, patience);
  return new ByteStream(socket);
}

async function withStream(use: (stream: ByteStream, peer: Deno.TcpConn) => Promise<void>): Promise<void> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const [stream, peer] = await Promise.all([streamTo(listener.addr.port), listener.accept()]);
  using _peer = peer;
  await use(stream, peer);
  stream.close();
  await pause(20); // its descriptor is given up once nothing waits any more
}

function pattern(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, i) => i * 31 + (i >> 8));
}

async function readAll(source: { read(into: Uint8Array): Promise<number | null> }, length: number) {
  const all = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const count = await source.read(all.subarray(at));
    if (count === null) return all.subarray(0, at);
    at += count;
  }
  return all;
}

Deno.test("more bytes than the kernel buffers go both ways, while the thread goes on", async () => {
  await withStream(async (stream, peer) => {
    const bytes = pattern(MANY_BYTES);
    const write = async (sink: { write(bytes: Uint8Array): Promise<number> }) => {
      for (let rest = bytes.subarray(); rest.length > 0;) rest = rest.subarray(await sink.write(rest));
    };
    const [, outward] = await Promise.all([write(stream), readAll(peer, MANY_BYTES)]);
    const [, inward] = await Promise.all([write(peer), readAll(stream, MANY_BYTES)]);
    assertEquals([outward, inward].map((came) => came.every((byte, i) => byte === bytes[i])), [true, true]);
  });
});

Deno.test("a read that waits ends when the stream is closed, or when its peer ends it", async () => {
  await withStream(async (stream) => {
    const waiting = stream.read(new Uint8Array(1));
    await pause(20);
    stream.close();
    assertEquals(await waiting.catch((error) => error.message), "the connection is closed");
  });
  await withStream(async (stream, peer) => {
    const waiting = stream.read(new Uint8Array(1));
    peer.closeWrite();
    assertEquals(await waiting, null);
  });
});

Deno.test("a connection that was reset says so by its errno", async () => {
  const listener = tcpSocket();
  const port = listen(listener, socketAddress("127.0.0.1", 0), 1);
  const stream = await streamTo(port);
  const peer = accept(listener);
  await stream.write(new Uint8Array(10));
  peer[Symbol.dispose](); // with bytes unread: a reset
  listener[Symbol.dispose]();
  await assertRejects(() => stream.read(new Uint8Array(1)), Error, "recv failed: ECONNRESET (104)");
  stream.close();
  await pause(20);
});

Deno.test("the segment size is agreed when a host is reached", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const patience = { timeoutMs: 2000, stop: new AbortController().signal };
  const to = { hostname: "localhost", port: listener.addr.port, mssBytes: 700 };
  const { socket, farAddress, nearAddress } = await reach(to, patience);
  using _held = socket;
  (await listener.accept()).close();
  assertEquals([farAddress, nearAddress], ["127.0.0.1", "127.0.0.1"]);
  const mss = getOption(socket, IPPROTO_TCP, TCP_MAXSEG, "TCP_MAXSEG");
  assertEquals(mss <= 700, true, `MSS ${mss}`);
});
