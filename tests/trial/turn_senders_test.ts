import { assertEquals, assertThrows } from "@std/assert";
import { libc } from "../../ffi/libc.ts";
import { NativeMemory } from "../../ffi/memory.ts";
import { Payload } from "../../modes/payload.ts";
import { MODES } from "../../modes/registry.ts";
import { LocalConnections } from "../../net/connections.ts";
import { latencyDistribution } from "../../stats/latency_histogram.ts";
import { TurnSenders } from "../../trial/turn_senders.ts";
import { expectedMessage } from "../modes/delivery.ts";

const MESSAGE_BYTES = 1003;
const TWO_ZERO_COPY = ["zero-copy", "one-copy", "zero-copy-contiguous"];

/** A mode's place and how many messages it sends. */
type Turn = readonly [mode: number, messages: number];

interface Options {
  readonly messageCount?: number;
  readonly reapEvery?: number;
  readonly queueDepth?: number;
}

/** Takes turns on a real connection, whose other end is read empty after each, and tells what came of it. */
function takeTurns(modes: readonly string[], turns: readonly Turn[], options: Options = {}) {
  const { messageCount = 1, reapEvery = 4, queueDepth = 32 } = options;
  using connections = new LocalConnections(1, { congestion: "system", sndbufBytes: 2 ** 20 });
  const { tx, rx } = connections.pairs[0]!;
  using payload = new Payload(MESSAGE_BYTES, 16, 1, messageCount);
  using senders = new TurnSenders(tx.fd, payload, { modes, reapEvery, queueDepth });
  const received: number[] = [];
  for (const [mode, messages] of turns) {
    senders.take(mode);
    assertEquals(senders.sendMany(messages), messages);
    received.push(...receive(rx.fd, messages * MESSAGE_BYTES));
  }
  return { sent: senders.finish(() => false), received };
}

function receive(fd: number, bytes: number): Uint8Array {
  using memory = new NativeMemory(Math.max(1, bytes));
  for (let got = 0; got < bytes;) {
    got += libc().recv(fd, memory.address + BigInt(got), BigInt(bytes - got), 0);
  }
  return memory.bytes.slice(0, bytes);
}

/** Messages that each mode sent. */
function messagesOf(modes: readonly string[], turns: readonly Turn[]): number[] {
  return modes.map((_, mode) => turns.reduce((sum, [of, messages]) => of === mode ? sum + messages : sum, 0));
}

function assertSent(modes: readonly string[], turns: readonly Turn[], options: Options = {}) {
  const { sent, received } = takeTurns(modes, turns, options);
  for (const [mode, messages] of messagesOf(modes, turns).entries()) {
    const { zeroCopy } = sent[mode]!;
    const { asksZeroCopy } = MODES.find(({ id }) => id === modes[mode])!;
    const counts = zeroCopy === null ? null : [zeroCopy.sends, zeroCopy.completions, zeroCopy.fallbacks];
    assertEquals(counts, asksZeroCopy ? [messages, messages, 0] : null, modes[mode]);
  }
  return received;
}

Deno.test("of two zero-copy modes and a copying one that take turns, each has its own sends and their completions", () => {
  const turns: Turn[] = [[0, 5], [1, 9], [2, 3], [0, 2], [2, 70], [1, 1], [0, 40]];
  for (const reapEvery of [1, 4, 32]) assertSent(TWO_ZERO_COPY, turns, { reapEvery });
});

Deno.test("so have two io_uring modes, however many messages they hand over at a time", () => {
  const modes = ["uring-zero-copy", "one-copy", "zero-copy", "uring-zero-copy-fixed"];
  const turns: Turn[] = [[0, 5], [1, 9], [3, 30], [2, 3], [0, 2], [3, 70], [2, 12], [1, 1], [0, 40]];
  for (const queueDepth of [1, 4, 32]) assertSent(modes, turns, { queueDepth });
});

Deno.test("what is sent arrives in order, whoever's turn it is", () => {
  const modes = MODES.map(({ id }): string => id);
  const turns = modes.map((_, mode): Turn => [mode, mode + 1]).toReversed();
  const message = [...expectedMessage(MESSAGE_BYTES)];
  const received = assertSent(modes, turns);
  const messages = modes.length * (modes.length + 1) / 2;
  assertEquals(received, Array(messages).fill(message).flat());
});

Deno.test("the first mode's turn is at the beginning, before any is told", () => {
  using connections = new LocalConnections(1, { congestion: "system" });
  const { tx, rx } = connections.pairs[0]!;
  using payload = new Payload(MESSAGE_BYTES, 16, 1);
  using senders = new TurnSenders(tx.fd, payload, { modes: TWO_ZERO_COPY, reapEvery: 4, queueDepth: 32 });
  senders.sendMany(3);
  receive(rx.fd, 3 * MESSAGE_BYTES);
  const sends = senders.finish(() => false).map(({ zeroCopy }) => zeroCopy?.sends ?? null);
  assertEquals(sends, [3, null, 0]);
});

Deno.test("a mode that has two turns in succession goes on, and one that sends nothing has none", () => {
  assertSent(TWO_ZERO_COPY, [[2, 4], [2, 4], [0, 0], [2, 1], [1, 0]]);
});

Deno.test("with a working set each mode walks through it on its own", () => {
  assertSent(TWO_ZERO_COPY, [[0, 2], [1, 4], [0, 5], [2, 1], [0, 1]], { messageCount: 3 });
});

Deno.test("completions are timed that are read in the turn of the mode that sent, or when the last turn is over", () => {
  const timedOf = (turns: readonly Turn[]) =>
    takeTurns(TWO_ZERO_COPY, turns, { reapEvery: 4096 }).sent.map(({ zeroCopy }) =>
      zeroCopy === null ? null : latencyDistribution([zeroCopy.completionTimes])?.count ?? 0
    );
  // one send in 64 is timed
  assertEquals(timedOf([[1, 5], [0, 64]]), [1, null, 0]);
  assertEquals(timedOf([[0, 64], [2, 64]]), [0, null, 1]);
  assertEquals(timedOf([[0, 64], [2, 64], [0, 64]]), [1, null, 0]);
  assertEquals(timedOf([[0, 64], [2, 64], [1, 5]]), [0, null, 0]);
});

Deno.test("times of send calls count for the mode whose turn it is", () => {
  using connections = new LocalConnections(1, { congestion: "system" });
  using payload = new Payload(MESSAGE_BYTES, 16, 1);
  const { fd } = connections.pairs[0]!.tx;
  using senders = new TurnSenders(fd, payload, { modes: TWO_ZERO_COPY, reapEvery: 4, queueDepth: 32 });
  for (const [mode, ns] of [[0, 100], [1, 200], [1, 200], [2, 300], [0, 100]] as const) {
    senders.take(mode);
    senders.record(ns);
  }
  assertEquals(senders.finish(() => false).map(({ sendCalls }) => sendCalls), [[100, 2], [200, 2], [300, 1]]);
});

Deno.test("where the kernel refuses zero-copy, turns of copying modes are taken all the same", () => {
  using payload = new Payload(MESSAGE_BYTES, 16, 1);
  const NO_SOCKET = -1;
  const open = (modes: readonly string[]) =>
    new TurnSenders(NO_SOCKET, payload, { modes, reapEvery: 4, queueDepth: 32 });
  assertThrows(() => open(TWO_ZERO_COPY), Error, "setsockopt(SO_ZEROCOPY) failed");
  open(["two-copy", "one-copy"])[Symbol.dispose]();
});
