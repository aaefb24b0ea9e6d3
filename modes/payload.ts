/**
 * What every mode sends: messages of 8 fields, each field its own native allocation, filled 'A'…'H'.
 *
 * Usually one message is sent repeatedly. With a working set there are several with the same layout, one after another:
 * field i of all messages in the mapping of field i. A payload is allocated afresh for each trial, at a random page
 * offset, so that repeats sample placement in memory; modes that are compared with each other get the same `seed` and so
 * the same layout.
 */
import { NativeMemory, PAGE_BYTES } from "../ffi/memory.ts";
import { seededRandom } from "../stats/random.ts";

export const FIELD_COUNT = 8;

/** More messages than this would need more memory for their addresses than for their bytes. */
export const MESSAGES_MAX = 65536;

const LETTER_A = 0x41;
const MAX_SKIPPED_PAGES = 15;

/** One of something for each field. */
export type Eight<T> = readonly [T, T, T, T, T, T, T, T];

/** Eight of something, made in order. */
export function eight<T>(of: (field: number) => T): Eight<T> {
  return [of(0), of(1), of(2), of(3), of(4), of(5), of(6), of(7)];
}

/** One field of all messages, in native memory. */
export interface Field {
  /** Of the first message's field. */
  readonly address: bigint;
  readonly byteLength: number;
  /** From one message's field to the next one's. */
  readonly strideBytes: number;
  /** From the first message's field on. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Sizes of the 8 fields of a message: an eighth each, the remainder in the last. `messageBytes` ≥ 8. */
export function fieldSizes(messageBytes: number): Eight<number> {
  const size = Math.floor(messageBytes / FIELD_COUNT);
  return eight((i) => i < FIELD_COUNT - 1 ? size : messageBytes - size * (FIELD_COUNT - 1));
}

/** Memory that one message takes, alignment gaps between its fields and the next message's included. */
export function spacedMessageBytes(messageBytes: number, alignBytes: number): number {
  return fieldSizes(messageBytes).reduce((sum, size) => sum + roundUp(size, alignBytes), 0);
}

/** The number of messages in a working set of that many bytes: at least one, at most {@linkcode MESSAGES_MAX}. */
export function workingSetMessages(
  messageBytes: number,
  alignBytes: number,
  workingSetBytes: number,
): number {
  const fitting = Math.floor(workingSetBytes / spacedMessageBytes(messageBytes, alignBytes));
  return Math.max(1, Math.min(MESSAGES_MAX, fitting));
}

/** The messages' fields; unmapped by `using`. */
export class Payload implements Disposable {
  readonly messageBytes: number;
  readonly messageCount: number;
  readonly fields: Eight<Field>;
  readonly #alignBytes: number;
  readonly #memory: NativeMemory[] = [];
  #packed: Field | null = null;
  /** All copies of the messages with their fields packed. */
  readonly #copies: Field[] = [];

  /**
   * @param messageBytes 8 or more
   * @param alignBytes power of two, 1 to 4096: each field starts at a multiple of it
   * @param seed decides the random offsets
   * @throws SyscallError when memory is short
   */
  constructor(messageBytes: number, alignBytes: number, seed: number, messageCount = 1) {
    const random = seededRandom(seed);
    this.messageBytes = messageBytes;
    this.messageCount = messageCount;
    this.#alignBytes = alignBytes;
    const sizes = fieldSizes(messageBytes);
    this.fields = eight((i) => {
      const byteLength = sizes[i]!;
      const skippedPages = random.below(MAX_SKIPPED_PAGES + 1);
      const withinPage = random.below(PAGE_BYTES / alignBytes) * alignBytes;
      const offset = skippedPages * PAGE_BYTES + withinPage;
      const strideBytes = roundUp(byteLength, alignBytes);
      const memory = this.allocate(offset + messageCount * strideBytes);
      const bytes = memory.bytes.subarray(offset).fill(LETTER_A + i);
      return { address: memory.address + BigInt(offset), byteLength, strideBytes, bytes };
    });
  }

  /** Zeroed, page-aligned memory that lives as long as the payload. */
  allocate(byteLength: number): NativeMemory {
    const memory = new NativeMemory(byteLength);
    this.#memory.push(memory);
    return memory;
  }

  /** The address of a field of a message. */
  address(message: number, field: number): bigint {
    const { address, strideBytes } = this.fields[field]!;
    return address + BigInt(message * strideBytes);
  }

  /** One page-aligned buffer of messages with their fields packed, for the modes that have nothing to gather. */
  packed(): Field {
    if (this.#packed !== null) return this.#packed;
    const strideBytes = roundUp(this.messageBytes, this.#alignBytes);
    return this.#packed = this.packInto(new NativeMemory(this.messageCount * strideBytes), strideBytes);
  }

  /** Packs all messages into memory that belongs to the payload from then on, and is rewritten with the fields. */
  packInto(memory: NativeMemory, strideBytes: number): Field {
    this.#memory.push(memory);
    const { address, bytes } = memory;
    let offset = 0;
    for (const field of this.fields) {
      for (let message = 0; message < this.messageCount; message++) {
        const from = message * field.strideBytes;
        bytes.set(field.bytes.subarray(from, from + field.byteLength), message * strideBytes + offset);
      }
      offset += field.byteLength;
    }
    const copy = { address, byteLength: this.messageBytes, strideBytes, bytes };
    this.#copies.push(copy);
    return copy;
  }

  /** Rewrites a message, its fields and its packed copies, which the kernel must no longer need. */
  write(message: number, content: Uint8Array): void {
    let offset = 0;
    for (const { bytes, byteLength, strideBytes } of this.fields) {
      bytes.set(content.subarray(offset, offset + byteLength), message * strideBytes);
      offset += byteLength;
    }
    for (const { bytes, strideBytes } of this.#copies) bytes.set(content, message * strideBytes);
  }

  [Symbol.dispose](): void {
    for (const memory of this.#memory.splice(0)) memory[Symbol.dispose]();
  }
}

/** The fields' addresses of all messages. */
export function fieldAddresses(payload: Payload): Eight<bigint>[] {
  return Array.from({ length: payload.messageCount }, (_, m) => eight((i) => payload.address(m, i)));
}

/** The addresses of all packed messages. */
export function packedAddresses(payload: Payload): bigint[] {
  const { address, strideBytes } = payload.packed();
  return Array.from({ length: payload.messageCount }, (_, m) => address + BigInt(m * strideBytes));
}

function roundUp(bytes: number, multiple: number): number {
  return Math.ceil(bytes / multiple) * multiple;
}
