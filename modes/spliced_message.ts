/**
 * The 8 fields of a message as pieces that fit into a pipe: vmsplice(2) puts references to the pages of a piece into it,
 * and splice(2) takes them out again, before the next piece.
 *
 * A pipe holds a number of pages, and each page that a field touches takes one place, however little of it that is. The
 * pieces are cut for the worst place of the fields within their pages, so that they are the same for all messages.
 */
import { SPLICE_F_MORE } from "../ffi/constants.ts";
import { NativeMemory, pageBytes } from "../ffi/memory.ts";
import { IOVEC } from "../ffi/structs.ts";
import type { Payload } from "./payload.ts";

/** A part of a field. */
interface Part {
  readonly field: number;
  readonly offset: number;
  readonly byteLength: number;
}

/** What goes through the pipe at once. */
export interface Piece {
  /** Of its iovec, whose entries are {@linkcode count}. */
  readonly address: bigint;
  readonly count: bigint;
  readonly byteLength: number;
  readonly length: bigint;
  /** Flags of splice(2): SPLICE_F_MORE where another piece of the message follows. */
  readonly flags: number;
}

const WORDS_PER_IOVEC = IOVEC.size / 8;

/** The most places in a pipe that so many bytes can take. */
export function pipePlaces(byteLength: number): number {
  return Math.ceil((byteLength - 1) / pageBytes()) + 1;
}

/**
 * The parts of each piece, for a pipe of so many places.
 *
 * @param places two or more: a field may begin in one page and end in the next
 */
function cutPieces(fieldBytes: readonly number[], places: number): Part[][] {
  const pieces: Part[][] = [];
  let free = 0;
  for (const [field, byteLength] of fieldBytes.entries()) {
    for (let offset = 0; offset < byteLength;) {
      const left = byteLength - offset;
      if (free < Math.min(2, pipePlaces(left))) {
        pieces.push([]);
        free = places;
      }
      const fitting = free === 1 ? 1 : Math.min(left, (free - 1) * pageBytes());
      pieces.at(-1)!.push({ field, offset, byteLength: fitting });
      free -= pipePlaces(fitting);
      offset += fitting;
    }
  }
  return pieces;
}

export class SplicedMessage implements Disposable {
  readonly pieces: readonly Piece[];
  readonly #memory: NativeMemory;
  /** The iovec of what is left of a piece. */
  readonly #rest: NativeMemory;
  /** The iovecs of all pieces, one after another, as words. */
  readonly #iovecs: BigUint64Array<ArrayBuffer>;
  /** Addresses of the parts of all messages. */
  readonly #addresses: BigUint64Array<ArrayBuffer>;
  readonly #partCount: number;

  /** @param places of the pipe, two or more */
  constructor(payload: Payload, places: number) {
    const cut = cutPieces(payload.fields.map(({ byteLength }) => byteLength), places);
    const parts = cut.flat();
    this.#partCount = parts.length;
    this.#memory = new NativeMemory(parts.length * IOVEC.size);
    this.#rest = new NativeMemory(Math.max(...cut.map(({ length }) => length)) * IOVEC.size);
    this.#iovecs = new BigUint64Array(this.#memory.buffer);
    this.#addresses = new BigUint64Array(payload.messageCount * parts.length);
    for (let i = 0; i < this.#addresses.length; i++) {
      const { field, offset } = parts[i % parts.length]!;
      this.#addresses[i] = payload.address(Math.floor(i / parts.length), field) + BigInt(offset);
    }
    parts.forEach(({ byteLength }, i) => this.#iovecs[i * WORDS_PER_IOVEC + 1] = BigInt(byteLength));
    let first = 0;
    this.pieces = cut.map((piece, i) => {
      const address = this.#memory.address + BigInt(first * IOVEC.size);
      const byteLength = piece.reduce((sum, part) => sum + part.byteLength, 0);
      first += piece.length;
      const flags = i < cut.length - 1 ? SPLICE_F_MORE : 0;
      return { address, count: BigInt(piece.length), byteLength, length: BigInt(byteLength), flags };
    });
    this.point(0);
  }

  /** Points it at another message of the payload: copies between typed arrays, so nothing is allocated. */
  point(message: number): void {
    const addresses = this.#addresses, iovecs = this.#iovecs, partCount = this.#partCount;
    const first = message * partCount;
    for (let i = 0; i < partCount; i++) iovecs[i * WORDS_PER_IOVEC] = addresses[first + i]!;
  }

  /** The iovec of a piece without its first `skipped` bytes; valid until the next call. */
  rest({ address, count }: Piece, skipped: number): Pick<Piece, "address" | "count"> {
    const first = Number(address - this.#memory.address) / IOVEC.size;
    const rest = new BigUint64Array(this.#rest.buffer);
    let left = 0, skip = BigInt(skipped);
    for (let i = first; i < first + Number(count); i++) {
      const base = this.#iovecs[i * WORDS_PER_IOVEC]!, length = this.#iovecs[i * WORDS_PER_IOVEC + 1]!;
      const gone = skip < length ? skip : length;
      skip -= gone;
      if (gone === length) continue;
      rest[left * WORDS_PER_IOVEC] = base + gone;
      rest[left * WORDS_PER_IOVEC + 1] = length - gone;
      left += 1;
    }
    return { address: this.#rest.address, count: BigInt(left) };
  }

  [Symbol.dispose](): void {
    this.#rest[Symbol.dispose]();
    this.#memory[Symbol.dispose]();
  }
}
