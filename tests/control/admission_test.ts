import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { ControlError, encodeFrame } from "../../control/frames.ts";
import { type FromServer, PROTOCOL_VERSION } from "../../control/messages.ts";
import { newNonce, proofOf } from "../../control/token.ts";
import { connect, listen, socketAddress, tcpSocket } from "../../net/socket.ts";
import { until } from "../waiting.ts";
import { HandClient, TestServer, VERSION } from "./test_server.ts";

const SECRET = "correct-horse";
const OTHER_PROTOCOL = 99;
/** What a client would wait, and what it may need, on a busy machine too, where it has not to wait. */
const PATIENCE_MS = 120_000;
const AT_ONCE_MS = 20_000;

/** A server that says one thing to the first who comes, hears a byte, and is over. */
function impostor(says: FromServer): { readonly port: number; readonly over: Promise<void> } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const over = listener.accept().then(async (connection) => {
    await connection.write(encodeFrame(says));
    await connection.read(new Uint8Array(1));
    connection.close();
    listener.close();
  });
  return { port: listener.addr.port, over };
}

/** A port whose queue of connections is full, so that the kernel answers nobody who comes; `using` empties it. */
class FullBacklog implements Disposable {
  readonly port: number;
  readonly #sockets = [tcpSocket(), tcpSocket()];

  constructor() {
    const [listener, waiting] = this.#sockets;
    this.port = listen(listener!, socketAddress("127.0.0.1", 0), 0);
    connect(waiting!, socketAddress("127.0.0.1", this.port));
  }

