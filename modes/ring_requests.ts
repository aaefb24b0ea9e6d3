/** Requests in a ring's memory, as words: their layout, and what differs between the kinds of sends. */
import { IO_URING_SQE } from "../ffi/io_uring.ts";
import { GATHER_BYTES, GatherMessage } from "./gather_message.ts";
import type { Payload } from "./payload.ts";
import { sendRest } from "./send_rest.ts";

/** Places of the parts of a request, in words; `flags` and `ioprio` are parts of the first. */
export const WORD = {
  fd: IO_URING_SQE.fd / 4,
  addr: IO_URING_SQE.addr / 4,
  len: IO_URING_SQE.len / 4,
  opFlags: IO_URING_SQE.opFlags / 4,
  userData: IO_URING_SQE.userData / 4,
  bufIndex: IO_URING_SQE.bufIndex / 4,
} as const;

export const SQE_WORDS = IO_URING_SQE.size / 4;

/** Shifts within the first word. */
export const SHIFT = { flags: 8 * IO_URING_SQE.flags, ioprio: 8 * IO_URING_SQE.ioprio } as const;

type Requests = Int32Array<ArrayBuffer>;

/** Some memory. */
export interface Buffer {
  readonly address: bigint;
  readonly byteLength: number;
}

/** Says where messages are: address and length in a request of one opcode. */
export interface MessageWriter extends Disposable {
  /** What has to be registered with the ring first. */
  readonly buffers: readonly Buffer[];
  /** Address and length of the request at a place, for a whole message: at first the payload's first. */
  writeWhole(requests: Requests, place: number): void;
  /** Points a whole request at another message. Allocates nothing. */
  pointAt(requests: Requests, place: number, message: number): void;
  /** Address and length of a request for what is left of a message after `sent` bytes. */
  writeRest(requests: Requests, place: number, message: number, sent: number): void;
  /** Sends what is left of a message by a plain call; returns 0 or more, or `-errno`. */
  copyFrom(fd: number, message: number, sent: number): number;
}

/** Messages of 8 fields, each request with an iovec of its own: IORING_OP_SENDMSG and IORING_OP_SENDMSG_ZC. */
export class GatheredMessages implements MessageWriter {
  readonly buffers = [];
  readonly #messages: GatherMessage;

  /** @param places of requests */
  constructor(payload: Payload, places: number) {
    this.#messages = new GatherMessage(payload, places);
  }

  writeWhole(requests: Requests, place: number): void {
    const address = this.#messages.address + BigInt(place * GATHER_BYTES);
    writeAddress(requests, place, address, 1);
  }

  pointAt(_requests: Requests, place: number, message: number): void {
    this.#messages.point(message, place);
  }

  writeRest(requests: Requests, place: number, message: number, sent: number): void {
    this.#messages.point(message);
    writeAddress(requests, place, this.#messages.rest(sent), 1);
  }

  copyFrom(fd: number, message: number, sent: number): number {
    this.#messages.point(message);
    return this.#messages.sendRest(fd, sent, 0);
  }

  [Symbol.dispose](): void {
    this.#messages[Symbol.dispose]();
  }
}

/** Registered buffers end where the kernel's limit for one is. */
const BUFFER_BYTES_MAX = 1024 ** 3;

/** Messages packed in registered buffers: IORING_OP_SEND_ZC with IORING_RECVSEND_FIXED_BUF. */
export class FixedMessages implements MessageWriter {
  readonly buffers: readonly Buffer[];
  readonly #byteLength: number;
  /** Low and high word of each message's address. */
  readonly #words: Int32Array<ArrayBuffer>;
  readonly #perBuffer: number;

  constructor(payload: Payload) {
    const { address, byteLength, strideBytes } = payload.packed();
    const { messageCount } = payload;
    this.#byteLength = byteLength;
    this.#perBuffer = Math.max(1, Math.floor(BUFFER_BYTES_MAX / strideBytes));
    this.#words = new Int32Array(2 * messageCount);
    for (let message = 0; message < messageCount; message++) {
      writeWords(this.#words, 2 * message, address + BigInt(message * strideBytes));
    }
    this.buffers = Array.from({ length: Math.ceil(messageCount / this.#perBuffer) }, (_, i) => {
      const first = i * this.#perBuffer;
      const count = Math.min(this.#perBuffer, messageCount - first);
      return {
        address: address + BigInt(first * strideBytes),
        byteLength: (count - 1) * strideBytes + byteLength,
      };
    });
  }

  writeWhole(requests: Requests, place: number): void {
    this.pointAt(requests, place, 0);
    requests[place * SQE_WORDS + WORD.len] = this.#byteLength;
  }

  pointAt(requests: Requests, place: number, message: number): void {
    const at = place * SQE_WORDS;
    requests[at + WORD.addr] = this.#words[2 * message]!;
    requests[at + WORD.addr + 1] = this.#words[2 * message + 1]!;
    requests[at + WORD.bufIndex] = Math.floor(message / this.#perBuffer);
  }

  writeRest(requests: Requests, place: number, message: number, sent: number): void {
    this.pointAt(requests, place, message);
    writeAddress(requests, place, this.#address(message) + BigInt(sent), this.#byteLength - sent);
  }

  copyFrom(fd: number, message: number, sent: number): number {
    return sendRest(fd, this.#address(message) + BigInt(sent), this.#byteLength - sent, 0);
  }

  #address(message: number): bigint {
    const low = BigInt(this.#words[2 * message]! >>> 0), high = BigInt(this.#words[2 * message + 1]! >>> 0);
    return high << 32n | low;
  }

  [Symbol.dispose](): void {}
}

function writeAddress(requests: Requests, place: number, address: bigint, length: number): void {
  writeWords(requests, place * SQE_WORDS + WORD.addr, address);
  requests[place * SQE_WORDS + WORD.len] = length;
}

function writeWords(words: Int32Array<ArrayBuffer>, at: number, value: bigint): void {
  words[at] = Number(BigInt.asIntN(32, value));
  words[at + 1] = Number(BigInt.asIntN(32, value >> 32n));
}
