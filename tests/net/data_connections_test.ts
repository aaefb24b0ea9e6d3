import { assertEquals, assertRejects } from "@std/assert";
import { AF_INET6, IPPROTO_TCP, SO_KEEPALIVE, SOL_SOCKET, TCP_MAXSEG } from "../../ffi/constants.ts";
import { SyscallError } from "../../ffi/errno.ts";
import { ByteStream } from "../../net/byte_stream.ts";
import { acceptTrial, joinTrial } from "../../net/data_connections.ts";
import type { Patience } from "../../net/patience.ts";
import { reach } from "../../net/reach.ts";
import {
  accept,
  congestionOf,
  getOption,
  listen,
  type Socket,
  socketAddress,
  tcpSocket,
} from "../../net/socket.ts";
import { pause } from "../waiting.ts";

const ID = new Uint8Array(32).fill(7);
const COUNT = 3;
const BACKLOG = 128;

function patience(timeoutMs = 2000, stop = new AbortController().signal): Patience {
  return { timeoutMs, stop };
}

function listening(host = "127.0.0.1"): { listener: Socket; port: number } {
  const listener = tcpSocket(host.includes(":") ? AF_INET6 : undefined);
  return { listener, port: listen(listener, socketAddress(host, 0), BACKLOG) };
}

function closeAll(...sockets: Socket[]): void {
  for (const socket of sockets) socket[Symbol.dispose]();
}

/** A stranger on the data port: says something and waits for the end. */
async function stranger(port: number, says: Uint8Array): Promise<number | null> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(says);
  const answer = await connection.read(new Uint8Array(1)).catch(() => null);
  connection.close();
  return answer;
}

for (const host of ["127.0.0.1", "::1"]) {
  Deno.test(`connections over ${host} are put in order by what they say, with the options asked for`, async () => {
    const { listener, port } = listening(host);
    const [accepted, joined] = await Promise.all([
      acceptTrial(listener, ID, COUNT, patience()),
      joinTrial(host, port, ID, COUNT, { congestion: "reno" }, patience()),
    ]);
    assertEquals([accepted.length, joined.length], [COUNT, COUNT]);
    assertEquals(congestionOf(joined[0]!), "reno");
    const idle = [...accepted, ...joined].map((socket) =>
      getOption(socket, SOL_SOCKET, SO_KEEPALIVE, "SO_KEEPALIVE")
    );
    assertEquals(
      idle,
      Array.from({ length: 2 * COUNT }, () => 1),
      "kept alive while one side waits for the other",
    );
    closeAll(listener, ...accepted, ...joined);
  });
}

Deno.test("who does not know the trial's id is hung up on, and the trial's connections come in all the same", async () => {
  const { listener, port } = listening();
  const wrong = new Uint8Array(36).fill(8, 0, 32), unnumbered = new Uint8Array([...ID, 0, 0, 0, COUNT]);
  const strangers = [stranger(port, wrong), stranger(port, unnumbered)];
  const accepting = acceptTrial(listener, ID, COUNT, patience());
  assertEquals(await Promise.all(strangers), [null, null]);
  const joined = await joinTrial("127.0.0.1", port, ID, COUNT, { congestion: "system" }, patience());
  closeAll(listener, ...await accepting, ...joined);
});

Deno.test("strangers that say nothing do not keep the trial out, however many", async () => {
  const { listener, port } = listening();
  const silent = await Promise.all(
    Array.from({ length: 40 }, () => Deno.connect({ hostname: "127.0.0.1", port })),
  );
  const accepting = acceptTrial(listener, ID, COUNT, patience());
  const joined = await joinTrial("127.0.0.1", port, ID, COUNT, { congestion: "system" }, patience());
  closeAll(listener, ...await accepting, ...joined);
  for (const connection of silent) connection.close();
});

Deno.test("a number that is there already does not replace the connection that has it", async () => {
  const { listener, port } = listening();
  const first = acceptTrial(listener, ID, 2, patience(500));
  const twin = new Uint8Array([...ID, 0, 0, 0, 0]);
  const one = await Deno.connect({ hostname: "127.0.0.1", port });
  await one.write(twin);
  const [answer] = await Promise.all([
    stranger(port, twin),
    assertRejects(() => first, Error, "only 1 of 2 data connections came within 0.5 s"),
  ]);
  assertEquals(answer, null);
  closeAll(listener);
  one.close();
});

Deno.test("waiting ends with the time-out, and at once when stopped", async () => {
  const { listener } = listening();
  await assertRejects(
    () => acceptTrial(listener, ID, COUNT, patience(50)),
    Error,
    "only 0 of 3 data connections came within 0.05 s",
  );
  const stop = new AbortController();
  const stopped = acceptTrial(listener, ID, COUNT, patience(60_000, stop.signal));
  stop.abort(new Error("enough"));
  await assertRejects(() => stopped, Error, "enough");
  closeAll(listener);
});

Deno.test("a refused data connection names the call", async () => {
  const { listener, port } = listening();
  closeAll(listener);
  const joining = () => joinTrial("127.0.0.1", port, ID, 1, { congestion: "system" }, patience());
  await assertRejects(joining, SyscallError, "connect failed: ECONNREFUSED (111)");
});

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
