/** The control protocol's words: frames, what messages may hold, proofs of the token, names of connections. */
import { assert, assertEquals, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { type ByteSource, ControlError, encodeFrame, readFrame } from "../../control/frames.ts";
import { fromServer } from "../../control/messages.ts";
import { middleboxBetween } from "../../control/middlebox.ts";
import { isProof, newNonce, proofOf } from "../../control/token.ts";
import { accept, connect, connectionNames, listen, socketAddress, tcpSocket } from "../../net/socket.ts";

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

const hostile = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(fc.constantFrom("\n", "\x1b[31m", "\x9b2J", "\u200e", "\u202e", "\u2028", "word"))
    .map((parts) => parts.join("")),
);

/** All texts in a JSON value, the names of its parts as well. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...textsOf(inner)]);
}

const WELCOME = {
  type: "welcome" as const,
  limits: { threads: 1, messageBytes: 8, durationMs: 1 },
  bootId: "",
  environment: {},
};
const SETTINGS = { nodelay: "on", sndbuf: 1, rcvbuf: 1, mss: 1 };
const FAILURE = { end: "send", connection: 0, errno: "EPIPE" };
const SIDE = { threads: 1, cpuCount: 1, coreCount: 1, host: null, ringWorkers: null };

/** The messages that bring text to the client's terminal and files. */
const MESSAGES: Readonly<Record<string, (text: string) => unknown>> = {
  refused: (reason) => ({ type: "refused", reason, isBusy: false }),
  failed: (reason) => ({ type: "failed", reason }),
  welcome: (text) => ({ ...WELCOME, environment: { [text]: text, host: { flags: [text, { [text]: 1 }] } } }),
  result: (text) => {
    const send = { reports: [], settings: { ...SETTINGS, congestion_control: text }, cpus: [] };
    return { type: "result", side: { ...SIDE, ends: { send }, failures: [{ ...FAILURE, text }] } };
  },
};

for (const [type, make] of Object.entries(MESSAGES)) {
  Deno.test(`no text of a ${type} message can move the cursor, end a line or turn the writing round`, () => {
    fc.assert(fc.property(hostile, (text) => {
      for (const said of textsOf(fromServer.parse(make(text)))) {
        assert(!UNPRINTABLE.test(said), JSON.stringify(said));
      }
    }));
  });
}

Deno.test("printable text and other values come through as they were", () => {
  const environment = { "größe 🙂": ["a b", 1.5, null, true, { deeper: "–" }] };
  const welcome = { ...WELCOME, environment };
  assertEquals(fromServer.parse(welcome), welcome);
});

Deno.test("a boot id is hexadecimal", () => {
  const accepts = (bootId: string) => fromServer.safeParse({ ...WELCOME, bootId }).success;
  assertEquals(["", "0f-a1", "\x1b[2J", "a\n"].map(accepts), [true, true, false, false]);
});

Deno.test("a proof is HMAC-SHA-256 of the nonce's text: RFC 4231, test case 2", async () => {
  assertEquals(
    await proofOf("Jefe", "what do ya want for nothing?"),
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
  );
});

Deno.test("only the right token proves itself, and only for its own nonce", async () => {
  const nonce = newNonce(), proof = await proofOf("secret", nonce);
  assert(await isProof("secret", nonce, proof));
  assert(!await isProof("Secret", nonce, proof));
  assert(!await isProof("secret", newNonce(), proof), "a replayed proof");
  assert(!await isProof("secret", nonce, proof.slice(2)), "a shortened proof");
  assert(!await isProof("secret", nonce, ""), "no proof");
});

Deno.test("nonces are 32 random bytes", () => {
  const nonce = newNonce();
  assertMatch(nonce, /^[0-9a-f]{64}$/);
  assertEquals(Uint8Array.fromHex(nonce).length, 32);
  assertNotEquals(nonce, newNonce());
});

const CLIENT = { address: "192.0.2.1", port: 4000 }, SERVER = { address: "192.0.2.2", port: 5201 };

