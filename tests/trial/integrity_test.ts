import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import type { Transmitter } from "../../modes/mode.ts";
import { Payload } from "../../modes/payload.ts";
import { MODES } from "../../modes/registry.ts";
import { openZeroCopy } from "../../modes/zero_copy.ts";
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
  const specs = MODES.flatMap(({ id }) =>
    [1, 3].flatMap((poolDepth) =>
      [8, 1000, 300_001].map((messageBytes) => ({ modes: [id], poolDepth, messageBytes, warmupMs: 0 }))
    )
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
class HastyTransmitter implements Transmitter {
  readonly #honest: Transmitter;

  constructor(honest: Transmitter) {
    this.#honest = honest;
  }

  settle(): boolean {
    return true;
  }

  sendMany(n: number): number {
    return this.#honest.sendMany(n);
  }

  begin(): void {}
  end(): void {}

  point(message: number): void {
    this.#honest.point(message);
  }

  mark(): number {
    return this.#honest.mark();
  }

  finish(stopped: () => boolean) {
    return this.#honest.finish(stopped);
  }

  [Symbol.dispose](): void {
    this.#honest[Symbol.dispose]();
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
