/**
 * A fuzzer on the control port: whatever comes in, the server stays up, its memory bounded, and serves the next honest
 * client. `NETIO_FUZZ_CASES` sets how many cases; the seed is printed, `NETIO_FUZZ_SEED` repeats it.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { encodeFrame } from "../../control/frames.ts";
import { PROTOCOL_VERSION } from "../../control/messages.ts";
import { withoutRedone } from "../../results/redone.ts";
import { DEFAULTS } from "../../trial/settings.ts";
import { singleWindow } from "../../trial/schedule.ts";
import { trialSpecSchema } from "../../trial/trial_spec.ts";
import { rowsIn, withDirectory } from "../cli/program.ts";
import { pause, until } from "../waiting.ts";
import { ServerProcess, sweepTo } from "./processes.ts";
import { HandClient } from "./test_server.ts";

const CASES = Number(Deno.env.get("NETIO_FUZZ_CASES") ?? 1000);
const SEED = Number(Deno.env.get("NETIO_FUZZ_SEED") ?? Date.now() % 2 ** 31);
const AT_ONCE = 8;
const DRIPPING = 40;
const DRIP_MS = 20;
const PATIENCE_MS = 20;
const GROWTH_MIB_MAX = 160;

const VALID_SPEC = trialSpecSchema.parse({
  ...DEFAULTS,
  modes: ["one-copy"],
  messageBytes: 4096,
  threads: 1,
  rx: "recv",
  rateBps: null,
  warmupMs: 0,
  durationMs: 20,
  schedule: singleWindow(20),
  counters: "off",
  payloadSeed: 1,
});
const VALID = [
  { type: "hello", protocol: PROTOCOL_VERSION, version: "x", proof: null },
  { type: "recruit", threads: 1, timeoutMs: 1000 },
  { type: "prepare", id: "0".repeat(64), end: "send", sharesMachine: true, spec: VALID_SPEC },
  { type: "start" },
  { type: "offsets", offsets: [[0, 4096]] },
];

const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });
const nesting = fc.record({ depth: fc.integer({ min: 1, max: 30_000 }), open: fc.constantFrom("[", '{"a":') })
  .map(({ depth, open }) => new TextEncoder().encode(open.repeat(depth).slice(0, 60_000)));
const hostileValue = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(1e308, -1, 2 ** 53, 0.5, "", "x".repeat(50_000), null, true, [], {}, { kind: "lists" }),
);

/** A valid message with one of its parts, at any depth, replaced, left out, or added. */
const mutated = fc.record({
  message: fc.constantFrom(...VALID),
  pick: fc.nat(),
  key: fc.constantFrom("type", "__proto__", "constructor", "extra", "spec", "threads"),
  value: hostileValue,
  how: fc.constantFrom("replace", "remove", "add"),
}).map(({ message, pick, key, value, how }) => {
  const copy = structuredClone(message) as Record<string, unknown>;
  const inner = copy["spec"] !== undefined && pick % 2 === 0 ? copy["spec"] as Record<string, unknown> : copy;
  const names = Object.keys(inner), name = names[pick % names.length]!;
  if (how === "remove") delete inner[name];
  else inner[how === "add" ? key : name] = value;
  return encodeFrame(copy);
});

/** A client of another protocol, whose version would write lines and escapes into the server's log. */
const forged = fc.record({
  type: fc.constant("hello"),
  protocol: fc.integer(),
  version: fc.oneof(
    fc.array(fc.constantFrom("\n", "\r", "\x1b[2J", "\x9b31m", "\u202e", "x", "1.0"), { maxLength: 12 })
      .map((parts) => parts.join("")),
    fc.string({ maxLength: 64, unit: "binary" }),
  ),
  proof: fc.constant(null),
}).map(encodeFrame);

/** What is thrown at the server in one connection, in one go. */
const attack = fc.oneof(
  { arbitrary: bytes, weight: 2 },
  { arbitrary: bytes.map((body) => framed(body, body.length)), weight: 2 },
  {
    arbitrary: fc.tuple(bytes, fc.nat({ max: 2 ** 32 - 1 })).map(([body, length]) => framed(body, length)),
    weight: 2,
  },
  { arbitrary: nesting.map((body) => framed(body, body.length)), weight: 1 },
  { arbitrary: fc.tuple(fc.constantFrom(...VALID), fc.nat({ max: 200 })).map(cutShort), weight: 2 },
  { arbitrary: fc.array(mutated, { minLength: 1, maxLength: 12 }).map(joined), weight: 4 },
  { arbitrary: forged, weight: 2 },
);