  [Symbol.dispose](): void {
    for (const socket of this.#sockets) socket[Symbol.dispose]();
  }
}

Deno.test("with the right token a client is let in, and the next one after it", async () => {
  await using server = new TestServer({ token: SECRET });
  for (let i = 0; i < 2; i++) {
    await using far = await server.find({ token: SECRET });
    assertEquals(far.ends, ["receive"]);
  }
});

Deno.test("a wrong token, none, and a replayed proof are refused, each in its words", async () => {
  await using server = new TestServer({ token: SECRET });
  await assertRejects(() => server.find({ token: "wrong" }), Error, "the token is wrong");
  await assertRejects(() => server.find(), Error, "requires a token: set NETIO_TOKEN, or give --token");

  using silent = await HandClient.connect(server.port);
  const greeting = silent.channel.checked(await silent.next(), "greeting");
  const { protocol } = greeting;
  await silent.say({ type: "hello", protocol, version: VERSION, proof: null });
  assertMatch(silent.channel.checked(await silent.next(), "refused").reason, /no token/);

  const recorded = await proofOf(SECRET, greeting.nonce);
  using replaying = await HandClient.connect(server.port);
  replaying.channel.checked(await replaying.next(), "greeting");
  await replaying.say({ type: "hello", protocol, version: VERSION, proof: recorded });
  assertMatch(replaying.channel.checked(await replaying.next(), "refused").reason, /token is wrong/);
});

Deno.test("nothing works before the token is proved", async () => {
  await using server = new TestServer({ token: SECRET });
  using client = await HandClient.connect(server.port);
  client.channel.checked(await client.next(), "greeting");
  await client.say({ type: "recruit", threads: 1, timeoutMs: 1000 });
  assert(await client.hungUp());
  assertStringIncludes(server.lines.join("\n"), "sent recruit where hello was expected");
});

Deno.test("while one client is served, others are told at once that the server is busy", async () => {
  await using server = new TestServer();
  {
    await using _served = await server.find();
    const before = performance.now(), patient = () => server.find({ timeoutMs: PATIENCE_MS });
    const error = await assertRejects(patient, Error, "the server is busy; it serves one client at a time");
    assertEquals(error.message.includes("port"), false, "who it is busy with is nobody's business");
    assert(performance.now() - before < AT_ONCE_MS);
  }
  await using _next = await server.find();
});

Deno.test("with whom a server is busy, and since when, is told to those alone who prove the token", async () => {
  await using server = new TestServer({ token: SECRET });
  await using _served = await server.find({ token: SECRET });
  const proven = await assertRejects(() => server.find({ token: SECRET }), Error);
  assertMatch(
    proven.message,
    /the server is busy with 127\.0\.0\.1 port \d+ since \d{4}-.*; it serves one client/,
  );
  const unproven = await assertRejects(() => server.find({ token: "wrong" }), Error);
  assertEquals(unproven.message, `--connect 127.0.0.1:${server.port}: the token is wrong`);
});

Deno.test("a client whose connection is lost takes over from itself at once, with the token; another does not", async () => {
  await using server = new TestServer({ token: SECRET });
  const client = newNonce(), known = { token: SECRET, client };
  const lost = await HandClient.welcomed(server.port, known);
  const other = await assertRejects(
    () => HandClient.welcomed(server.port, { ...known, client: newNonce() }),
    Error,
  );
  assertStringIncludes(other.message, "sent refused where welcome was expected");
  await assertRejects(() => HandClient.welcomed(server.port, { client, token: "wrong" }), Error);
  assert(!lost.channel.closed.aborted);
  using _back = await HandClient.welcomed(server.port, known);
  assert(await lost.hungUp());
  assertStringIncludes(server.lines.join("\n"), "the client has reconnected");
});

Deno.test("versions that differ are named on both sides", async () => {
  await using server = new TestServer();
  using client = await HandClient.connect(server.port);
  client.channel.checked(await client.next(), "greeting");
  await client.say({ type: "hello", protocol: OTHER_PROTOCOL, version: "9.9.9", proof: null });
  const { reason } = client.channel.checked(await client.next(), "refused");
  assertEquals(
    reason,
    `this is netio ${VERSION} with protocol ${PROTOCOL_VERSION}, ` +
      `the client is netio 9.9.9 with protocol ${OTHER_PROTOCOL}`,
  );

  const nonce = "0".repeat(64);
  const greeting = { protocol: OTHER_PROTOCOL, version: "9.9.9", nonce, needsToken: false, news: true };
  const stranger = impostor({ type: "greeting", ...greeting });
  await assertRejects(
    () => server.find({ port: stranger.port }),
    Error,
    `the far end is netio 9.9.9 with protocol ${OTHER_PROTOCOL}, ` +
      `this is netio ${VERSION} with protocol ${PROTOCOL_VERSION}`,
  );
  await stranger.over;
});

Deno.test("a stranger's version that would write into the operator's terminal is not logged but hung up on", async () => {
  await using server = new TestServer({ token: SECRET });
  for (
    const version of ["1\n2026-01-01T00:00:00Z 192.0.2.1: connected", "\x1b[2J", "1\x9b31m", "\u202e0.1", ""]
  ) {
    using client = await HandClient.connect(server.port);
    client.channel.checked(await client.next(), "greeting");
    await client.say({ type: "hello", protocol: OTHER_PROTOCOL, version, proof: null });
    assert(await client.hungUp());
    await until("the log says why", () => server.lines.length > 0);
    const [line, ...more] = server.lines.splice(0);
    assertMatch(line!, /^127\.0\.0\.1 port \d+: the client sent a malformed message \(version\)$/);
    assertEquals(more, []);
  }
});

Deno.test("what an unproven server gives as its reason is one line without terminal escapes", async () => {
  await using server = new TestServer();
  const reason = "no\r\nnetio: done\x1b]0;title\x07\x9b2J \u202eterces";
  const stranger = impostor({ type: "refused", reason, isBusy: false });
  const error = await assertRejects(() => server.find({ port: stranger.port }), Error);
  assertEquals(error.message, `--connect 127.0.0.1:${stranger.port}: no netio: done ]0;title 2J  terces`);
  await stranger.over;
});

Deno.test("a plan beyond the server's limits is refused before anything is measured", async () => {
  await using server = new TestServer();
  const needs = { threads: 1, messageBytes: 8, durationMs: 100 };
  const asks = (more: Partial<typeof needs>) => () => server.find({ needs: { ...needs, ...more } });
  await assertRejects(asks({ threads: 5 }), Error, "5 threads are more than the server's --max-threads 4");
  await assertRejects(asks({ messageBytes: 65537 }), Error, "more than the server's --max-message 64 KiB");
  await assertRejects(asks({ durationMs: 1001 }), Error, "longer than the server's --max-duration 1s");
});

Deno.test("what answers but is no netio, and what does not answer, has its sentence", async () => {
  await using server = new TestServer();
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const web = listener.accept().then(async (connection) => {
    await connection.write(new TextEncoder().encode("HTTP/1.1 400 Bad Request\r\n\r\n"));
    connection.close();
  });
  await assertRejects(() => server.find({ port }), Error, "the far end sent a frame of 1213486160 bytes");
  await web;
  const silent = listener.accept();
  await assertRejects(() => server.find({ port, timeoutMs: 200 }), Error, "sent nothing for 0.2 s");
  (await silent).close();
  listener.close();
  await assertRejects(
    () => server.find({ port }),
    Error,
    "connect failed: ECONNREFUSED (111): nothing listens there",
  );
  await assertRejects(
    () => server.find({ hostname: "no-such-host.invalid" }),
    Error,
    "the name does not resolve",
  );
});

Deno.test("a client that is stopped says so at once: before, while it connects, and while it is greeted", async () => {
  await using server = new TestServer();
  using full = new FullBacklog();
  using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  for (const [port, stopAfterMs] of [[full.port, 0], [full.port, 100], [silent.addr.port, 100]] as const) {
    const stop = new AbortController(), before = performance.now();
    if (stopAfterMs === 0) stop.abort();
    else setTimeout(() => stop.abort(), stopAfterMs);
    const finding = () => server.find({ port, timeoutMs: PATIENCE_MS, stop: stop.signal });
    await assertRejects(finding, ControlError, `--connect 127.0.0.1:${port}: stopped while connecting`);
    assert(performance.now() - before < AT_ONCE_MS);
  }
  const hurried = () => server.find({ port: full.port, timeoutMs: 100 });
  await assertRejects(hurried, Error, "no connection within 0.1 s");
});

Deno.test("of strangers that say nothing the longest waiting go, so that there is always room for one more", async () => {
  await using server = new TestServer();
  const silent: HandClient[] = [];
  try {
    for (let i = 0; i < 40; i++) {
      const client = await HandClient.connect(server.port);
      client.channel.checked(await client.next(), "greeting");
      silent.push(client);
    }
    const isGone = silent.map(({ channel }) => channel.closed.aborted);
    assertEquals([isGone[0], isGone.at(-1)], [true, false]);
    assert(isGone.filter((gone) => !gone).length <= 20, "few stay");
    await using _honest = await server.find();
  } finally {
    for (const client of silent) client[Symbol.dispose]();
  }
});
