/**
 * Rewriting what was sent by reference, without completions: splice(2) and sendfile(2) put the pages themselves into the
 * stream, and nothing says when the last reader is done with them.
 *
 * Waiting can't make that safe. The send queue is empty (SIOCOUTQ is 0) once the peer's kernel has acknowledged the
 * bytes, but on loopback and veth that kernel is this one, and what lies unread in the receiver's queue is still these
 * pages. So the old pages are left to their readers, and the addresses get new ones: madvise(2).
 */
import { MADV_DONTNEED, MADV_REMOVE } from "../ffi/constants.ts";
import { check, libc } from "../ffi/libc.ts";
import { pageBytes } from "../ffi/memory.ts";
import { SimpleTransmitter } from "./simple_transmitter.ts";

/** Some bytes of a message in memory. */
export interface Region {
  readonly address: bigint;
  readonly byteLength: number;
}

/** Of anonymous memory the page is dropped; of a file it is taken out. */
const ADVICE = { anonymous: MADV_DONTNEED, file: MADV_REMOVE } as const;

/** What the modes share that send a message's own pages. */
export abstract class PageSharingTransmitter extends SimpleTransmitter {
  /** The messages that were sent and not settled, in their order; `null` where none is ever rewritten. */
  readonly #unsettled: number[] | null;
  readonly #advice: number;
  #sent = 0;
  #settled = 0;

  /** @param rewrites whether {@linkcode settle} will be called */
  constructor(fd: number, memory: keyof typeof ADVICE, rewrites: boolean) {
    super(fd);
    this.#advice = ADVICE[memory];
    this.#unsettled = rewrites ? [] : null;
  }

  /** Where a message is. */
  protected abstract regions(message: number): readonly Region[];

  /** Records that a message was sent so many times. */
  protected noteSent(message: number, times: number): void {
    if (this.#unsettled === null) return;
    for (let i = 0; i < times; i++) this.#unsettled.push(message);
    this.#sent += times;
  }

  override mark(): number {
    return this.#sent;
  }

  /**
   * Gives the messages up to a mark new pages; they, and anything that shares a page with them, are zero until they are
   * rewritten.
   *
   * @returns true: it waits for nothing
   * @throws SyscallError when the kernel keeps the pages
   */
  override settle(mark: number): boolean {
    if (this.#unsettled === null) {
      throw new Error("settle needs a transmitter that was opened with `rewrites`");
    }
    for (; this.#settled < mark; this.#settled++) {
      for (const region of this.regions(this.#unsettled.shift()!)) this.#renew(region);
    }
    return true;
  }

  #renew({ address, byteLength }: Region): void {
    const page = BigInt(pageBytes());
    const start = address / page * page;
    const end = (address + BigInt(byteLength) + page - 1n) / page * page;
    check("madvise", libc().madvise(start, end - start, this.#advice));
  }
}