function framed(body: Uint8Array, length: number): Uint8Array {
  const frame = new Uint8Array(4 + body.length);
  new DataView(frame.buffer).setUint32(0, length, false);
  frame.set(body, 4);
  return frame;
}

function cutShort([message, length]: [unknown, number]): Uint8Array {
  return encodeFrame(message).subarray(0, length);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** One connection: as a stranger, or from the inside, after an honest greeting. */
async function strike(port: number, payload: Uint8Array, isInside: boolean): Promise<void> {
  let connection: Deno.TcpConn | null = null;
  try {
    if (isInside) {
      using client = await HandClient.welcomed(port);
      await client.sayRaw(payload);
      await Promise.race([client.hungUp(), pause(PATIENCE_MS)]);
      return;
    }
    connection = await Deno.connect({ hostname: "127.0.0.1", port });
    await connection.write(payload);
    await Promise.race([drained(connection), pause(PATIENCE_MS)]);
  } catch {
    // refused or reset: the server's good right
  } finally {
    connection?.close();
  }
}

/** Every line is one that the server wrote, and shows what it says. */
function assertPlainLog(log: string): void {
  for (const line of log.trimEnd().split("\n")) {
    assertMatch(line, /^(listening on |\d{4}-\d\d-\d\dT[\d:.]+Z [\d.]+ port \d+: )[^\p{Cc}\p{Cf}]+$/u);
  }
}

async function drained(connection: Deno.TcpConn): Promise<void> {
  const into = new Uint8Array(4096);
  while (await connection.read(into).catch(() => null) !== null);
}

/** Strangers that say a valid hello one byte at a time, until told to stop. */
async function drip(port: number, stop: AbortSignal): Promise<void> {
  const hello = encodeFrame(VALID[0]);
  while (!stop.aborted) {
    try {
      using connection = await Deno.connect({ hostname: "127.0.0.1", port });
      for (let i = 0; i < hello.length && !stop.aborted; i++) {
        await connection.write(hello.subarray(i, i + 1));
        await pause(DRIP_MS);
      }
    } catch {
      // hung up on
    }
  }
}

Deno.test(`the control port stands ${CASES} attacks and ${DRIPPING} slow strangers (seed ${SEED})`, async () => {
  await using server = await ServerProcess.start();
  const serves = () =>
    withDirectory(async (directory) => {
      const { code, stderr } = await sweepTo(server.where, directory);
      const statuses = withoutRedone(rowsIn(directory)).map(({ status }) => status);
      assertEquals([code, statuses], [0, ["ok"]], stderr);
    });
  await serves();
  const before = { mib: server.residentMib, files: server.openFiles, threads: server.threads };

  const stop = new AbortController();
  const dripping = Array.from({ length: DRIPPING }, () => drip(server.port, stop.signal));
  const attacks = fc.sample(fc.tuple(attack, fc.boolean()), { numRuns: CASES, seed: SEED });
  const queue = attacks[Symbol.iterator]();
  let greatestMib = before.mib;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (const [payload, isInside] of queue) {
      await strike(server.port, payload, isInside);
      greatestMib = Math.max(greatestMib, server.residentMib);
    }
  }));
  stop.abort();
  await Promise.all(dripping);

  await until("the server has closed what the strangers left", () => server.openFiles <= before.files + 2);
  await until(
    "the threads of the attackers' sessions have ended",
    () => server.threads <= before.threads + 2,
  );
  assert(greatestMib < before.mib + GROWTH_MIB_MAX, `memory grew from ${before.mib} to ${greatestMib} MiB`);
  assertPlainLog(server.log);
  const inside = server.log.split("connected").length - 1;
  const memory = `memory ${before.mib.toFixed(0)} MiB before, at most ${greatestMib.toFixed(0)} MiB`;
  console.log(`${CASES} attacks, ${inside} of them by clients that were let in: ${memory}`);
  await serves();
});
