/**
 * The message every mode sends: 8 fields, each its own native allocation, filled 'A'…'H'.
 *
 * A payload is made afresh for each trial, at a random page offset, so that repeats sample placement in memory;
 * modes that are compared with each other get the same `seed` and so the same layout.
 */
import { NativeMemory, PAGE_BYTES } from "../ffi/memory.ts";
import { seededRandom } from "../stats/random.ts";

export const FIELD_COUNT = 8;

const LETTER_A = 0x41;
const MAX_SKIPPED_PAGES = 15;

/** One of something for each field. */
export type Eight<T> = readonly [T, T, T, T, T, T, T, T];

/** Eight of something, made in order. */
export function eight<T>(of: (field: number) => T): Eight<T> {
  return [of(0), of(1), of(2), of(3), of(4), of(5), of(6), of(7)];
}

/** One field of the message, in native memory. */
export interface Field {
  readonly address: bigint;
  readonly byteLength: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Sizes of the 8 fields of a message: an eighth each, the remainder in the last. `messageBytes` ≥ 8. */
export function fieldSizes(messageBytes: number): Eight<number> {
  const size = Math.floor(messageBytes / FIELD_COUNT);
  return eight((i) => i < FIELD_COUNT - 1 ? size : messageBytes - size * (FIELD_COUNT - 1));
}

/** The 8 fields of one message; unmapped by `using`. */
export class Payload implements Disposable {
  readonly messageBytes: number;
  readonly fields: Eight<Field>;
  readonly #memory: NativeMemory[] = [];

  /**
   * @param messageBytes 8 or more
   * @param alignBytes power of two, 1 to 4096: each field starts at a multiple of it
   * @param seed decides the random offsets
   * @throws SyscallError when memory is short
   */
  constructor(messageBytes: number, alignBytes: number, seed: number) {
    const random = seededRandom(seed);
    this.messageBytes = messageBytes;
    const sizes = fieldSizes(messageBytes);
    this.fields = eight((i) => {
      const byteLength = sizes[i]!;
      const skippedPages = random.below(MAX_SKIPPED_PAGES + 1);
      const withinPage = random.below(PAGE_BYTES / alignBytes) * alignBytes;
      const offset = skippedPages * PAGE_BYTES + withinPage;
      const memory = this.allocate(offset + byteLength);
      const bytes = memory.bytes.subarray(offset).fill(LETTER_A + i);
      return { address: memory.address + BigInt(offset), byteLength, bytes };
    });
  }

  /** Zeroed, page-aligned memory that lives as long as the payload. */
  allocate(byteLength: number): NativeMemory {
    const memory = new NativeMemory(byteLength);
    this.#memory.push(memory);
    return memory;
  }

  /** One page-aligned buffer with the fields packed into it, for the modes that have nothing to gather. */
  packed(): Field {
    const memory = this.allocate(this.messageBytes);
    let offset = 0;
    for (const field of this.fields) {
      memory.bytes.set(field.bytes, offset);
      offset += field.byteLength;
    }
    return { address: memory.address, byteLength: this.messageBytes, bytes: memory.bytes };
  }

  [Symbol.dispose](): void {
    for (const memory of this.#memory.splice(0)) memory[Symbol.dispose]();
  }
}
