import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ECANCELED, ECONNRESET, EPIPE } from "../../ffi/errno.ts";
import type { Transmitter } from "../../modes/mode.ts";
import { Payload } from "../../modes/payload.ts";
import { MODES } from "../../modes/registry.ts";
import { openZeroCopy } from "../../modes/zero_copy.ts";
import { ForwardingTransmitter } from "../../modes/forwarding_transmitter.ts";
import { LocalConnections } from "../../net/connections.ts";
import { RecvReceiver } from "../../receive/recv.ts";
import { RECEIVE_STRATEGIES } from "../../receive/registry.ts";
import {
  checkMessage,
  IntegrityError,
  VerifiedReceiver,
  VerifiedSender,
  writeMessage,
} from "../../trial/integrity.ts";
import { receiveVerifiedLoop, sendVerifiedLoop } from "../../trial/verify_loop.ts";
import { type Script, ScriptedEnd, seenIn } from "./scripted_end.ts";
import { ok, smallTrials } from "./small_trial.ts";

const MESSAGE_BYTES = 64 * 1024;
/** More than the receive buffer takes, less than both buffers, so that one thread can send and then receive them. */
const MESSAGES = 12;

function messageOf(byteLength: number, sequence: number): Uint8Array<ArrayBuffer> {
  const message = new Uint8Array(byteLength);
  writeMessage(message, sequence);
  return message;
}

Deno.test("a message is accepted under its own number only", () => {
  for (const byteLength of [8, 13, 4096]) {
    checkMessage(messageOf(byteLength, 7), 7);
    checkMessage(messageOf(byteLength, 2 ** 32 + 7), 7);
    const error = assertThrows(() => checkMessage(messageOf(byteLength, 8), 7), IntegrityError);
    assertStringIncludes(error.message, "in its place came message 8");
  }
});

Deno.test("one changed bit anywhere in a message is noticed", () => {
  for (let at = 0; at < 40; at++) {
    const message = messageOf(40, 3);
    message[at]! ^= 0x10;
    assertThrows(() => checkMessage(message, 3), IntegrityError);
  }
});

Deno.test("every mode passes, with pools of 1 and 3 buffers and short and long messages", async () => {
  const pools = [[1, 8], [1, 300_001], [3, 1000], [3, 300_001]] as const;
  const specs = MODES.flatMap(({ id }) =>
    pools.map(([poolDepth, messageBytes]) => ({ modes: [id], poolDepth, messageBytes, warmupMs: 0 }))
  );
  for (const result of await smallTrials(specs)) assert(ok(result).rx[0]!.totalBytes > 0);
});

Deno.test("every strategy that keeps what it receives passes, behind modes that copy and modes that don't", async () => {
  const specs = RECEIVE_STRATEGIES.filter(({ discards }) => !discards).flatMap(({ id }) =>
    ["one-copy", "zero-copy"].flatMap((mode) =>
      [13, 300_001].map((messageBytes) => ({ modes: [mode], rx: id, poolDepth: 2, messageBytes }))
    )
  );
  for (const result of await smallTrials(specs)) assert(ok(result).rx[0]!.totalBytes > 0);
});

/** Sends in one thread more than the receiver has taken, then receives until something is wrong. */
function sendAndCheck(spoil: (transmitter: Transmitter) => Transmitter): number {
  using connections = new LocalConnections(1, { congestion: "system", sndbufBytes: 4 * 1024 * 1024 });
  const { tx, rx } = connections.pairs[0]!;
  using payload = new Payload(MESSAGE_BYTES, 4096, 1, 1);
  using transmitter = spoil(openZeroCopy(tx.fd, payload, { rewrites: true }));
  const sender = new VerifiedSender(transmitter, payload);
  for (let i = 0; i < MESSAGES; i++) assertEquals(sender.send(), 1);
  using receiver = new RecvReceiver(rx.fd);
  const verified = new VerifiedReceiver(receiver, MESSAGE_BYTES);
  for (let i = 0; i < MESSAGES; i++) assertEquals(verified.receive(), MESSAGE_BYTES);
  return MESSAGES;
}

/** The mistake: the buffer is taken for free as soon as the call has returned. */
class HastyTransmitter extends ForwardingTransmitter {
  override settle(): boolean {
    return true;
  }
}

