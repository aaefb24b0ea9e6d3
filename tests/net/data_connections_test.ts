import { assertEquals, assertRejects } from "@std/assert";
import { acceptTrial, joinTrial } from "../../net/data_connections.ts";
import type { Patience } from "../../net/patience.ts";
import { congestionOf, getOption, listen, type Socket, socketAddress, tcpSocket } from "../../net/socket.ts";
import { AF_INET6, SO_KEEPALIVE, SOL_SOCKET } from "../../ffi/constants.ts";
import { SyscallError } from "../../ffi/errno.ts";

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
