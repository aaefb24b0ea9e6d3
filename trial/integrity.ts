/**
 * `--verify`: messages that can be checked. Each begins with its sequence number and the CRC-32 of the number and the
 * rest, which differs from message to message, so that a buffer rewritten too early, a message lost, repeated or cut is
 * noticed at the receiving end.
 */
import type { Transmitter } from "../modes/mode.ts";
import type { Payload } from "../modes/payload.ts";
import { MessageReader } from "../receive/message_reader.ts";
import type { Receiver } from "../receive/strategy.ts";

const SEQUENCE_AT = 0;
const CHECKSUM_AT = 4;
const BODY_AT = 8;
const FILL_STEP = 97; // odd, so that neighbours, and the messages of a pool, have different bodies

/** A message did not arrive as it was sent. */
export class IntegrityError extends Error {
  override readonly name = "IntegrityError";
}

/** Makes `message`, at least 8 bytes, the one of a sequence number (its lowest 32 bits). */
export function writeMessage(message: Uint8Array<ArrayBuffer>, sequence: number): void {
  const view = new DataView(message.buffer, message.byteOffset);
  message.fill(sequence * FILL_STEP, BODY_AT);
  view.setUint32(SEQUENCE_AT, sequence, true);
  view.setUint32(CHECKSUM_AT, checksum(message), true);
}

/**
 * Checks that `message` is the one of a sequence number.
 *
 * @throws IntegrityError saying what is wrong with it
 */
export function checkMessage(message: Uint8Array<ArrayBuffer>, sequence: number): void {
  const view = new DataView(message.buffer, message.byteOffset);
  const [found, expected] = [view.getUint32(CHECKSUM_AT, true), checksum(message)];
  if (found !== expected) {
    throw new IntegrityError(
      `message ${sequence} arrived damaged: its checksum says ${hex(found)}, its bytes ${hex(expected)}`,
    );
  }
  const arrived = view.getUint32(SEQUENCE_AT, true);
  if (arrived !== sequence >>> 0) {
    throw new IntegrityError(`message ${sequence} did not arrive: in its place came message ${arrived}`);
  }
}

/** Loaded when it is needed: the first of Node's modules is a quarter of what a Worker's start costs. */
let zlib: typeof import("node:zlib") | undefined;

function checksum(message: Uint8Array<ArrayBuffer>): number {
  const { crc32 } = zlib ??= globalThis.process.getBuiltinModule("node:zlib");
  return crc32(message.subarray(BODY_AT), crc32(message.subarray(SEQUENCE_AT, CHECKSUM_AT)));
}

function hex(value: number): string {
  return value.toString(16).padStart(8, "0");
}

/** Sends numbered messages from a pool of buffers, each rewritten only when the kernel is done with it. */
export class VerifiedSender {
  readonly #transmitter: Transmitter;
  readonly #payload: Payload;
  readonly #message: Uint8Array<ArrayBuffer>;
  /** What has to be completed before each buffer may be rewritten. */
  readonly #marks: number[];
  #sequence = 0;

  /** @param payload its messages are the pool */
  constructor(transmitter: Transmitter, payload: Payload) {
    this.#transmitter = transmitter;
    this.#payload = payload;
    this.#message = new Uint8Array(payload.messageBytes);
    this.#marks = Array<number>(payload.messageCount).fill(0);
  }

  /**
   * Sends the next message.
   *
   * @returns 1, or `-errno`
   * @throws IntegrityError when the kernel does not give the buffer back
   */
  send(): number {
    const buffer = this.#sequence % this.#marks.length;
    if (!this.#transmitter.settle(this.#marks[buffer]!)) {
      throw new IntegrityError(
        `message ${this.#sequence} can't be written: no completion for its buffer came in time`,
      );
    }
    writeMessage(this.#message, this.#sequence);
    this.#payload.write(buffer, this.#message);
    this.#transmitter.point(buffer);
    const result = this.#transmitter.sendMany(1);
    this.#marks[buffer] = this.#transmitter.mark();
    this.#sequence += 1;
    return result;
  }
}

/** Receives numbered messages and checks every one. */
export class VerifiedReceiver {
  readonly #reader: MessageReader;
  #sequence = 0;

  /** @param receiver of a strategy that does not discard */
  constructor(receiver: Receiver, messageBytes: number) {
    this.#reader = new MessageReader(receiver, messageBytes);
  }

  /**
   * Receives the next message.
   *
   * @returns its length, 0 at the end of the stream, or `-errno`
   * @throws IntegrityError when it is not the one that was sent
   */
  receive(): number {
    const { message } = this.#reader;
    const bytes = this.#reader.read();
    if (bytes <= 0) return bytes;
    if (bytes < message.byteLength) {
      throw new IntegrityError(
        `message ${this.#sequence} was cut off after ${bytes} of ${message.byteLength} bytes`,
      );
    }
    checkMessage(message, this.#sequence);
    this.#sequence += 1;
    return bytes;
  }
}
