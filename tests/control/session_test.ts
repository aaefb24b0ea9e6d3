import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { encodeFrame } from "../../control/frames.ts";
import type { FromClient, TrialRequest } from "../../control/messages.ts";
import { newNonce } from "../../control/token.ts";
import { joinTrial } from "../../net/data_connections.ts";
import type { Socket } from "../../net/socket.ts";
import { smallSpec } from "../trial/small_trial.ts";
import { until } from "../waiting.ts";
import { HandClient, TestServer } from "./test_server.ts";

const RECRUIT: FromClient = { type: "recruit", threads: 1, timeoutMs: 1000 };

function request(changes: Partial<TrialRequest["spec"]> = {}): TrialRequest {
  return { type: "prepare", id: newNonce(), end: "send", sharesMachine: true, spec: smallSpec(changes) };
}

async function recruited(port: number): Promise<HandClient> {
  const client = await HandClient.welcomed(port);
  await client.say(RECRUIT);
  client.channel.checked(await client.next(), "recruited");
  return client;
}

async function joined(client: HandClient, wish: TrialRequest): Promise<Socket> {
  await client.say(wish);
  const { port } = client.channel.checked(await client.next(), "listening");
  const patience = { timeoutMs: 2000, stop: client.channel.closed };
  const sockets = await joinTrial(
    "127.0.0.1",
    port,
    Uint8Array.fromHex(wish.id),
    1,
    { congestion: "system" },
    patience,
  );
  client.channel.checked(await client.next(), "ready");
  return sockets[0]!;
}

Deno.test("a trial beyond the limits is refused, and the conversation goes on", async () => {
  await using server = new TestServer();
  using client = await recruited(server.port);
  const cases: [Partial<TrialRequest["spec"]>, RegExp][] = [
    [{ threads: 2 }, /2 threads are more than the server's --max-threads 1/],
    [{ messageBytes: 2 ** 20 }, /more than the server's --max-message 64 KiB/],
    [{ warmupMs: 600, durationMs: 600 }, /of 1.2s are longer than the server's --max-duration 1s/],
  ];
  for (const [changes, expected] of cases) {
    await client.say(request(changes));
    assertMatch(client.channel.checked(await client.next(), "failed").reason, expected);
  }
  (await joined(client, request()))[Symbol.dispose]();
});

Deno.test("more threads than the server grants are not started", async () => {
  await using server = new TestServer();
  using client = await HandClient.welcomed(server.port);
  await client.say({ ...RECRUIT, threads: 5 });
  assert(await client.hungUp());
  assertStringIncludes(server.lines.join("\n"), "asked for 5 threads, more than --max-threads");
});

Deno.test("data connections that don't come fail the trial after the time-out, no more", async () => {
  await using server = new TestServer();
  using client = await recruited(server.port);
  await client.say(request());
  client.channel.checked(await client.next(), "listening");
  const { reason } = client.channel.checked(await client.next(), "failed");
  assertEquals(reason, "only 0 of 1 data connections came within 1 s");
  await client.say(request());
  client.channel.checked(await client.next(), "listening");
});

Deno.test("a client that is silent for too long is hung up on", async () => {
  await using server = new TestServer({ idleTimeoutMs: 300 });
  using client = await recruited(server.port);
  assert(await client.hungUp());
  assertStringIncludes(server.lines.join("\n"), "the client sent nothing for 0.3 s");
});

Deno.test("words out of turn end the conversation", async () => {
  await using server = new TestServer();
  using client = await recruited(server.port);
  await client.say({ type: "start" });
  assert(await client.hungUp());
  assertStringIncludes(server.lines.join("\n"), "sent start where prepare was expected");
});

/** Longer than anybody here waits: a server that is free again has not waited for it. */
const NEVER_MS = 600_000;

/** The stages of a conversation at which a client may vanish; each gives the client it got there. */
const STAGES: Readonly<Record<string, (port: number) => Promise<HandClient>>> = {
  "connected": HandClient.connect,
  "welcomed": HandClient.welcomed,
  "threads recruited": recruited,
  "a trial asked for": async (port) => {
    const client = await recruited(port);
    await client.say(request());
    return client;
  },
  "data connections made": async (port) => {
    const client = await recruited(port);
    await joined(client, request());
    return client;
  },
  "a trial running": async (port) => {
    const client = await recruited(port);
    await joined(client, request({ durationMs: 900 }));
    await client.say({ type: "start" });
    client.channel.checked(await client.next(), "started");
    return client;
  },
};

for (const [stage, reach] of Object.entries(STAGES)) {
  Deno.test(`a client that vanishes once it has ${stage} leaves the server to the next one`, async () => {
    await using server = new TestServer({ idleTimeoutMs: NEVER_MS });
    const client = await reach(server.port);
    client[Symbol.dispose]();
    using _next = await recruited(server.port);
    await until(
      "the server has noticed",
      () => /closed the connection|is gone/.test(server.lines.join("\n")),
    );
  });
}

Deno.test("a client that talks on without waiting for answers is hung up on", async () => {
  await using server = new TestServer();
  using client = await HandClient.welcomed(server.port);
  const frame = encodeFrame(RECRUIT);
  await client.sayRaw(Uint8Array.from(Array.from({ length: 20 }, () => [...frame]).flat()));
  assert(await client.hungUp());
  await until(
    "the log says why",
    () => server.lines.some((line) => /sent more requests than it waited for/.test(line)),
  );
});

Deno.test("a client that does not introduce itself in time is hung up on", async () => {
  await using server = new TestServer();
  using client = await HandClient.connect(server.port);
  client.channel.checked(await client.next(), "greeting");
  await client.sayRaw(encodeFrame(RECRUIT).subarray(0, 5));
  await until("the server hangs up", () => client.channel.closed.aborted, 8000);
  assertStringIncludes(server.lines.join("\n"), "did not authenticate in time");
});