Deno.test("a mode that rewrites its buffer before the completion is caught", () => {
  assertThrows(() => sendAndCheck((honest) => new HastyTransmitter(honest)), IntegrityError);
});

Deno.test("a buffer that the kernel does not give back is an error, not rewritten", () => {
  const never = (honest: Transmitter) => Object.assign(new HastyTransmitter(honest), { settle: () => false });
  const error = assertThrows(() => sendAndCheck(never), IntegrityError);
  assertStringIncludes(error.message, "no completion");
});

Deno.test("a stream that ends within a message is noticed, one that ends between messages is the end", () => {
  for (const [bytes, ends] of [[40, true], [33, false]] as const) {
    using connections = new LocalConnections(1, { congestion: "system" });
    const { tx, rx } = connections.pairs[0]!;
    using payload = new Payload(bytes, 1, 1);
    payload.write(0, messageOf(40, 0).subarray(0, bytes));
    using transmitter = MODES[0]!.open(tx.fd, payload);
    transmitter.sendMany(1);
    tx.shutdown();
    using receiver = new RecvReceiver(rx.fd);
    const verified = new VerifiedReceiver(receiver, 40);
    if (ends) assertEquals([verified.receive(), verified.receive()], [40, 0]);
    else assertThrows(() => verified.receive(), IntegrityError, "cut off after 33 of 40 bytes");
  }
});

function send(script: Script) {
  const end = new ScriptedEnd(script), edges = end.turnEdges();
  const result = sendVerifiedLoop({ sender: end, clock: end, shared: end, edges });
  return { result, calls: end.calls, seen: seenIn(edges) };
}

function receive(script: Script) {
  const end = new ScriptedEnd(script), { log } = end;
  const result = receiveVerifiedLoop({ receiver: end, clock: end, shared: end, log });
  return { result, calls: end.calls };
}

Deno.test("with --verify a sender reads its clock after each message, and sends one more after the window", () => {
  const { result, calls, seen } = send({ clock: [90, 100, 103, 150, 200] });
  assertEquals(result, 5);
  assertEquals(
    calls,
    "turn 0, send 1, at 90, send 1, at 100, slice 0, begin, at 103, send 1, at 150, " +
      "send 1, at 200, end, turn 0, send 1",
  );
  assertEquals(seen, [{ slices: 1, elapsedMs: 97, amount: 2 }]);
});

Deno.test("with --verify a receiver reads its clock after each message, to the end of the stream", () => {
  const { result, calls } = receive({
    clock: [5, 10, 15, 18, 30],
    receives: [10, 10, 10, 0],
    notesEveryMs: 10,
  });
  assertEquals(result, 30);
  assertEquals(
    calls,
    "at 5, note 0, recv 1:10, at 10, recv 1:10, at 15, note 20, recv 1:10, at 18, " +
      "recv 1:0, at 30, over 30 at 30",
  );
});

Deno.test("with --verify, too, both edges within one message are passed one after the other", () => {
  const { result, seen } = send({ clock: [300, 305, 330] });
  assertEquals([result, seen], [3, [{ slices: 1, elapsedMs: 25, amount: 1 }]]);
});

Deno.test("with --verify both ends leave when stopped, before the window and inside it", () => {
  assertEquals(send({ clock: [50], stoppedAfter: "at 50" }).result, -ECANCELED);
  assertEquals(send({ clock: [100, 103], stoppedAfter: "at 103" }).result, -ECANCELED);
  assertEquals(receive({ clock: [5, 9], receives: [10, 10], stoppedAfter: "at 9" }).result, -ECANCELED);
  assertEquals(receive({ clock: [5, 9], receives: [10, 0], stoppedAfter: "at 9" }).result, -ECANCELED);
});

Deno.test("with --verify both ends hand on errors, the sender that of its last message too", () => {
  assertEquals(send({ clock: [50], failedSends: { 1: -EPIPE } }).result, -EPIPE);
  assertEquals(send({ clock: [100, 103, 200], failedSends: { 2: -EPIPE } }).result, -EPIPE);
  assertEquals(receive({ clock: [5], receives: [-ECONNRESET] }).result, -ECONNRESET);
  assertEquals(receive({ clock: [5, 9], receives: [10, -ECONNRESET] }).result, -ECONNRESET);
});