Deno.test("what the ends of a connection call each other tells whether something stands between them", () => {
  const client = { own: CLIENT, peer: SERVER };
  const seen = (server: Partial<typeof client>) =>
    middleboxBetween(client, { own: SERVER, peer: CLIENT, ...server });
  assertEquals(seen({}), null);
  assertEquals(
    seen({ peer: { address: "198.51.100.7", port: 4000 } }),
    "the client 192.0.2.1 is seen as 198.51.100.7",
  );
  assertEquals(seen({ peer: { ...CLIENT, port: 9 } }), "the client's port is seen as another one");
  assertEquals(
    seen({ own: { address: "10.0.0.2", port: 5201 } }),
    "the server 10.0.0.2 is seen as 192.0.2.2",
  );
});

Deno.test("two sockets of one connection name it alike, and IPv4 within IPv6 is IPv4", () => {
  using listener = tcpSocket();
  const port = listen(listener, socketAddress("127.0.0.1", 0), 1);
  using rx = tcpSocket();
  connect(rx, socketAddress("127.0.0.1", port));
  using tx = accept(listener);
  const names = connectionNames(rx);
  assertEquals(names.peer, { address: "127.0.0.1", port });
  assertEquals(middleboxBetween(names, connectionNames(tx)), null);
});

/** A source that gives at most `chunk` bytes at a time, then ends. */
function source(bytes: Uint8Array, chunk = bytes.length): ByteSource {
  let at = 0;
  return {
    read(into) {
      if (at === bytes.length) return Promise.resolve(null);
      const part = bytes.subarray(at, at + Math.min(chunk, into.length));
      into.set(part);
      at += part.length;
      return Promise.resolve(part.length);
    },
  };
}

function frameOf(body: Uint8Array, length = body.length): Uint8Array {
  const frame = new Uint8Array(4 + body.length);
  new DataView(frame.buffer).setUint32(0, length, false);
  frame.set(body, 4);
  return frame;
}

const text = (value: string) => new TextEncoder().encode(value);

Deno.test("any JSON value comes back from its frame, in whatever pieces it arrives", async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), fc.integer({ min: 1, max: 7 }), async (value, chunk) => {
      const sent = JSON.parse(JSON.stringify(value));
      assertEquals(await readFrame(source(encodeFrame(value), chunk), () => 1e6), sent);
    }),
    { numRuns: 200 },
  );
});

Deno.test("frames follow each other, and the end between two frames is no error", async () => {
  const both = source(new Uint8Array([...encodeFrame({ a: 1 }), ...encodeFrame([2])]));
  assertEquals(await readFrame(both, () => 100), { a: 1 });
  assertEquals(await readFrame(both, () => 100), [2]);
  assertEquals(await readFrame(both, () => 100), undefined);
});

Deno.test("a length beyond the cap is refused before any of the body is read", async () => {
  let reads = 0;
  const counted: ByteSource = {
    read: (into) => {
      reads += 1;
      into.fill(0xff);
      return Promise.resolve(into.length);
    },
  };
  await assertRejects(() => readFrame(counted, () => 1000), ControlError, "a frame of 4294967295 bytes");
  assertEquals(reads, 1);
});

Deno.test("bad frames are told apart", async () => {
  const cases: [Uint8Array, string][] = [
    [new Uint8Array([0, 0]), "closed the connection inside a frame"],
    [frameOf(text('{"a":'), 20), "closed the connection inside a frame"],
    [frameOf(text("")), "a frame of 0 bytes"],
    [frameOf(text("1".repeat(101))), "a frame of 101 bytes; the limits are 1 to 100"],
    [frameOf(text("{a:1}")), "not JSON"],
    [frameOf(new Uint8Array([0x22, 0xff, 0x22])), "not JSON"],
  ];
  for (const [bytes, expected] of cases) {
    await assertRejects(() => readFrame(source(bytes), () => 100), ControlError, expected);
  }
});
